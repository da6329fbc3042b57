"""Schools of an earlier list that were joined to others since: every document says the same."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from shnor_cli.cli import main

HEADER = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"

LOW: Mapping[str, Mapping[int, int]] = {
    "1": {2023: 0, 2024: 0, 2025: 4},
    "2": {2023: 9, 2024: 9},
    "3": {2023: 4, 2024: 4, 2025: 4},
    "4": {2023: 9, 2024: 9},
    "5": {2023: 5, 2024: 5},
    "6": {2023: 0, 2024: 0, 2025: 0},
    "7": {2023: 0, 2024: 0, 2025: 0},
}
"""School -> year -> low results of ten participants in each of two subjects."""

NAMES = {
    "1": "МКОУ «Альфа»",
    "2": "МКОУ «Бета»",
    "3": "Вега",
    "4": "МКОУ «Дельта»",
    "5": "МКОУ «Ель»",
    "6": "МКОУ «Жаворонок»",
    "7": "МКОУ «Заря»",
}

JOINED = {"2": ("1", "2025"), "4": ("3", "2025")}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def table(name: str, schools: Collection[str], years: Collection[int]) -> str:
    rows = (
        f"{school};{year};ВПР;{subject};5;10;{low};{10 - low};0;0\n"
        for school in schools
        for year, low in LOW[school].items()
        if year in years
        for subject in ("математика", "русский язык")
    )
    return write(name, HEADER + "".join(rows))


def register(
    name: str, schools: Collection[str], joined: Mapping[str, tuple[str, str]] | None = None
) -> str:
    rows = (
        ";".join([each, NAMES[each], "СОШ", *(joined or {}).get(each, ("", ""))])
        for each in schools
    )
    return write(name, "код;название;вид;преемник;с года\n" + "\n".join(rows) + "\n")


def identified(run: str, *arguments: str) -> None:
    assert main(["identify", *arguments, "-o", run]) == 0


def both_runs(
    years: Collection[int] = (2023, 2024, 2025), methodology: str = "federal-2025"
) -> None:
    """Judge seven schools, and a year later those that are left of them."""
    was = table("was.csv", LOW, (2023, 2024)), "--schools", register("was-schools.csv", LOW)
    left = [school for school in LOW if school != "5"]
    now = table("now.csv", left, years), "--schools", register("now-schools.csv", left, JOINED)
    identified("was", *was, "--criteria", methodology)
    identified("now", *now, "--criteria", methodology)


def said(path: str) -> str:
    return " ".join(Path(path).read_text("utf-8").replace("\u00a0", " ").split())


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main(list(arguments)) == 0
    return " ".join(capsys.readouterr().out.replace("\u00a0", " ").split())


def test_the_memo_says_where_schools_of_the_list_went() -> None:
    both_runs()
    assert main(["memo", "now", "--previous", "was", "-o", "m.txt"]) == 0
    memo = said("m.txt")
    years = "2022/23 и 2023/24 учебные годы"
    assert (
        "Были в перечне, присоединены к другим школам: "
        "– МКОУ «Бета» — присоединена к МКОУ «Альфа» с 2024/25 учебного года; "
        f"её результаты за {years} учтены у этой школы; "
        "– МКОУ «Дельта» — присоединена к школе «Вега» с 2024/25 учебного года; "
        f"её результаты за {years} учтены у этой школы. "
        "Были в перечне, теперь вывода по ним нет: – МКОУ «Ель» — в таблицах школы больше нет"
    ) in memo
    assert f"теперь с учётом результатов присоединённой школы МКОУ «Бета» за {years}." in memo
    assert f"Примечания: с учётом результатов присоединённой школы МКОУ «Дельта» за {years}" in memo
    assert (
        "в перечень вошла 1 школа, в нём осталась 1 школа, по 1 школе прежнего перечня вывода нет, "
        "2 школы прежнего перечня присоединены к другим школам."
    ) in memo


def test_the_section_on_schools_without_a_conclusion_names_those_that_vanished() -> None:
    both_runs()
    assert main(["memo", "now", "--previous", "was", "-o", "m.txt"]) == 0
    memo = said("m.txt")
    assert "Вывод сделан по всем школам" not in memo
    assert (
        "6. Школы, по которым вывод не сделан Были в перечне за 2023/24 учебный год, в таблицах их "
        "больше нет: – МКОУ «Ель»."
    ) in memo


def test_the_card_and_the_letter_say_whose_results_are_counted() -> None:
    both_runs()
    assert main(["cards", "now", "-o", "cards", "--format", "txt"]) == 0
    assert main(["order", "now", "-o", "order", "--format", "txt"]) == 0
    counted = "учётом результатов присоединённой школы МКОУ «Бета» за 2022/23 и 2023/24 учебные"
    assert counted in said("cards/1 Альфа.txt")
    assert counted in said("order/letters/1 Альфа.txt")
    assert "присоединённой" not in said("cards/6 Жаворонок.txt")


def test_june_compares_a_successor_with_both_schools_as_the_memo_does() -> None:
    both_runs()
    assert main(["effect", "now", "--previous", "was", "-o", "e.txt"]) == 0
    june = said("e.txt")
    assert (
        "Присоединены к другим школам — 2 школы: МКОУ «Бета» — к МКОУ «Альфа» с 2024/25 учебного "
        "года; МКОУ «Дельта» — к школе «Вега» с 2024/25 учебного года."
    ) in june
    assert "Нет сопоставимых данных — 1 школа: МКОУ «Ель»." in june
    assert "Категория одной из этих школ за 2024/25 учебный год не определена: МКОУ «Ель»" in june
    assert (
        "МКОУ «Бета»: присоединена к МКОУ «Альфа» с 2024/25 учебного года; категория этой школы: "
        "«ШНОР» Её результаты за 2022/23 и 2023/24 учебные годы учтены у этой школы. МКОУ «Дельта»:"
    ) in june
    assert "Результаты обоих лет приведены с учётом присоединённой школы МКОУ «Дельта»." in june
    assert "65,0 % (26 из 40) 40,0 % (8 из 20)" in june
    assert "С остальными учтены присоединённые к ним школы перечня — 1 школа: МКОУ «Бета»." in june
    assert main(["memo", "now", "-o", "m.txt"]) == 0
    assert "40,0 % (8 из 20); за 2023/24 — 65,0 % (26 из 40)" in said("m.txt")


def test_compare_says_it_on_the_screen_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    both_runs()
    screen = shown(capsys, "compare", "was", "now")
    assert "Были в списке, присоединены к другим школам («ШНОР»): 2 школы" in screen
    assert (
        "МКОУ «Бета» (код 2): было «ШНОР», присоединена к МКОУ «Альфа» с 2024/25 учебного года её "
        "результаты за 2022/23 и 2023/24 учебные годы учтены у этой школы"
    ) in screen
    assert "Были в списке, теперь вывода нет («ШНОР»): 1 школа" in screen
    found = json.loads(shown(capsys, "compare", "was", "now", "--json"))
    assert [each["joined_to"]["successor"] for each in found["joined"]] == ["1", "3"]
    assert [each["id"] for each in found["entered"][0]["added"]] == ["2"]


def test_nothing_is_said_to_be_counted_where_no_table_has_it() -> None:
    both_runs(years=[2025], methodology="federal-500plus")
    assert main(["memo", "now", "--previous", "was", "-o", "m.txt"]) == 0
    memo = said("m.txt")
    assert "МКОУ «Бета» — присоединена к МКОУ «Альфа» с 2024/25 учебного года;" in memo
    assert "теперь к ней с 2024/25 учебного года присоединена школа МКОУ «Бета»" in memo
    assert "учтены у этой школы" not in memo
    assert "с учётом результатов присоединённой" not in memo
    assert main(["effect", "now", "--previous", "was", "-o", "e.txt"]) == 0
    june = said("e.txt")
    assert (
        "Результаты за 2023/24 учебный год приведены без присоединённой школы МКОУ «Дельта»: "
        "сопоставление неполное."
    ) in june
    assert "40,0 % (8 из 20) 40,0 % (8 из 20)" in june
    assert "сопоставлены вместе" not in june


def test_two_schools_may_become_a_new_one() -> None:
    schools = [each for each in LOW if each != "1"]
    was = table("was.csv", schools, (2023, 2024)), "--schools", register("a.csv", schools)
    identified("was", *was)
    joined = {"2": ("1", "2025"), "4": ("1", "2025")}
    now = table("now.csv", schools, (2023, 2024)), table("new.csv", ["1", "3", "6", "7"], [2025])
    identified("now", *now, "--schools", register("b.csv", LOW, joined))
    assert main(["memo", "now", "--previous", "was", "-o", "m.txt"]) == 0
    memo = said("m.txt")
    assert "– МКОУ «Дельта» — присоединена к МКОУ «Альфа» с 2024/25 учебного года" in memo
    assert (
        "Вошли в перечень, прежде вывода по ним не было: – МКОУ «Альфа» — прежде: школы не было"
    ) in memo
    counted = "присоединённых школ МКОУ «Бета» и МКОУ «Дельта» за 2022/23 и 2023/24 учебные годы"
    assert f"Примечания: с учётом результатов {counted}" in memo
    assert f"теперь с учётом результатов {counted}." in memo
    assert main(["effect", "now", "--previous", "was", "-o", "e.txt"]) == 0
    june = said("e.txt")
    assert "Присоединены к другим школам — 2 школы: МКОУ «Бета» — к МКОУ «Альфа» с" in june
    assert "С остальными учтены" not in june


def test_a_run_that_does_not_say_whose_results_it_has_opens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    both_runs()
    path = Path("now/run.json")
    info = json.loads(path.read_text("utf-8"))
    for each in info["tables"]["joined"]:
        assert each.pop("years") == [2023, 2024]
    path.write_text(json.dumps(info), encoding="utf-8")
    screen = shown(capsys, "compare", "was", "now")
    assert "присоединена к МКОУ «Альфа» с 2024/25 учебного года" in screen
    assert "учтены у этой школы" not in screen
    assert main(["effect", "now", "--previous", "was", "-o", "e.txt"]) == 0
    assert "приведены без присоединённой школы МКОУ «Дельта»" in said("e.txt")


def test_a_public_memo_hides_the_years_in_which_results_are_added_up() -> None:
    lines = [
        f"{school};{year};ВПР;{subject};5;40;{low};{40 - low};0;0\n"
        for school in "1267"
        for year, low in ((2024, 20), (2025, 18))
        for subject in ("математика", "русский язык")
        if (school, year) != ("2", 2025)
    ]
    tables = write("large.csv", HEADER + "".join(lines)), "--schools"
    identified("run", *tables, register("r.csv", "1267", {"2": ("1", "2025")}))
    assert main(["memo", "run", "--public", "-o", "m.md"]) == 0
    table = Path("m.md").read_text("utf-8").replace("\u00a0", " ").splitlines()
    rows = [line for line in table if "| 2023/24 |" in line or "| 2024/25 |" in line]
    (then, now), (other, _) = (
        [row for row in rows if name in row] for name in ("Альфа", "Жаворонок")
    )
    assert "| 2023/24 | скр. | скр. |" in then
    assert "18/40" in now
    assert "20/40" in other


def test_a_public_version_does_not_say_of_which_years_results_are_added() -> None:
    both_runs()
    assert main(["memo", "now", "--public", "-o", "alone.txt"]) == 0
    assert main(["memo", "now", "--public", "--previous", "was", "-o", "beside.txt"]) == 0
    for path in ("alone.txt", "beside.txt"):
        text = said(path)
        assert "к ней с 2024/25 учебного года присоединена школа МКОУ «Бета»" in text
        assert "с учётом результатов присоединённой" not in text
        assert "учтены у этой школы" not in text


def test_june_does_not_say_whose_results_stand_where_none_are_compared() -> None:
    both_runs(years=[2025], methodology="federal-500plus")
    subjects = ("математика", "русский язык")
    text = Path("was.csv").read_text("utf-8")
    for subject in subjects:  # the school had other assessments than it has now
        text = text.replace(f"3;2024;ВПР;{subject};5;", f"3;2024;ВПР;{subject};6;")
    write("was.csv", text)
    was = "was.csv", "--schools", "was-schools.csv", "--criteria", "federal-500plus"
    identified("was", *was)
    assert main(["effect", "now", "--previous", "was", "-o", "e.txt"]) == 0
    june = said("e.txt")
    assert "Результатов, которые есть в обоих годах, нет." in june
    assert "приведены без присоединённой школы МКОУ «Дельта»" not in june
