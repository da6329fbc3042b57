"""Which year, subject and grade a report is about, and what is said where that is not plain."""

from pathlib import Path

import pytest

from tests.tables.layouts.drawn import report
from tests.tables.reading import read, refused, remarks, rows

ROW = "МКОУ Орьевская СОШ (sch240001);;7;28,57;57,14;14,29;0"


def title(first: str, subject: str = "Предмет:;Русский язык", date: str = "") -> str:
    """Draw the lines above a header."""
    return f"{first}\nСтатистика по отметкам\n{subject}\nДата:;{date}\n"


def about(path: Path) -> tuple[list[tuple[object, ...]], list[str]]:
    """Return the year and assessment of the only row, and what is remarked of them."""
    results = read(path)
    said = [each for each in remarks(results) if "доли" not in each]
    return [row[1:3] for row in rows(results, "c0")], said


@pytest.mark.parametrize(
    ("drawn", "year", "grade"),
    [
        (title("ВПР 2021. 5 класс", date="15.03.2021"), 2021, 5),
        (title("ВПР 2021 Русский язык 5 класс"), 2021, 5),
        (title("ВПР. 5 класс", date="15.03.2021"), 2021, 5),
        (title("ВПР 2022. 6 класс"), 2022, 6),
        (title("ВПР 2021", subject="Класс:;5 класс\nПредмет:;Русский язык"), 2021, 5),
        (title("ВПР. 5 класс", date="15.03.2021-21.05.2021"), 2021, 5),
        (title("ВПР. 5 класс", date="2021-03-15"), 2021, 5),
        (title("ВПР. 5 класс", date="44270"), 2021, 5),
        (title("ВПР: 5 класс", subject="Предмет: Русский язык", date="20.11.2023"), 2024, 5),
        (title("ВПР 2022. 6 класс", date="15.03.2022-24.10.2022"), 2022, 6),
        (title("ВПР. 5 класс. 2024/2025 учебный год"), 2025, 5),
        (title("ВПР 2024/25. 5 класс"), 2025, 5),
        (title("ВПР 2024-2025. 5 класс"), 2025, 5),
        (title("ВПР 2024–2025 учебный год. 5 класс"), 2025, 5),
        (title("ВПР. 5 класс. 2024-2025 уч. г.", date="22.04.2025"), 2025, 5),
        (title("ВПР. 5 класс\n2024/2025 учебный год"), 2025, 5),
        (title("ВПР 2025. 5 класс", date="22.04.2025-21.05.2025"), 2025, 5),
        (title("ВПР 2020/21. 5 класс", date="15.03.2021"), 2021, 5),
    ],
)
def test_titles_are_read(tmp_path: Path, drawn: str, year: int, grade: int) -> None:
    expected = [(year, f"ВПР, русский язык, {grade} класс")]
    assert about(report(tmp_path, ROW, drawn)) == (expected, [])


@pytest.mark.parametrize(
    ("drawn", "year", "grade"),
    [
        (title("ВПР 2020. 5 класс (по программе 4 класса)", date="14.09.2020"), 2020, 4),
        (
            title("ВПР 2020", "Предмет:;Русский язык (по программе 5 класса)", "12.10.2020"),
            2020,
            5,
        ),
        (title("ВПР. Осень 2020. 6 класс по программе 5 класса"), 2020, 5),
        (title("ВПР 2022. 7 класс (по программе 6 класса)", date="20.09.2022"), 2022, 6),
        (title("ВПР 2020/21. 5 класс (по программе 4 класса)", date="14.09.2020"), 2020, 4),
        (title("ВПР 2020/21. 5 класс (по программе 4 класса)"), 2020, 4),
        (title("ВПР 2022/23, осень. 7 класс (по программе 6 класса)"), 2022, 6),
    ],
)
def test_works_moved_to_autumn_count_for_the_spring(
    tmp_path: Path, drawn: str, year: int, grade: int
) -> None:
    text = f"работа перенесена с весны на осень {year} года"
    done = f"результаты отнесены к {year - 1}/{year % 100} году и к программе {grade} класса"
    assert about(report(tmp_path, ROW, drawn)) == (
        [(year, f"ВПР, русский язык, {grade} класс")],
        [f"t.csv, строка 1: {text}, {done}"],
    )


