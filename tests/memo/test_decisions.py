"""Decisions of the office: the list, letters and memos follow those that have a document."""

from pathlib import Path

import pytest

from shnor_cli.cli import main

LOW = {"1": (2023, 2024, 2025), "2": (2024, 2025), "3": (2023, 2024), "4": ()}
"""School -> years of low results: by the criteria the first two are on the list of 2025."""

HEADER = "школа;название;год;процедура;предмет;класс;участников;2;3;4;5\n"
ORDER = "приказ от 15.01.2026 № 7"


def folder_with(folder: Path, *decisions: str) -> Path:
    """Identify 2024 and 2025 with decisions, each `school;решение;основание`, for 2025 alone."""
    rows = [
        f"{school};{_name(school)};{year};ВПР;{subject};5;20;{low};{19 - low};1;0\n"
        for school, years in LOW.items()
        for year in range(2023, 2026)
        for subject in ("математика", "русский язык")
        for low in [8 if year in years else 1]
    ]
    (folder / "results.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    said = {each.partition(";")[0]: each.partition(";")[2] for each in decisions}
    for year, known in ((2024, {}), (2025, said)):
        lines = [f"{school};{_name(school)};СОШ;{known.get(school, ';')}" for school in LOW]
        text = "\n".join(["код;название;вид;решение;основание решения", *lines])
        (folder / "schools.csv").write_text(text, encoding="utf-8")
        identify = ["identify", str(folder / "results.csv"), "--year", str(year)]
        schools = ["--schools", str(folder / "schools.csv"), "-o", str(folder / str(year))]
        assert main([*identify, *schools]) == 0
    return folder


def _name(school: str) -> str:
    return ("Первая", "Вторая", "Третья", "Четвёртая")[int(school) - 1]


def written(folder: Path, command: str, *more: str) -> str:
    output = folder / f"{command}.txt"
    assert main([command, str(folder / "2025"), "-o", str(output), *more]) == 0
    return " ".join(output.read_text(encoding="utf-8").replace("\u00a0", " ").split())


def ordered(folder: Path) -> tuple[str, list[str]]:
    """Return the words of the order and the names of the letters."""
    output = folder / "order"
    assert main(["order", str(folder / "2025"), "-o", str(output), "--format", "txt"]) == 0
    text = (output / "prikaz.txt").read_text(encoding="utf-8").replace("\u00a0", " ")
    return " ".join(text.split()), sorted(path.stem for path in (output / "letters").iterdir())


def memo(folder: Path, *more: str) -> str:
    return written(folder, "memo", "--previous", str(folder / "2024"), *more)


def test_a_school_listed_by_a_decision_is_in_the_order_and_gets_a_letter(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, f"3;ШНОР;{ORDER}")
    order, letters = ordered(folder)
    assert "к категории «ШНОР» с учётом принятых решений (3 школы), согласно" in order
    assert f"Третья 3 Решение: ШНОР ({ORDER}); по критериям: не выявлена." in order
    assert letters == ["1 Первая", "2 Вторая", "3 Третья"]
    letter = (folder / "order" / "letters" / "3 Третья.txt").read_text(encoding="utf-8")
    said = " ".join(letter.replace("\u00a0", " ").split())
    assert f"«ШНОР» решением органа управления образованием ({ORDER})." in said
    assert "По критериям методики: не выявлена." in said
    assert "Основания:" not in said
    assert said.count(ORDER) == 1
    told = "Результаты школы, которые сравнивают критерии: – «Низкий результат по процедуре»"
    assert f"{told} — граница не менее 30 %: • ВПР, математика, 5 класс: 2024/25 — 5,0 %" in said
    assert "Сверить приведённые данные" in said


def test_the_memo_does_not_contradict_a_decision(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, f"3;ШНОР;{ORDER}")
    (folder / "office.yaml").write_text("partner: Третья\n", encoding="utf-8")
    words = memo(folder, "--office", str(folder / "office.yaml"))
    included = "Решением органа управления образованием в перечень включена 1 школа"
    assert words.count(f"{included}: Третья — ШНОР ({ORDER}).") == 2
    assert "не выявлена; решение: ШНОР" in words
    kept = f"Третья — не менее 2 лет подряд; решение: ШНОР ({ORDER}); по критериям: не выявлена."
    assert kept in words.split("Остались в перечне:")[1]
    assert "Вышли из перечня" not in words
    assert "школ, вышедших из перечня" not in words
    assert "со стабильно высокими результатами (Третья)" not in words
    school = words.split("Третья Отнесена к категории решением: ")[1]
    assert school.startswith(
        f"ШНОР ({ORDER}); по критериям: не выявлена. Индекс низких результатов: 5,0 % (2 из 40); "
        "за 2023/24 — 40,0 % (16 из 40); изменение −35,0 п.п. "
        "В перечне не менее 2 лет подряд. Критерии: «Низкий результат по процедуре» — граница "
        "не менее 30 %. Результаты 2022/23 2023/24 2024/25 "
    )
    assert "ВПР, математика, 5 класс 40,0 % (8 из 20) 40,0 % (8 из 20) 5,0 % (1 из 20)" in school


def test_a_school_kept_by_a_decision_has_not_left_in_june(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, f"3;ШНОР;{ORDER}")
    words = written(folder, "effect", "--previous", str(folder / "2024"))
    assert f"Решено иначе, чем по критериям: Третья — ШНОР ({ORDER})." in words
    assert "Третья: улучшение; категория теперь: «не выявлена»; решение: ШНОР" in words


def test_a_school_that_a_decision_puts_elsewhere_is_not_approved(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "1;не выявлена;приказ № 9", "2;Зона риска;приказ № 9")
    order, letters = ordered(folder)
    assert "учебного года ни одна школа в перечень категории «ШНОР» не включена." in order
    omitted = order.split("Не включать в перечень школы, которые отнесены к категории «ШНОР» ")[1]
    assert "Первая — не выявлена (приказ № 9); по критериям: ШНОР" in omitted
    assert letters == ["2 Вторая"]
    words = memo(folder)
    told = words.split("не включены 2 школы, отнесённые к категории «ШНОР» по критериям: ")[1]
    assert "Первая — не выявлена (приказ № 9)" in told.split(". ")[0]
    assert "Вышли из перечня: – Первая — решение: не выявлена (приказ № 9)" in words
    assert "Разработать или скорректировать ШППКО" not in words
    by_criteria = words.split("Категория «ШНОР» по критериям ")[1].split(" 5.2. ")[0]
    assert "Решение: не выявлена (приказ № 9); школа в перечень не включена. Осн" in by_criteria
    assert "Решение: зона риска (приказ № 9); школа в перечень не включена. Осн" in by_criteria
    assert "Категория «зона риска» по критериям" not in words
    assert words.count("Индекс низких результатов: 40,0 % (16 из 40); за 2023/24") == 2


def test_the_memo_states_both_the_findings_and_the_list(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, f"3;ШНОР;{ORDER}", f"1;зона риска;{ORDER}")
    words = memo(folder)
    found = "По данным за 2024/25 учебный год по критериям выявлены 2 школы категории «ШНОР» (Вт"
    assert found in words
    assert "По критериям к категории «ШНОР» отнесены 2 школы" in words
    whose = "С учётом решений органа управления образованием"
    listed = "в перечень школ, нуждающихся в адресной методической поддержке (категория «ШНОР»)"
    assert words.count(f"{whose} {listed}, включаются 2 школы: Вторая и Третья.") == 2
    assert words.count(f"{whose} к категории «зона риска» относится 1 школа: Первая.") == 2
    assert "ШППКО школ из перечня, провести" in words
    assert "Учесть результаты школ категории «зона риска»" in words
    decided = words.split("Решения органа управления образованием По следующим школам ")[1]
    assert f"Первая — зона риска ({ORDER}); по критериям: ШНОР" in decided.split("8. Выводы")[0]
    order, letters = ordered(folder)
    assert "«ШНОР» с учётом принятых решений (2 школы), согласно приложению" in order
    assert letters == ["1 Первая", "2 Вторая", "3 Третья"]


@pytest.mark.parametrize("decision", ["1;исключить из перечня;приказ № 9", "1;не выявлена;"])
def test_a_decision_that_no_list_can_follow_is_left_to_a_person(
    tmp_path: Path, decision: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_with(tmp_path, decision)
    _, said, document = decision.split(";")
    told = f"{said} ({document or 'документ не назван'})"
    capsys.readouterr()
    order, letters = ordered(folder)
    screen = " ".join(capsys.readouterr().out.split())
    unsettled = "По 1 школе решение не называет категории методики или документа"
    dropped = "и до нового решения школа в перечень не включена"
    whole = f"{unsettled}, {dropped}: Первая — {told}; по критериям: ШНОР."
    approved = "в перечень школ, нуждающихся в адресной методической поддержке (категория «ШНОР»)"
    only = f"{approved}, включается 1 школа: Вторая."
    assert whole in screen
    assert only in screen
    assert "До подписания решите, включать ли в перечень школы, по которым решение" in order
    assert f"Первая — {told}; по критериям: ШНОР." in order
    assert letters == ["2 Вторая"]
    words = memo(folder)
    assert words.count(whole) == 2
    assert words.count(only) == 2
    assert f"Решение: {told}; оно не называет категории методики или документа, и до" in words
    assert "решение не называет категории методики или документа: Первая. Срок:" in words
    moved = "вошла 1 школа, из него вышла 1 школа, по 1 школе прежнего перечня вывода или "
    moved += "решения нет."
    assert f"По сравнению с 2023/24 учебным годом в перечень {moved}" in words


def test_the_screen_calls_the_category_as_the_memo_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    terms = "terms: {short: ШНРО, long: школы с низкими результатами обучения}\n"
    Path("office.yaml").write_text(terms, encoding="utf-8")
    folder_with(tmp_path, f"3;ШНРО;{ORDER}")
    said = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert "(категория «ШНРО»), включаются 3 школы" in said
    assert "не называет категории" not in said
    assert "«ШНРО» — термин office.yaml, в методике и файлах прогона: «ШНОР»." in said
    assert "ШНОР" in Path("2025/verdicts.csv").read_text("utf-8-sig")


def test_a_decision_names_the_category_as_the_office_does(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, f"3;шнор;{ORDER}")
    terms = "terms: {short: ШНРО, long: школы с низкими результатами обучения}\n"
    (folder / "office.yaml").write_text(terms, encoding="utf-8")
    words = memo(folder, "--office", str(folder / "office.yaml"))
    assert f"Третья — ШНРО ({ORDER}); по критериям: не выявлена." in words
    assert "шнор (" not in words


def test_half_a_decision_is_remarked_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder_with(tmp_path, "1;ШНОР;", "2;;приказ № 5")
    capsys.readouterr()
    schools = ["--schools", str(tmp_path / "schools.csv")]
    main(["check", str(tmp_path / "results.csv"), *schools])
    said = " ".join(capsys.readouterr().out.split())
    assert "у школы «1» есть решение, а его документа нет" in said
    assert "у школы «2» есть основание решения, а решения нет" in said


def runs_of(folder: Path, *decisions: str) -> Path:
    """Identify 2024 and 2025 with one register: `school;решение;основание;год` a line."""
    folder_with(folder)
    said = {each.partition(";")[0]: each.partition(";")[2] for each in decisions}
    lines = [f"{school};{_name(school)};СОШ;{said.get(school, ';;')}" for school in LOW]
    text = "\n".join(["код;название;вид;решение;основание решения;год решения", *lines])
    (folder / "schools.csv").write_text(text, encoding="utf-8")
    for year in ("2024", "2025"):
        given = ["identify", str(folder / "results.csv"), "--year", year]
        assert (
            main([*given, "--schools", str(folder / "schools.csv"), "-o", str(folder / year)]) == 0
        )
        assert main(["verify", str(folder / year)]) == 0
    return folder


@pytest.mark.parametrize("year", ["", "2025", "2024/25"])
def test_a_decision_is_about_one_year(tmp_path: Path, year: str) -> None:
    words = memo(runs_of(tmp_path, f"4;ШНОР;{ORDER};{year}"))
    assert "Вошли в перечень: – Вторая" in words
    assert f"Четвёртая — решение: ШНОР ({ORDER}); по критериям: не выявлена" in words
    assert "прежде решение" not in words


def test_a_decision_about_an_earlier_year_is_part_of_its_list(tmp_path: Path) -> None:
    words = memo(runs_of(tmp_path, f"4;ШНОР;{ORDER};2024"))
    left = words.split("Вышли из перечня:")[1]
    assert f"Четвёртая — прежде решение: ШНОР ({ORDER}); по критериям: не выявлена" in left
    assert "Решением органа управления образованием" not in words


def test_decisions_that_are_about_no_year_of_a_run_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = runs_of(tmp_path, f"4;ШНОР;{ORDER};", f"3;ШНОР;{ORDER};2026")
    capsys.readouterr()
    assert main(["memo", str(folder / "2024"), "-o", str(folder / "m.txt")]) == 0
    screen = " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())
    assert (
        "Решения реестра без года (1) относятся к 2024/25 учебному году, последнему в таблицах, "
        "и за 2023/24 не учтены: если они приняты по итогам 2023/24, впишите его в столбец "
        "«год решения»."
    ) in screen
    assert "Решения реестра о годах, которых в таблицах ещё нет (1), не учтены" in screen
    assert main(["memo", str(folder / "2025"), "-o", str(folder / "m.txt")]) == 0
    screen = " ".join(capsys.readouterr().out.split())
    assert "без года" not in screen
    assert "не учтены: в столбце «год решения» стоит учебный год" in screen


def test_a_partner_with_half_a_decision_is_not_said_to_have_no_verdict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_with(tmp_path, "4;зона риска;")
    (folder / "office.yaml").write_text("partner: Четвёртая\n", encoding="utf-8")
    capsys.readouterr()
    memo(folder, "--office", str(folder / "office.yaml"))
    screen = " ".join(capsys.readouterr().out.split())
    assert (
        "не названа: решение о ней не называет документа или категории методики: "
        "зона риска (документ не назван)."
    ) in screen
