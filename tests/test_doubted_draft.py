"""`shnor doubted draft`: signs become the list that `--doubted` reads, and a policy acts on it."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

import shnor_cli
from shnor_cli.cli import main
from shnor_cli.frames import Frames
from tests.tables.layouts.drawn import report

HEADER = "школа;название;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5\n"
NAMED = "название;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5\n"
JOURNAL = "школа;год;процедура;предмет;класс;участников;понизили;подтвердили;повысили\n"
COLUMNS = "код;название;муниципалитет;год;процедура;предмет;класс;основание"
ASKED = "на проверку: "
NO_LOW = (
    f"{ASKED}ни одного низкого результата у 40 участников 2 процедур; при долях остальных школ их "
    "было бы около 8"
)
LATER = (
    f"{ASKED}низких результатов 0 из 30 (0,0 %), а на ОГЭ через год 13 из 30 (43,3 %): работы "
    "разные, но такое расхождение стоит проверить"
)
OTHER_MARKS = f"{ASKED}отметка ниже журнальной у 7 из 20 (35,0 %) участников"
SCHOOLS = ("001;Первая СОШ;Север", "002;Вторая СОШ;Север", "003;Третья СОШ;Юг")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def row(school: str, year: int, about: str, *counts: int) -> str:
    return ";".join([school, str(year), about, str(sum(counts)), *map(str, counts)]) + "\n"


def facts(schools: tuple[str, ...] = SCHOOLS, header: str = HEADER) -> str:
    """Write a table: no low result of the first school, ОГЭ of the second unlike its ВПР."""
    first, second, third = schools
    usual = (10, 20, 15, 5)
    rows = [
        row(school, year, about, *counts)
        for school, counts in ((first, (0, 5, 10, 5)), (second, usual), (third, usual))
        for year in (2024, 2025)
        for about in ("ВПР;математика;5", "ВПР;русский язык;5")
    ]
    rows += [
        row(second, 2024, "ВПР;математика;8", 0, 15, 10, 5),
        row(second, 2025, "ОГЭ;математика;9", 13, 10, 5, 2),
    ]
    return write("t.csv", header + "".join(rows))


def strict(policy: str) -> str:
    text = "extends: federal-2025\nid: strict\ntitle: Строгая\n"
    return write(
        "strict.yaml", f"{text}objectivity: {{procedures: [ВПР], policy: {policy}, list: наш}}\n"
    )


def listed(name: str = "doubted.csv") -> list[list[str]]:
    text = Path(name).read_text(encoding="utf-8-sig").replace("\u00a0", " ")
    header, *rows = csv.reader(text.splitlines(), delimiter=";")
    assert ";".join(header) == COLUMNS
    return rows


def plainly(text: str) -> str:
    return " ".join(text.split())


def notes(found: Frames) -> list[list[str]]:
    return [[plainly(note) for note in str(each).split("; ")] for each in found.verdicts["notes"]]


def identified(*arguments: str) -> Frames:
    assert main(["identify", *arguments, "-o", "run"]) == 0
    return shnor_cli.read_run("run")


def test_every_sign_is_a_row_about_the_result_that_it_asks_about() -> None:
    journal = write("j.csv", JOURNAL + "001;2025;ВПР;математика;5;20;7;13;0\n")
    assert main(["doubted", "draft", facts(), journal]) == 0
    assert listed() == [
        ["'001", "Первая СОШ", "Север", "2024", "ВПР", "", "", NO_LOW],
        ["'001", "Первая СОШ", "Север", "2025", "ВПР", "", "", NO_LOW],
        ["'001", "Первая СОШ", "Север", "2025", "ВПР", "математика", "5", OTHER_MARKS],
        ["'002", "Вторая СОШ", "Север", "2024", "ВПР", "математика", "8", LATER],
    ]
    assert Path("doubted.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_screen_says_who_decides_and_what_the_methodology_needs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["doubted", "draft", facts(), "-o", "новый.csv"]) == 0
    assert plainly(capsys.readouterr().out) == (
        "Список: новый.csv, 3 строки. Это предложение: признак спрашивает о качестве данных и "
        "ничего не доказывает. Что останется в списке, решает человек: посмотрите работы и "
        "документы, удалите лишние строки и верните список: shnor identify ... --doubted новый.csv "
        "Методика federal-2025 не говорит, что делать с такими результатами: список будет только "
        "сохранён. Чтобы она их помечала или не учитывала, допишите в свою методику: objectivity: "
        "{procedures: [ВПР], policy: flag} (flag — учитывать с пометкой, drop — не учитывать, keep "
        "— только хранить)."
    )
    assert main(["doubted", "draft", "t.csv", "-o", "по методике.csv", "-c", strict("drop")]) == 0
    assert (
        "Методика strict. Результаты ВПР, которые требуют проверки объективности (список: "
        "наш), не учитываются, в средних по группам тоже."
    ) in plainly(capsys.readouterr().out)


def test_years_after_the_report_year_are_not_asked_about() -> None:
    assert main(["doubted", "draft", facts(), "--year", "2024"]) == 0
    assert [row[3] for row in listed()] == ["2024"]


def test_without_signs_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    table = write("t.csv", HEADER + row(SCHOOLS[0], 2025, "ВПР;математика;5", 1, 5, 10, 5))
    assert main(["doubted", "draft", table]) == 0
    assert plainly(capsys.readouterr().out) == (
        "Признаков, которые стоило бы проверить, в таблицах нет: список не записан."
    )
    assert not Path("doubted.csv").exists()


def test_a_list_that_is_there_is_not_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    write("doubted.csv", "школа;год;основание\n")
    assert main(["doubted", "draft", facts()]) == 1
    assert "doubted.csv: такой файл уже есть" in capsys.readouterr().err
    assert Path("doubted.csv").read_text(encoding="utf-8") == "школа;год;основание\n"


def test_nothing_is_drafted_of_what_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doubted", "draft", "нет.csv"]) == 1
    assert "нет.csv: файл не найден" in capsys.readouterr().err
    assert main(["doubted", "draft", facts(), "--year", "2020"]) == 1
    assert not Path("doubted.csv").exists()


CODES = ("001;;", "002;;", "003;;")
REGISTER = (
    "код;название;псевдонимы;вид\n7;Первая СОШ;001;СОШ\n8;Вторая СОШ;002;СОШ\n9;Третья;003;СОШ\n"
)
GIVEN = {
    "codes and names": lambda: [facts()],
    "codes alone": lambda: [facts(CODES)],
    "names alone": lambda: [facts(("Первая СОШ;", "Вторая СОШ;", "Третья СОШ;"), NAMED)],
    "names and districts": lambda: [
        facts(("Первая СОШ;Север", "Вторая СОШ;Юг", "Третья СОШ;Юг"), NAMED)
    ],
    "a register": lambda: [facts(CODES), "--schools", write("s.csv", REGISTER)],
    "long codes": lambda: [
        facts(("1022400000001;А СОШ;", "sch240002;Б СОШ;", "1022400000003;А СОШ;"))
    ],
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("policy", ["flag", "drop"])
def test_the_draft_is_read_back_and_the_policy_acts_on_it(
    given: Callable[[], list[str]], policy: str
) -> None:
    asked = [*given(), "-c", strict(policy)]
    assert main(["doubted", "draft", *asked]) == 0
    before, after = identified(*asked), identified(*asked, "--doubted", "doubted.csv")
    said = [[note for note in each if "объективности" in note] for each in notes(after)]
    done = "не учтены: " if policy == "drop" else ""
    assert sorted(said) == [
        [],
        *(
            [f"результаты ВПР{years} {done}требуют проверки объективности (список: наш)"]
            for years in (" (математика, 8 класс) за 2023/24", " за 2023/24 и 2024/25")
        ),
    ]
    if policy == "flag":
        assert_frame_equal(after.values, before.values)
        assert list(after.verdicts["category"]) == list(before.verdicts["category"])
    lost = before.values["value"].notna() & after.values["value"].isna()
    left_out = after.values[lost & (after.values["indicator"] == "low_share")]
    assert sorted(zip(left_out["year"], left_out["subject"], left_out["grade"], strict=True)) == (
        [
            (2024, "математика", 5),
            (2024, "математика", 8),
            (2024, "русский язык", 5),
            (2025, "математика", 5),
            (2025, "русский язык", 5),
        ]
        if policy == "drop"
        else []
    )


SCALE = """
scales:
  - procedure: ВПР
    years: 2025
    source: проба
    marks: [{subject: Математика, grade: 5, 2: 5, 3: 9, 4: 13, max: 16}]
