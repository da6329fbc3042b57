"""People are quoted nowhere: not in messages, remarks and drafts, whatever cell they are in."""

from pathlib import Path

import openpyxl
import pytest

from shnor_cli.cli import main
from shnor_cli.errors import Place, Problem
from shnor_cli.tables.masking import is_person, masked_problem
from tests.tables.reading import file, read, refused, register, remarks

PUPILS = "школа;год;процедура;предмет;класс;отметка\n"
GOOD = "001;2025;ВПР;математика;5;3\n"
EGE = """\
01 - Русский язык (ЕГЭ) 2025.06.03
№;Фамилия;Имя;Документ;Код ОО;Класс;Код ППЭ;Первичный балл;Балл
1;Тестов;Пётр;4510 000001;{code};11;1018;30;60
2;Тестова;Анна;4510 000002;111001;11;1018;30;60
Минимальная граница;;;;;;;24;24
"""


@pytest.mark.parametrize(
    "text",
    [
        *("Тестов Пётр", "Пётр Тестов", "Тестов Пётр Петрович", "Тестов П. П.", "П. П. Тестов"),
        *("тестов петр", "Тестов Пётр 29.02.2012"),
        *("4510 654321", "45 10 654321", "паспорт 4510 654321"),
        *("112-233-445 95", "Не писал: Тестова Анна", "Тестова Анна Петровна (болела)"),
        *("Школа № 1, Тестов Пётр Петрович", "ученик Тестов Пётр", "Заявитель: Тестова Анна"),
        *(
            "Мамедов Али Расул оглы",
            "Али Расул Оглы",
            "Мамедова Лейла Расул гызы",
            "али расул оглы",
        ),
        *("Асанов Бакыт Эркин уулу", "Асанова Айгуль Эркин кызы", "Сейтов Нурлан Ерлан улы"),
        *("али расул оглы", "Мамедов Али Расул-оглы", "Школа № 1, Мамедов Али Расул оглы"),
    ],
)
def test_a_person_is_told(text: str) -> None:
    assert is_person(text)


@pytest.mark.parametrize(
    "text",
    [
        *("001", "edu990001", "111002.0", "1022400000000", "2024/25", "Математика", "Русский язык"),
        *("школа имени Ивана Петрова", "МБОУ СОШ № 5 им. Ю. А. Гагарина", "Лицей Платон"),
        *("МКОУ «Агинская СОШ имени Героя Советского Союза П. И. Иванова»", "Агинская СОШ"),
        *("Саянский район", "Кол-во участников", "Участников, чел.", "Иностранный язык (а.)"),
        *("ВПР, математика, 5 класс", "ниже порога", "роман", "Средний балл"),
        *(
            "улица Ивана Петрова",
            "посёлок Красный Аул",
            "село Улы",
            "Участники ОГЭ",
            "Баллы формулы аулы",
        ),
        *("Баллы, формулы, аулы", "Учитель года", "Директор школы имени Ивана Петрова"),
        *("Красноярский край", "г. Красноярск", "Железногорск ЗАТО", "12.05.2025", "5-7", "Итого"),
    ],
)
def test_what_is_no_person(text: str) -> None:
    assert not is_person(text)


def test_schools_keep_their_names_and_people_lose_theirs() -> None:
    said = "школа «МБОУ «Лицей имени Ивана Петрова»» не найдена; рядом «Тестов Пётр» и «класс»"
    told = masked_problem(Problem(Place("t.csv", "", 3, "Тестов Пётр"), said, "Есть «Тестов П.»."))
    assert told.in_words() == (
        "t.csv, строка 3, столбец «…»: школа «МБОУ «Лицей имени Ивана Петрова»» не найдена; "
        "рядом «…» и «класс»\nЕсть «…»."
    )


