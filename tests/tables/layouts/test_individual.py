"""Ф1 «Индивидуальные результаты»: where it says what it is, and what is odd in it."""

from pathlib import Path

import pytest

from shnor_cli.errors import TableError
from shnor_cli.tables.layouts import individual
from tests.tables.layouts.pupils_drawn import book, facts, known_as, problems, read, remarks
from tests.tables.reading import file

F1 = """
    ВПР 2025 Математика 5 класс
    Индивидуальные результаты
    Предмет:|Математика
    Максимальный первичный балл:|20
    Дата:|16.04.2025

    МБОУ Первая СОШ (edu990001) | Кол-во участников: 4

    |||||Б|П
    ОО|Муниципалитет|Название ОО|Код участника|Класс|Вариант|1 (2б)|1К1 (4б)|Первичный балл|Отметка|Отметка по журналу
    edu990001|Район|МБОУ Первая СОШ|5001|5А|1|2|Х|2|2|3
    edu990001|Район|МБОУ Первая СОШ|5002|5А|1|2|4|6|3|3
    edu990001|Район|МБОУ Первая СОШ|5003|5Б|2|2|X|15|5|5
    edu990001|Район|МБОУ Первая СОШ|5004|5Б|2|-|-|-|—|4
    edu990002|Район|МБОУ Вторая СОШ|5001|5А|1|1|1|8|4|4
"""  # noqa: E501 - a real header
NAME = "Ф1.xlsx"
SHEET = "Индивидуальные результаты"
WHERE = f"{NAME}, лист «{SHEET}»"
MATHS = "ВПР, математика, 5 класс"
FOUND = [("sch990001", 2025, MATHS, 3, 1, 1, 0, 1), ("sch990002", 2025, MATHS, 1, 0, 0, 1, 0)]
"""The mark of the file stands: by the scale of 2022 a score of 6 would be «2»."""


def test_marks_of_the_file_are_counted_and_absent_pupils_are_not(tmp_path: Path) -> None:
    path = book(tmp_path, NAME, SHEET, F1)
    assert known_as(path) == [individual.TITLE]
    assert facts(path) == FOUND
    assert remarks(path) == ["строки без результата: 1 строка, участниками не считаются"]


def test_declared_participants_are_compared_with_rows(tmp_path: Path) -> None:
    path = book(tmp_path, NAME, SHEET, F1.replace("участников: 4", "участников: 17"))
    assert facts(path) == FOUND
    assert remarks(path)[0] == "заявлено участников 17, а строк с результатом 4, учтены строки"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Предмет:|Математика", "Предмет: Математика"),
        ("    Предмет:|Математика\n", ""),
        ("ВПР 2025 Математика 5 класс", "Форма Ф1. ВПР 2025. Математика. 5 класс"),
        ("ВПР 2025 Математика 5 класс", "ВПР 2024/2025 Математика 5 класс"),
        ("ВПР 2025 Математика 5 класс", "ВПР. Математика. 5 класс. 2024–2025 учебный год"),
        ("1К1 (4б)", "1K1 (4б)"),
        ("(edu990001) | Кол-во участников: 4", "(edu990001) |Кол-во участников:|4"),
        ("|—|", "|Нет отметки|"),
        ("|—|", "|н/я|"),
        ("|—|", "|Отсутствовал|"),
        ("Математика 5 класс", "Математика 5-й класс"),
        ("ОО|Муниципалитет|Название ОО|", "Логин ОО|Муниципалитет|Наименование ОО|"),
    ],
)
def test_spellings_that_are_met(tmp_path: Path, old: str, new: str) -> None:
    assert old in F1
    assert facts(book(tmp_path, NAME, SHEET, F1.replace(old, new))) == FOUND


def test_reading_is_no_literature(tmp_path: Path) -> None:
    without = F1.replace("    Предмет:|Математика\n", "")
    path = book(tmp_path, NAME, SHEET, without.replace("Математика", "Литературное чтение"))
    assert {each[2] for each in facts(path)} == {"ВПР, литературное чтение, 5 класс"}


def test_a_login_in_capitals_is_one(tmp_path: Path) -> None:
    without = F1.replace("ОО|Муниципалитет|Название ОО|", "||Раздел|").replace(
        "edu990002", "EDU990001"
    )
    path = book(
        tmp_path,
        NAME,
        SHEET,
        without.replace("(edu990001)", "(EDU990001)").replace(
            "|5001|5А|1|1|1|8", "|5009|5А|1|1|1|8"
        ),
    )
    assert read(path).schools.names == ("МБОУ Первая СОШ",)