"""
SCORES = "Группы участников;Кол-во ОО;Кол-во участников;" + ";".join(map(str, range(17)))
TITLE = "ВПР 2025. 5 класс\nПредмет:;Математика\nМаксимальный первичный балл:;16\n"
PILED = (0, 0, 0, 1, 0, 0, 20, 9, 3, 3, 2, 2, 1, 1, 1, 1, 0)
PILE = (
    f"{ASKED}первичных баллов сразу над границей отметки «3» (6–7) — 29, а сразу под ней (4–5) — "
    "0: случайностью это трудно объяснить"
)


def scores(*schools: str, counts: tuple[int, ...] = PILED) -> str:
    write("scales.yaml", SCALE)
    rows = (";".join([each, "1", str(sum(counts)), *map(str, counts)]) for each in schools)
    return report(Path(), "\n".join(rows), TITLE, SCORES + "\n").name


def test_every_pile_is_listed_and_not_only_those_that_are_told() -> None:
    many = scores(*(f"СОШ № {number} (edu2400{number})" for number in range(10, 24)))
    assert main(["doubted", "draft", many]) == 0
    expected = [
        [f"sch2400{number}", f"СОШ № {number}", "", "2025", "ВПР", "математика", "5", PILE]
        for number in range(10, 24)
    ]
    assert listed() == expected
    run = identified(many, "-c", strict("flag"), "--doubted", "doubted.csv")
    assert run.doubted is not None
    assert list(run.doubted["school"]) == [f"sch2400{number}" for number in range(10, 24)]


def test_a_pile_is_of_the_school_that_the_register_knows() -> None:
    """Its report names a login of a school that has been joined to another since."""
    register = (
        "код;название;логин;вид;преемник;с года\n"
        "01;Первая СОШ;;СОШ;;\n02;Вторая СОШ;sch240010;СОШ;01;2026\n"
    )
    asked = [scores("Школа (sch240010)"), "--schools", write("s.csv", register)]
    assert main(["doubted", "draft", *asked]) == 0
    assert [row[:6] for row in listed()] == [["'01", "Первая СОШ", "", "2025", "ВПР", "математика"]]


def test_rows_that_a_person_left_in_excel_are_the_list() -> None:
    table, by = facts(("001;=Первая СОШ;", "0002;Вторая СОШ;", "-3;Третья СОШ;")), strict("flag")
    assert main(["doubted", "draft", table]) == 0
    header, *rows = Path("doubted.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(";")[:4] for row in rows] == [
        ["'0002", "Вторая СОШ", "", "2024"],
        ["'001", "'=Первая СОШ", "", "2024"],
        ["'001", "'=Первая СОШ", "", "2025"],
    ]
    Path("doubted.csv").write_text("\r\n".join([header, *rows[1:]]), encoding="cp1251")
    run = identified(table, "-c", by, "--doubted", "doubted.csv")
    assert run.doubted is not None
    assert list(run.doubted["school"]) == ["001", "001"]
    assert list(run.doubted["year"]) == [2024, 2025]


def test_a_school_that_another_table_calls_by_name_alone_keeps_its_own_rows() -> None:
    """Both have one name, and nothing but the code of one tells them apart."""
    other = write("n.csv", NAMED + row("Первая СОШ;", 2025, "ВПР;математика;4", 5, 5, 5, 5))
    asked = [facts(("001;Первая СОШ;", *SCHOOLS[1:])), other]
    assert main(["doubted", "draft", *asked]) == 0
    run = identified(*asked, "-c", strict("flag"), "--doubted", "doubted.csv")
    assert run.doubted is not None
    assert list(run.doubted["school"]) == ["001", "001", "002"]


def test_subjects_are_listed_by_their_own_names() -> None:
    table = write("t.csv", Path(facts()).read_text(encoding="utf-8").replace("математика", "МА"))
    measured = "{measure: low_share, of: [{procedure: ВПР}], each: assessment}"
    by = write(
        "own.yaml",
        "extends: federal-2025\nid: own\ntitle: Своя\n"
        f"indicators: {{low_share: {measured}}}\n"
        "objectivity: {procedures: [ВПР], policy: drop}\n",
    )
    assert main(["doubted", "draft", table, "-c", by]) == 0
    assert [row[5:7] for row in listed()] == [["", ""], ["", ""], ["математика", "8"]]
    values = identified(table, "-c", by, "--doubted", "doubted.csv").values
    left_out = values[values["why"].str.contains("объективности", na=False)]
    assert ("002", 2024, "математика", 8) in {
        *zip(*(left_out[name] for name in ("school", "year", "subject", "grade")), strict=True)
    }
