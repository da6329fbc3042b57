"""Subjects, procedures and numbers as offices write them, seen through the command line."""

import json
from pathlib import Path

import duckdb
import openpyxl
import pytest

from shnor_cli.cli import main

HEADER = "школа;год;процедура;предмет;класс;участников;2;3;4;5;ниже порога\n"
MATHS = "Альфа;2025;ВПР;математика;5;20;1;9;8;2;\n"
RUSSIAN = "Альфа;2025;ВПР;русский язык;5;20;1;9;8;2;\n"
REGIONAL = "Год;Класс;Предмет;Муниципалитет;ОО;Логин;Кол-во участников;2;3;4;5\n"
OF_RUSSIAN = [
    *("Рус. язык", "русск. язык", "рус.яз", "русск.яз.", "рус. яз.", "РЯ", "РУ", "PY", "русский"),
    "русcкий язык",
]
OF_MATHS = ["МА", "MA", "Матем.", "Мат-ка", "мaтематика"]
SHORT = [(each, "русский язык") for each in OF_RUSSIAN] + [
    (each, "математика") for each in OF_MATHS
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str, name: str = "t.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str, str]]:
    """Return what `check` finds, but for «нет реестра»: code, what, and what was done about it."""
    main(["check", *arguments, "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    told = [(each["code"], each["found"], each["done"] or "") for each in findings]
    return [each for each in told if each[0] != "R-register"]


def facts(*arguments: str) -> list[tuple[str, str, int | None, int | None]]:
    """Return what a run keeps of every row: subject, level, marks «2», those below the minimum."""
    assert main(["identify", *arguments, "-o", "run"]) == 0
    columns = 'subject, level, "2", "ниже порога"'
    query = f"SELECT {columns} FROM 'run/facts.parquet' ORDER BY ALL"
    return duckdb.connect().execute(query).fetchall()


def workbook(header: str, row: list[object], percents: dict[int, str]) -> str:
    """Write a book of one row, some of whose cells have formats of their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(header.strip().split(";"))
    sheet.append(row)
    for column, shown in percents.items():
        sheet.cell(2, column + 1).number_format = shown
    book.save("t.xlsx")
    return "t.xlsx"


@pytest.mark.parametrize(("short", "whole"), SHORT)
def test_usual_short_forms_of_a_subject_are_understood(
    capsys: pytest.CaptureFixture[str], short: str, whole: str
) -> None:
    other = MATHS if whole == "русский язык" else RUSSIAN
    table = write(HEADER + f"Альфа;2025;ВПР;{short};5;20;12;8;0;0;\n" + other)
    told = found(capsys, table)
    assert [(code, done) for code, _, done in told] == [
        ("R-written", f"считается предметом «{whole}»")
    ]
    assert sorted(subject for subject, *_ in facts(table)) == ["математика", "русский язык"]


@pytest.mark.parametrize(("short", "whole"), SHORT)
def test_regional_tables_understand_them_too(short: str, whole: str) -> None:
    row = f"2025;5;{short};Район;МБОУ СОШ № 1;sch990001;20;12;8;0;0\n"
    assert [subject for subject, *_ in facts(write(REGIONAL + row))] == [whole]


@pytest.mark.parametrize("label", ["РУ", "Рус. яз.", "Русский язык"])
def test_so_does_a_report_of_fis_oko(capsys: pytest.CaptureFixture[str], label: str) -> None:
    lines = (
        "ВПР 2025. 5 класс",
        "Статистика по отметкам",
        f"Предмет:;{label}",
        "Группы участников;Кол-во ОО;Кол-во участников;2;3;4;5",
        "МБОУ Первая СОШ (edu990001);;20;60;40;0;0",
    )
    table = write("\n".join(lines))
    assert "R-written" not in [code for code, _, _ in found(capsys, table)]
    assert [subject for subject, *_ in facts(table)] == ["русский язык"]


def test_a_slip_in_a_subject_of_the_methodology_is_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = write(HEADER + MATHS + "Альфа;2025;ВПР;рсский язык;5;20;12;8;0;0;\n")
    assert ("T-031", "предмет «рсский язык» похож на «русский язык» с опиской", "") in found(
        capsys, table
    )
    assert main(["identify", table]) == 1


def test_rows_of_an_unknown_subject_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"{each};2025;ВПР;словесность;5;20;12;8;0;0;\n" for each in ("Альфа", "Бета"))
    table = write(HEADER + MATHS + RUSSIAN + rows)
    fault = "предмета «словесность» нет ни в одном показателе (строк с этим: 2)"
    assert found(capsys, table) == [("R-subject", fault, "результаты сохранены и не учтены")]
    assert main(["identify", table, "-o", "run"]) == 0
    assert "По таблицам 2 замечания" in capsys.readouterr().out.replace("\n", " ")


def test_known_subjects_that_are_not_asked_for_are_no_remark(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert (
        found(capsys, write(HEADER + MATHS + RUSSIAN + MATHS.replace("математика", "физика"))) == []
    )


def test_a_subject_of_the_methodology_without_a_row_is_asked_about(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ((code, text, _),) = found(capsys, write(HEADER + MATHS))
    assert (code, text) == (
        "Q-14",
        "в таблицах нет ни одной строки по предметам методики: «русский язык»",
    )


@pytest.mark.parametrize(
    "subject",
    ["математика база", "Математика базовая", "мат. баз.", "математика (базовый уровень)"],
)
@pytest.mark.parametrize("procedure", ["ЕГЭ", "ВПР"])
def test_a_level_within_the_subject_needs_no_column_of_levels(
    capsys: pytest.CaptureFixture[str], subject: str, procedure: str
) -> None:
    grade = {"ЕГЭ": 11, "ВПР": 7}[procedure]
    table = write(HEADER + f"Альфа;2025;{procedure};{subject};{grade};10;5;5;0;0;\n")
    assert [code for code, _, _ in found(capsys, table)] == ["Q-14", "R-level"]
    assert [each[:2] for each in facts(table)] == [("математика", "база")]


def test_a_level_said_in_two_ways_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    header = HEADER.replace("класс", "класс;уровень")
    table = write(header + "Альфа;2025;ЕГЭ;математика база;11;профиль;10;;;;;5\n")
    told = [each[:2] for each in found(capsys, table)]
    assert ("T-031", "предмет «математика база», а уровень — «профиль»") in told


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("BПP", "ВПР"),
        ("Bпр", "ВПР"),
        ("Всероссийские проверочные работы", "ВПР"),
        ("Всероссийские проверочные работы (ВПР)", "ВПР"),
        ("ГИА-9", "ОГЭ"),
        ("Основной государственный экзамен", "ОГЭ"),
        ("ГИА-11", "ЕГЭ"),
    ],
)
def test_full_names_of_procedures_and_look_alike_letters_are_understood(
    capsys: pytest.CaptureFixture[str], written: str, name: str
) -> None:
    grade = {"ОГЭ": ";9;", "ЕГЭ": ";11;"}.get(name, ";5;")
    table = write(HEADER + MATHS.replace("ВПР", written).replace(";5;", grade) + RUSSIAN)
    assert [(code, done) for code, _, done in found(capsys, table)] == [
        ("R-written", f"считается процедурой «{name}»")
    ]


@pytest.mark.parametrize("subject", ["математика;база", "русский язык;"])
def test_a_low_result_in_two_columns_is_not_added_up(
    capsys: pytest.CaptureFixture[str], subject: str
) -> None:
    header = HEADER.replace("предмет", "предмет;уровень")
    table = write(header + f"Альфа;2025;ЕГЭ;{subject};11;10;2;;;;2\n")
    text = "низкий результат стоит в двух столбцах: «ниже порога» — 2 и\xa0«2» — 2"
    assert [each[:2] for each in found(capsys, table)] == [("T-066", text)]


def test_zero_beside_it_is_no_low_result(capsys: pytest.CaptureFixture[str]) -> None:
    table = write(HEADER + "Альфа;2025;ЕГЭ;русский язык;11;10;0;;;;2\n")
    assert [code for code, _, _ in found(capsys, table)] == ["Q-14"]


def test_a_blank_mark_is_0_where_the_others_make_up_all(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = write(HEADER + "Альфа;2025;ЕГЭ;математика база;11;10;;3;4;3;\n")
    assert "R-zero" in [code for code, _, _ in found(capsys, table)]
    assert facts(table) == [("математика", "база", 0, None)]


def test_of_exams_without_marks_nothing_is_taken_for_0(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = "Альфа;2025;ЕГЭ;русский язык;11;10;;;;;10\nАльфа;2025;ЕГЭ;математика;11;0;;;;;0\n"
    assert found(capsys, write(HEADER + rows)) == []


@pytest.mark.parametrize("shown", ["0%", "0.00%", '0.0%;"нет"'])
@pytest.mark.parametrize(("part", "people"), [(1, 10), (0, 0), (0.5, 5), (0.1, 1)])
def test_a_percent_of_a_workbook_is_no_count(shown: str, part: float, people: int) -> None:
    row: list[object] = ["Альфа", 2025, "ЕГЭ", "русский язык", 11, 10, *[None] * 4, part]
    assert facts(workbook(HEADER, row, {10: shown})) == [("русский язык", "", None, people)]


def test_a_literal_sign_of_percent_is_none() -> None:
    row: list[object] = ["Альфа", 2025, "ЕГЭ", "русский язык", 11, 10, *[None] * 4, 1]
    assert facts(workbook(HEADER, row, {10: '0" %"'})) == [("русский язык", "", None, 1)]


def test_participants_in_percents_are_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    row: list[object] = ["Альфа", 2025, "ЕГЭ", "русский язык", 11, 1, *[None] * 4, 1]
    told = found(capsys, workbook(HEADER, row, {5: "0%"}))
    assert ("T-020", "«100 %»: здесь нужно число, а не доля", "") in told


def test_kinds_like_excluded_ones_are_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    register = write(
        "код;название;вид\n1;Альфа;вечерняя\n2;Бета;Вечерняя школа\n3;Вега;СОШ\n"
        "4;Гамма;коррекционная школа-интернат\n5;Дом;вечерняя (сменная)\n",
        "schools.csv",
    )
    schools = [f"{each}{row[5:]}" for each in range(1, 6) for row in (MATHS, RUSSIAN)]
    told = found(capsys, write(HEADER + "".join(schools)), "--schools", register)
    assert [text for code, text, _ in told if code == "Q-13"] == [
        f"школы вида «{kind}» не исключены: «{school}»; исключаются школы вида «{excluded}»"
        for kind, school, excluded in (
            ("Вечерняя школа", "Бета", "вечерняя"),
            ("вечерняя (сменная)", "Дом", "вечерняя"),
            ("коррекционная школа-интернат", "Гамма", "коррекционная"),
        )
    ]
    assert {code for code, *_ in told} == {"Q-13"}