def test_what_the_titles_do_not_say_the_name_of_the_file_says(tmp_path: Path) -> None:
    untitled = F1.replace("ВПР 2025 Математика 5 класс", "").replace("Предмет:|Математика", "")
    path = book(tmp_path, "Ф1_ВПР_2025_по математике, 5 класс.xlsx", "Лист1", untitled)
    assert facts(path) == FOUND


def test_what_nothing_says_is_asked(tmp_path: Path) -> None:
    untitled = F1.replace("ВПР 2025 Математика 5 класс", "").replace("Дата:|16.04.2025", "")
    assert problems(book(tmp_path, NAME, SHEET, untitled)) == [
        f"{WHERE}: ни в таблице, ни в имени файла не сказано: класс и год"
    ]


OF_SCHOOL = """
    ВПР 2022 Русский язык 5 класс
    МБОУ Первая СОШ (edu990001)|Кол-во участников: 3

    Код участника|ФИО|Класс|1 (2б)|Первичный балл|Отметка
    5001|Тайнов Пётр Иванович|5А|1|17|Нет отметки
    5002|Тайнова Анна Петровна|5А|1|18|3
    5003|Скрытов Егор Львович|5А|1|39|—
    * Х — не приступал
"""
RUSSIAN = "ВПР, русский язык, 5 класс"


TAKEN = (
    "нет отметок 2 участников: ВПР, русский язык, 5 класс, 2021/22, взяты по шкале: 2 — до 17, "
    "3 — до 28, 4 — до 38 (шкалы ВПР 2020–2022 годов, по открытому коду, читающему выгрузки, "
    "файл vpr.yaml)"
)


def test_a_schools_copy_without_columns_of_schools(tmp_path: Path) -> None:
    path = book(tmp_path, NAME, SHEET, OF_SCHOOL)
    assert facts(path) == [("sch990001", 2022, RUSSIAN, 3, 1, 1, 0, 1)]
    assert remarks(path) == [
        "столбец с личными данными, не прочитан",
        "1 строка не об учениках, пропущены",
        TAKEN,
    ]


def test_scores_without_marks_and_without_a_scale_are_asked(tmp_path: Path) -> None:
    (said,) = problems(book(tmp_path, NAME, SHEET, OF_SCHOOL.replace("2022", "2024")))
    assert said == f"{WHERE}: шкала не известна: {RUSSIAN}, 2023/24 учебный год"


def test_a_scale_of_another_work_is_refused(tmp_path: Path) -> None:
    titled = OF_SCHOOL.replace("    Код", "    Максимальный первичный балл:|48\n    Код")
    (said,) = problems(book(tmp_path, NAME, SHEET, titled))
    assert said.endswith("наибольший балл здесь 48, а в шкале 45: она от другой работы")


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("46", "«46» не первичный балл этой работы"),
        ("17,5", "«17,5» не первичный балл этой работы"),
        ("Тайнов Пётр", "«…» не первичный балл этой работы"),
    ],
)
def test_a_score_that_is_none_is_told_without_names(tmp_path: Path, score: str, said: str) -> None:
    path = book(tmp_path, NAME, SHEET, OF_SCHOOL.replace("|17|", f"|{score}|"))
    assert problems(path) == [f"{WHERE}, строка 5: {said}"]


def test_works_of_2020_say_that_their_grade_is_taken_as_written(tmp_path: Path) -> None:
    path = book(tmp_path, NAME, SHEET, F1.replace("2025", "2020"))
    assert (
        "ВПР 2020 года писали осенью, классом старше программы, "
        "класс прочитан как класс программы" in remarks(path)
    )


def test_a_school_that_nothing_names_is_asked(tmp_path: Path) -> None:
    nameless = OF_SCHOOL.replace("МБОУ Первая СОШ (edu990001)|", "")
    assert problems(book(tmp_path, NAME, SHEET, nameless)) == [
        f"{WHERE}: не сказано, какая это школа"
    ]


def test_a_report_without_results_is_the_empty_form(tmp_path: Path) -> None:
    lines = OF_SCHOOL.splitlines()
    empty = "\n".join(
        each.replace("|17|", "||").replace("|18|3", "").replace("|39|—", "") for each in lines
    )
    assert problems(book(tmp_path, NAME, SHEET, empty)) == [
        f"{WHERE}: ни одного результата: похоже, это незаполненная «Форма сбора результатов»"
    ]


def test_a_plain_table_is_none_of_it(tmp_path: Path) -> None:
    plain = "школа;год;процедура;предмет;класс;код участника;отметка\n1;2025;ВПР;математика;5;7;3\n"
    assert known_as(file(tmp_path, "t.csv", plain)) == []