@pytest.mark.parametrize("code", ["4510 654321", "4510 Тестов 654321", "Тестов 5", "Тестов5"])
@pytest.mark.parametrize("registered", [False, True])
def test_a_row_of_an_exam_that_slipped_aside_is_an_error_and_no_school(
    code: str, registered: bool, tmp_path: Path
) -> None:
    path = file(tmp_path, "ege.csv", EGE.format(code=code))
    schools = register(tmp_path, "школа;название\n111001;Первая\n") if registered else None
    assert refused(path, register=schools) == [
        "ege.csv, строка 3: в столбце «Код ОО» не код школы: «…»"
    ]
    assert main(["schools", "draft", str(path), "-o", str(tmp_path / "s.csv")]) == 1
    assert not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize(
    "code", ["111002", "111002.0", "sch240001", "24-001", "МБОУ СОШ № 3", "5а"]
)
def test_codes_of_exams_are_taken(code: str, tmp_path: Path) -> None:
    read(file(tmp_path, "ege.csv", EGE.format(code=code)))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Тестов Пётр Петрович;2025;ВПР;математика;5;3\n", "школа"),
        ("Тестов Пётр;2025;ВПР;математика;5;3\n", "школа"),
        ("001;2025;Тестов Пётр;математика;5;3\n", "процедура"),
        ("001;2025;ВПР;Тестов Пётр;5;3\n", "предмет"),
        ("001;2025;ВПР;4510 654321;5;3\n", "предмет"),
    ],
)
def test_a_pupil_in_place_of_a_key_is_an_error(row: str, column: str, tmp_path: Path) -> None:
    said = refused(file(tmp_path, "t.csv", PUPILS + row + GOOD))
    fault = "похоже на имя или документ человека: «…»"
    assert said[0] == f"t.csv, строка 2, столбец «{column}»: {fault}"
    assert "Тестов" not in " ".join(said)


def test_a_pupil_in_place_of_a_school_is_not_named_beside_a_register(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", PUPILS + "Тестов Пётр;2025;ВПР;математика;5;3\n" + GOOD)
    said = refused(path, register=register(tmp_path, "школа;название\n001;Первая\n"))
    assert "Тестов" not in " ".join(said)


def workbook(folder: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


LONG = ["Год", "Класс", "Предмет", "Муниципалитет", "ОО", "Логин", "Кол-во участников"]
OKO = ["Группы участников", "Кол-во ОО", "Кол-во участников", "2", "3", "4", "5"]
SCHOOL = ["МБОУ Первая СОШ (edu990001)", None, 20, 10, 20, 30, 40]
BANDS = ["участников", "2", "3", "4", "5"]


def test_headers_with_people_are_quoted_in_no_remark(tmp_path: Path) -> None:
    row = [2025, 5, "Математика", "Р район", "Первая СОШ", "sch990001", 20, 2, 4, 6, 8, "x", "y"]
    header = [*LONG, 2, 3, 4, 5, "Тестов Пётр", "Не писал: Тестова Анна"]
    results = read(workbook(tmp_path, [*map(str, header)], row))
    said = " ".join(remarks(results))
    assert "столбц" in said
    assert "тестов" not in said.casefold()


@pytest.mark.parametrize(
    "rows",
    [
        [["ВПР 2025. 5 класс"], ["Предмет:", "Тестов Пётр 29.02.2012"], OKO, SCHOOL],
        [
            ["ВПР 2025. 5 класс"],
            ["Предмет:", "Математика"],
            OKO,
            ["Тестов Пётр", None, 1, 0, 0, 100, 0],
            SCHOOL,
        ],
        [
            ["Результаты ВПР, 2024/25 учебный год"],
            ["Муниципалитет", "ОО", "Логин", "Тестов Пётр", *[None] * 4, "Тестова Анна"],
            [None, None, None, *BANDS, *BANDS],
            ["Р район", "Ш", "sch990001", *[9, 1, 4, 3, 1] * 2],
        ],
        [
            [*LONG[:1], "процедура", "предмет", "класс", "школа", "отметка", "Тестов Пётр"],
            [2025, "ВПР", "математика", 5, "001", 3, 1],
        ],
    ],
)
def test_cells_with_people_are_quoted_nowhere(
    rows: list[list[object]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, run = workbook(tmp_path, *rows), tmp_path / "run"
    for command in (
        ["check", str(path), "--all"],
        ["check", str(path), "--json"],
        ["identify", str(path), "-o", str(run), "--memo", str(run / "m.md")],
        ["schools", "draft", str(path), "-o", str(tmp_path / "s.csv")],
        ["layout", "new", str(path), "-o", str(tmp_path / "l.yaml")],
    ):
        main(command)
    written = [each.read_bytes() for each in tmp_path.rglob("*.*") if each.suffix != ".xlsx"]
    said = [*capsys.readouterr(), *(each.decode("utf-8", "ignore") for each in written)]
    assert "тестов" not in " ".join(said).casefold()


def test_a_layout_leaves_out_headers_that_name_people(tmp_path: Path) -> None:
    header = "Школа;Учебный год;Процедура;Предмет;Класс;Участников;Тестов Пётр\n"
    path = file(tmp_path, "t.csv", header + "001;2025;ВПР;математика;5;3;1\n")
    assert main(["layout", "new", str(path), "-o", str(tmp_path / "l.yaml")]) == 0
    said = (tmp_path / "l.yaml").read_text("utf-8")
    assert "Тестов" not in said
    assert "# Столбцы с именем или документом человека в заголовке не приведены: 1." in said