@pytest.mark.parametrize(
    ("year", "date"),
    [(2020, "14.09.2020"), (2022, "12.10.2022"), (2020, ""), (2022, "сентябрь-октябрь")],
)
def test_an_autumn_without_its_programme_is_a_problem(tmp_path: Path, year: int, date: str) -> None:
    drawn = title(f"ВПР {year}. 5 класс", date=date)
    fault = "работу писали осенью, а по программе какого класса — не сказано"
    assert refused(report(tmp_path, ROW, drawn)) == [f"t.csv, строка 1: {fault}"]


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        (
            title("ВПР 2022. 5 класс", date="15.03.2021"),
            "год назван по-разному: в строке 1 — 2022, в строке 4 («Дата») — 15.03.2021 (2020/21)",
        ),
        (
            title("ВПР 2024/25. 5 класс", date="15.03.2024"),
            (
                "год назван по-разному: в строке 1 — 2024/25, "
                "в строке 4 («Дата») — 15.03.2024 (2023/24)"
            ),
        ),
        (
            title("ВПР 2024. 5 класс\n2024/25 учебный год"),
            "год назван по-разному: в строке 1 — 2024, в строке 2 — 2024/25",
        ),
        (
            title("ВПР 2025 Математика 5 класс"),
            (
                "предмет назван по-разному: в строке 1 — «математика», "
                "в строке 3 («Предмет») — «русский язык»"
            ),
        ),
        (
            title("ВПР 2025. 5 класс", subject="Предмет:;Русский язык\nКласс:;6"),
            "класс назван по-разному: в строке 1 — 5 класс, в строке 4 («Класс») — 6 класс",
        ),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(tmp_path: Path, drawn: str, said: str) -> None:
    assert refused(report(tmp_path, ROW, drawn)) == [f"t.csv, строка 1: {said}"]


@pytest.mark.parametrize(
    "drawn",
    [
        title("ВПР 2025. 5 класс", "Предмет:;Родной русский язык"),
        title("ВПР. Физико-математический лицей. 2025. 5 класс"),
        title("ВПР 2020/21. 5 класс (по программе 4 класса)", date="14.09.2020-12.10.2020"),
        title("ВПР 2025. 5 класс", "Класс:;5 класс\nПредмет: Русский язык", "2025-04-22"),
    ],
)
def test_a_report_that_only_seems_to_contradict_itself_is_read(tmp_path: Path, drawn: str) -> None:
    assert len(about(report(tmp_path, ROW, drawn))[0]) == 1


def test_a_later_date_may_be_that_of_the_export(tmp_path: Path) -> None:
    drawn = title("ВПР 2021. 5 класс", date="15.03.2022")
    text = "в заголовке 2021 год, а дата — 15.03.2022, результаты отнесены к 2020/21 году"
    expected = [(2021, "ВПР, русский язык, 5 класс")]
    assert about(report(tmp_path, ROW, drawn)) == (expected, [f"t.csv, строка 1: {text}"])


def test_a_date_that_cannot_be_read_is_remarked_on(tmp_path: Path) -> None:
    drawn = title("ВПР 2021. 5 класс", date="март")
    text = "дата «март» не читается, результаты отнесены к 2020/21 году"
    expected = [(2021, "ВПР, русский язык, 5 класс")]
    assert about(report(tmp_path, ROW, drawn)) == (expected, [f"t.csv, строка 1: {text}"])


def test_what_is_not_said_is_a_problem(tmp_path: Path) -> None:
    assert refused(report(tmp_path, ROW, "Отчёт\n")) == [
        "t.csv, строка 1: не сказано, за какой год результаты",
        "t.csv, строка 1: не сказано, какой это класс",
        "t.csv, строка 1: не сказано, какой это предмет",
    ]


@pytest.mark.parametrize("name", ["5 РУ", "5РУ", "РУ 5", "Русский язык 5 класс", "5-РУ"])
def test_the_name_of_a_sheet_may_say_subject_and_grade(tmp_path: Path, name: str) -> None:
    path = named_sheet(tmp_path, name, "ВПР 2021")
    assert about(path) == ([(2021, "ВПР, русский язык, 5 класс")], [])


def test_the_name_of_a_sheet_may_contradict_the_title(tmp_path: Path) -> None:
    path = named_sheet(tmp_path, "6 МА", "ВПР 2025 Русский язык 5 класс")
    where = "t.xlsx, лист «6 МА», строка 1"
    assert refused(path) == [
        (
            f"{where}: предмет назван по-разному: в строке 1 — «русский язык», "
            "в имени листа — «математика»"
        ),
        f"{where}: класс назван по-разному: в строке 1 — 5 класс, в имени листа — 6 класс",
    ]


@pytest.mark.parametrize("name", ["4 РУ", "5 РУ"])
def test_a_sheet_may_bear_either_grade_of_an_autumn(tmp_path: Path, name: str) -> None:
    path = named_sheet(tmp_path, name, "ВПР 2020. 5 класс (по программе 4 класса)")
    assert about(path)[0] == [(2020, "ВПР, русский язык, 4 класс")]


def named_sheet(folder: Path, name: str, first: str) -> Path:
    """Write a report whose sheet has a name."""
    import xlsxwriter

    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, [first])
        sheet.write_row(1, 0, ["Группы участников", "Кол-во участников", 2, 3, 4, 5])
        sheet.write_row(2, 0, ["МКОУ Орьевская СОШ (sch240001)", 7, 28.57, 57.14, 14.29, 0])
    return path