def test_a_row_without_its_school_is_told_and_not_given_to_another(tmp_path: Path) -> None:
    nameless = F1.replace("edu990002|Район|МБОУ Вторая СОШ", "|Район|МБОУ Вторая СОШ")
    assert problems(book(tmp_path, NAME, SHEET, nameless)) == [
        f"{WHERE}, строка 15, столбец «школа»: не указана школа"
    ]


def test_a_repeated_participant_is_counted_once(tmp_path: Path) -> None:
    header, again = "    ОО|Муниципалитет", F1.strip("\n").splitlines()[10]
    assert again.lstrip().startswith("edu990001")
    repeated = f"{F1}{F1[F1.index(header) :].splitlines()[0]}\n{again}\n"
    path = book(tmp_path, NAME, SHEET, repeated)
    assert facts(path) == FOUND
    assert "повторы участников: 1 строка, каждый учтён один раз" in remarks(path)


@pytest.mark.parametrize("result", ["3|2", "2|3"])
def test_a_participant_with_two_results_is_a_problem(tmp_path: Path, result: str) -> None:
    other = f"    edu990001|Район|МБОУ Первая СОШ|5001|5А|1|2|4|{result}|3\n"
    assert problems(book(tmp_path, NAME, SHEET, F1 + other)) == [
        f"{WHERE}, строка 16: у этого участника уже есть другой результат в строке 11"
    ]


def classes(*rows: str) -> str:
    """Draw a report of one school with some rows of code, class, score and mark."""
    head = "\n".join(F1.strip("\n").splitlines()[:10])
    head = head.replace("    МБОУ Первая СОШ (edu990001) | Кол-во участников: 4\n", "")
    columns = "|1|1|1|"
    lines = (
        f"    edu990001|Район|МБОУ Первая СОШ|{each[:-4]}{columns}{each[-3:]}|3" for each in rows
    )
    return "\n".join([head, *lines])


FIRST, SECOND = ("5001|5А|3|2", "5002|5А|7|3"), ("5003|5Б|9|4", "5004|5Б|2|2")


def test_classes_of_one_school_in_two_reports_are_added(tmp_path: Path) -> None:
    one = book(tmp_path, "5А.xlsx", SHEET, classes(*FIRST))
    other = book(tmp_path, "5Б.xlsx", SHEET, classes(*SECOND))
    assert facts(one, other) == [("sch990001", 2025, MATHS, 4, 2, 1, 1, 0)]
    where = f"5А.xlsx, лист «{SHEET}»"
    said = f"у 1 школы участники той же работы есть и в отчёте {where}"
    assert remarks(one, other) == [f"{said}, это другие участники, они сложены"]


def test_codes_may_begin_anew_in_another_class(tmp_path: Path) -> None:
    one = book(tmp_path, "5А.xlsx", SHEET, classes("1|5А|3|2", "2|5А|7|3"))
    other = book(tmp_path, "5Б.xlsx", SHEET, classes("1|5 «Б»|3|2", "2|5 «Б»|9|4"))
    assert facts(one, other) == [("sch990001", 2025, MATHS, 4, 2, 1, 1, 0)]


def test_the_same_participants_in_two_reports_are_one(tmp_path: Path) -> None:
    one = book(tmp_path, "1.xlsx", SHEET, classes(*FIRST))
    other = book(tmp_path, "2.xlsx", SHEET, classes(*FIRST))
    assert facts(one, other) == [("sch990001", 2025, MATHS, 2, 1, 1, 0, 0)]
    assert len(remarks(one, other)) == 1


@pytest.mark.parametrize("shared", ["5002|5А|7|3", "|5А|7|3", "5002||7|3"])
def test_a_participant_who_may_stand_in_both_reports_is_asked_about(
    tmp_path: Path, shared: str
) -> None:
    one = book(tmp_path, "5А.xlsx", SHEET, classes(*FIRST))
    other = book(tmp_path, "ещё.xlsx", SHEET, classes(*SECOND, shared))
    with pytest.raises(TableError) as caught:
        read(one, other)
    (problem,) = caught.value.problems
    assert "с другими числами" in problem.fault
    assert "оставьте ту, где они все" in problem.hint


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "ВПР 2025 Математика",
            "ВПР 2025 Русский язык",
            (
                "предмет назван по-разному: в строке 1 — «русский язык», "
                "в строке 3 («Предмет») — «математика»"
            ),
        ),
        (
            "16.04.2025",
            "16.04.2024",
            "год назван по-разному: в строке 1 — 2025, в строке 5 («Дата») — 16.04.2024 (2023/24)",
        ),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = book(tmp_path, NAME, SHEET, F1.replace(old, new))
    assert problems(path) == [f"{WHERE}, строка 1: {said}"]
