"""Regional tables of marks: the samples give the plain table's facts, and every trap is met."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shnor_cli.tables.layouts import regional
from tests.tables.layouts.beside_plain import (
    SAMPLES,
    facts_of,
    plain_facts,
    read_sample,
    recognisers,
    reported_of,
)
from tests.tables.reading import file, read, refused, register, remarks, rows
from tools.layout_samples import regional as sample

LONG, WIDE = "long.csv", "wide.xlsx"
HEAD = "Год;Класс ;Предмет;Муниципалитет;ОО;Логин ;Кол-во участников ;2 ;3 ;4 ;5 "
BANDS = """
    Муниципалитет;ОО;Логин;ВПР русский язык 5 класс;;;;;{};;;;
    ;;;участников;2;3;4;5;участников;2;3;4;5
"""


def found(path: Path) -> list[tuple[Any, ...]]:
    return rows(read(path), "participants", "c0", "c1", "c2", "c3")


def drawn(folder: Path, *lines: str, name: str = "t.csv") -> Path:
    return file(folder, name, "\n".join([HEAD, *lines]) + "\n")


def wide(
    folder: Path, *lines: str, second: str = "ВПР математика 6 класс", year: str = "2025 год"
) -> Path:
    head = BANDS.format(second).replace("    ", "")
    return file(folder, "t.csv", f"{year};;;;;;;;;;;;" + head + "\n".join(lines) + "\n")


@pytest.mark.parametrize("name", [LONG, WIDE])
def test_the_sample_is_recognised_and_is_what_its_script_writes(tmp_path: Path, name: str) -> None:
    sample.write(tmp_path)
    assert (tmp_path / name).read_bytes() == (SAMPLES / "regional" / name).read_bytes()
    assert recognisers(SAMPLES / "regional" / name) == {regional.TITLE}


def test_the_samples_give_the_facts_of_the_plain_table(tmp_path: Path) -> None:
    results = read_sample(tmp_path, f"regional/{LONG}", f"regional/{WIDE}")
    expected = plain_facts(tmp_path, lambda row: (row["год"], row["процедура"]) == ("2025", "ВПР"))
    assert facts_of(results) == expected


def test_a_long_table_of_percents(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        "2021;5;Русский язык;г. Заречный ;СОШ № 1 ;sch990001;7;28,57;57,14;14,29;0",
        "2021;5 класс;МА;г. Заречный;СОШ № 1;edu990002;3;33.3;33.3;33.3;0",
    )
    assert found(path) == [
        ("sch990001", 2021, "ВПР, русский язык, 5 класс", 7, 2, 4, 1, 0),
        ("sch990002", 2021, "ВПР, математика, 5 класс", 3, 1, 1, 1, 0),
    ]


def test_a_long_table_of_counts(tmp_path: Path) -> None:
    path = drawn(tmp_path, "2021;5;Математика;;СОШ № 1;sch990001;100;20;40;30;10")
    assert found(path)[0][3:] == (100, 20, 40, 30, 10)


@pytest.mark.parametrize(("participants", "mark"), [("7", "29,57"), ("1000", "28,6")])
def test_a_percent_that_no_single_count_gives_is_a_problem(
    tmp_path: Path, participants: str, mark: str
) -> None:
    path = drawn(tmp_path, f"2021;5;МА;;СОШ № 1;sch1;{participants};{mark};57,1;14,3;0")
    assert "не восстанавливается в число человек" in refused(path)[0]


def test_a_cell_of_excel_with_the_format_of_percents(tmp_path: Path) -> None:
    shares = "0.2857142857142857;0.5714285714285714;0.14285714285714285;0"
    path = drawn(tmp_path, f"2021;5;МА;;СОШ № 1;sch990001;7;{shares}")
    assert found(path)[0][3:] == (7, 2, 4, 1, 0)


def test_rows_of_groups_have_the_nearest_counts(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        "2021;5;МА;Заречный край;;;31055;19,9;40,3;30,1;9,7",
        "2021;5;МА;Рассветовский район;;;10;20;40;30;10",
        "2021;5;МА;Рассветовский район;СОШ № 1;sch990001;10;20;40;30;10",
        "Всего;;;;;;31055;19,9;40,3;30,1;9,7",
    )
    results = read(path)
    assert [counts[:5] for counts in reported_of(results).values()] == [
        (10, 2, 4, 3, 1),
        (31055, 6180, 12515, 9348, 3012),
    ]
    assert len(facts_of(results)) == 1
    assert "1 строка с итогами и средними, пропущены" in str(remarks(results))


def test_a_long_table_says_another_procedure_in_its_name(tmp_path: Path) -> None:
    path = drawn(tmp_path, "2021;9;Математика;;СОШ № 1;sch1;10;2;4;3;1", name="ОГЭ_2021.csv")
    assert found(path)[0][2] == "ОГЭ, математика, 9 класс"


def test_a_plain_table_is_left_to_plain_reading(tmp_path: Path) -> None:
    head = HEAD.replace("ОО;", "")
    text = f"Процедура;{head}\nВПР;2021;5;Математика;;sch1;10;2;4;3;1\n"
    assert recognisers(file(tmp_path, "t.csv", text)) == set()


def test_a_wide_table(tmp_path: Path) -> None:
    path = wide(
        tmp_path,
        ";СОШ № 1;sch990001;7;28,57;57,14;14,29;0;10;20;40;30;10",
        ";СОШ № 2;sch990002;;;;;;3;33,3;33,3;33,3;0",
    )
    assert found(path) == [
        ("sch990001", 2025, "ВПР, математика, 6 класс", 10, 2, 4, 3, 1),
        ("sch990001", 2025, "ВПР, русский язык, 5 класс", 7, 2, 4, 1, 0),
        ("sch990002", 2025, "ВПР, математика, 6 класс", 3, 1, 1, 1, 0),
    ]


def test_a_band_may_name_its_own_year_and_subject_in_any_case(tmp_path: Path) -> None:
    row = ";СОШ № 1;sch990001;7;28,57;57,14;14,29;0;10;20;40;30;10"
    path = wide(tmp_path, row, second="ВПР по окружающему миру, 4 класс, 2023/24 уч. год")
    assert found(path)[0][1:3] == (2024, "ВПР, окружающий мир, 4 класс")


def test_a_band_that_does_not_say_all_is_a_problem(tmp_path: Path) -> None:
    row = ";СОШ № 1;sch990001;7;28,57;57,14;14,29;0;10;20;40;30;10"
    path = wide(tmp_path, row, second="ВПР математика", year="Результаты")
    assert refused(path) == [
        "t.csv, строка 2: в названии «впр русский язык 5 класс» не сказано: год",
        "t.csv, строка 2: в названии «впр математика» не сказано: год, класс",
    ]


@pytest.mark.parametrize("participants", ["≈10", "~9", "(9)", "'9", "н/д", ""])
def test_marks_beside_participants_that_are_no_number_are_a_problem(
    tmp_path: Path, participants: str
) -> None:
    path = wide(tmp_path, f"Р район;А СОШ;sch990001;9;1;4;3;1;{participants};1;4;3;1")
    place = "t.csv, строка 4, столбец «впр математика 6 класс участников»"
    told = f"«{participants}» не число участников" if participants else "не указано число"
    assert refused(path) == [f"{place}: {told}"]


@pytest.mark.parametrize("marks", [";;;;", "-;-;-;-;-", "н/д;;;;", "0;0;0;0;0", "-;0;0;0;0"])
def test_a_work_that_nobody_wrote_has_no_row(tmp_path: Path, marks: str) -> None:
    found_ = found(wide(tmp_path, f"Р район;А СОШ;sch990001;9;1;4;3;1;{marks}"))
    assert [row[2] for row in found_ if row[3]] == ["ВПР, русский язык, 5 класс"]


def test_a_row_with_a_municipality_alone_is_told(tmp_path: Path) -> None:
    line = "2025;5;МА;Р район;{};{};{}"
    school = line.format("А СОШ", "sch990001", "10;1;2;3;4")
    lost = drawn(tmp_path, school, line.format("", "", "20;2;4;6;8"))
    told = "1 строка без школы, с одним муниципалитетом, взяты как его результаты"
    assert f"t.csv, строка 3: {told}" in remarks(read(lost))
    total = drawn(tmp_path, school, line.format("", "", "10;1;2;3;4"))
    assert not [each for each in remarks(read(total)) if "без школы" in each]


BANDS_ROW = """\
Муниципалитет;ОО;Логин;ВПР математика 5 класс;;;;
;;;участников;2;3;4;5"""
PIVOT = (
    "2025;5;математика;Район А;СОШ № 1;sch990001;20;2;8;6;4",
    ";5;русский язык;;;;20;8;2;6;4",
    ";6;математика;;;;20;8;2;6;4",
    "2025;5;математика;Район А;СОШ № 2;sch990002;20;2;8;6;4",
    ";5;русский язык;;;;20;2;8;6;4",
    "Общий итог;;;;;;100;22;28;30;20",
)


def test_a_school_that_is_named_once_for_several_rows_is_a_problem(tmp_path: Path) -> None:
    said = "строка 3, столбец «оо»: не указана школа (строк с этим: 3)"
    assert refused(drawn(tmp_path, *PIVOT)) == [f"t.csv, {said}"]
    wide = f"{BANDS_ROW}\nРайон А;СОШ № 1;sch990001;5;1;1;2;1\n;;;5;1;1;2;1"
    assert refused(file(tmp_path, "wide 2025.csv", wide + "\n")) == [
        "wide 2025.csv, строка 4, столбец «оо»: не указана школа"
    ]


def test_merged_cells_of_a_pivot_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (HEAD, *PIVOT):
        cells = [each.strip() for each in line.split(";")]
        sheet.append([int(each) if each.isdecimal() else each or None for each in cells])
    for column in "ADEF":
        sheet.merge_cells(f"{column}2:{column}4")
        sheet.merge_cells(f"{column}5:{column}6")
    book.save(tmp_path / "ВПР 2025.xlsx")
    schools = [row[0] for row in found(tmp_path / "ВПР 2025.xlsx")]
    assert schools == ["sch990001"] * 3 + ["sch990002"] * 2


UPPER = """
    {};;;;;;;;;;;;
    ;;;{};;;;;{};;;;
    Муниципалитет;ОО;Логин;Русский язык;;;;;Русский язык;;;;
    ;;;участников;2;3;4;5;участников;2;3;4;5
    Р район;А СОШ;sch990001;9;1;4;3;1;10;0;4;4;2
"""


def test_a_year_in_an_upper_row_is_that_of_its_columns(tmp_path: Path) -> None:
    path = file(tmp_path, "ОГЭ 2025.csv", UPPER.format("Результаты", "ОГЭ 2024", "ОГЭ 2025"))
    assert [row[1:4] for row in found(path)] == [
        (2024, "ОГЭ, русский язык, 9 класс", 9),
        (2025, "ОГЭ, русский язык, 9 класс", 10),
    ]


def test_a_grade_in_an_upper_row_is_that_of_its_columns(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", UPPER.format("ВПР 2025", "4 класс", "5 класс"))
    works = [f"ВПР, русский язык, {grade} класс" for grade in (4, 5)]
    assert [row[2] for row in found(path)] == works


@pytest.mark.parametrize("upper", ["Досрочный период", "Основной период"])
def test_two_groups_of_columns_about_one_work_are_a_problem(tmp_path: Path, upper: str) -> None:
    drawn_ = UPPER.format("ОГЭ 2025", upper, "Основной период")
    (problem,) = refused(file(tmp_path, "t.csv", drawn_))
    assert problem == (
        "t.csv, строка 2: об одной работе и одном годе говорят две группы столбцов: "
        f"«{upper.lower()} русский язык» и «основной период русский язык»"
    )


@pytest.mark.parametrize("name", ["ЦО № 5 г. Зари", "УВК «Город мастеров»"])
def test_a_school_named_by_a_place_is_a_school_where_the_register_has_it(
    tmp_path: Path, name: str
) -> None:
    path = drawn(tmp_path, f"2025;5;МА;Р район;{name};;10;1;2;3;4")
    (problem,) = refused(path)
    assert problem.startswith(f"t.csv, строка 2: не ясно, что такое «{name}»")
    alias = name.replace("«", "").replace("»", "")
    known = register(tmp_path, f"код;название;псевдонимы\n001;Школа;{alias}\n")
    assert [row[0] for row in rows(read(path, register=known), "participants")] == ["001"]


def test_an_exam_taken_again_is_not_counted(tmp_path: Path) -> None:
    again = "2025;9;Математика;Район А;СОШ № 1;sch990001;4;3;1;0;0"
    main = drawn(tmp_path, "2025;9;Математика;Район А;СОШ № 1;sch990001;20;2;8;6;4", name="ОГЭ.csv")
    september = drawn(tmp_path, again, name="ОГЭ сентябрь 2025 (пересдача).csv")
    both = read(main, september)
    assert [each[-2:] for each in rows(both, "participants", "c0")] == [(20, 2)]
    assert "R-resit" in [each.code for each in both.remarks]
    autumn = drawn(tmp_path, again.replace(";9;", ";5;"), name="ВПР сентябрь 2025.csv")
    assert [each[-1] for each in rows(read(autumn), "participants")] == [4]


def test_rows_of_the_additional_period_are_not_counted(tmp_path: Path) -> None:
    head = HEAD.replace("Предмет;", "Предмет;Период;")
    path = file(
        tmp_path,
        "ОГЭ 2025.csv",
        f"{head}\n2025;9;Математика;основной;Район А;СОШ № 1;sch990001;20;2;8;6;4\n"
        "2025;9;Математика;дополнительный;Район А;СОШ № 2;sch990002;5;4;1;0;0\n",
    )
    results = read(path)
    assert [each[-2:] for each in rows(results, "participants", "c0")] == [(20, 2)]
    (again,) = [each for each in results.remarks if each.code == "R-resit"]
    assert again.place.row == 3
    assert "R-columns" not in [each.code for each in results.remarks]


def test_works_moved_to_autumn_say_whose_class_the_table_tells(tmp_path: Path) -> None:
    row = "2022;5;Математика;Район А;СОШ № 1;sch990001;20;2;8;6;4"
    title = "Результаты ВПР (осень 2022 года)"
    path = file(tmp_path, "t.csv", f"{title}\n{HEAD}\n{row}\n")
    (fault,) = refused(path)
    assert "работу писали осенью" in fault
    path = file(tmp_path, "t.csv", f"{title} по программе предыдущего класса\n{HEAD}\n{row}\n")
    assert [each[-1] for each in rows(read(path), "participants")] == [20]


@pytest.mark.parametrize(
    "got", ["Получили «{}»", "Кол-во «{}»", "Количество отметок {}", "Отметка «{}»"]
)
def test_marks_may_be_headed_by_words(tmp_path: Path, got: str) -> None:
    marks = ";".join(got.format(mark) for mark in "2345")
    head = HEAD.replace("2 ;3 ;4 ;5 ", marks)
    row = "2025;5;Математика;Район А;СОШ № 1;sch990001;20;2;8;6;4"
    results = read(file(tmp_path, "ВПР 2025.csv", f"{head}\n{row}\n"))
    assert [each[-2:] for each in rows(results, "participants", "c0")] == [(20, 2)]


def test_rows_of_the_additional_period_of_a_wide_table_are_not_counted(tmp_path: Path) -> None:
    table = """
    2025 год;;;;;;;;;;;;;
    Муниципалитет;ОО;Логин;Период;ОГЭ русский язык 9 класс;;;;;ОГЭ математика 9 класс;;;;
    ;;;;участников;2;3;4;5;участников;2;3;4;5
    Район А;СОШ № 1;sch990001;основной;20;2;8;6;4;10;1;3;3;3
    Район А;СОШ № 2;sch990002;дополнительный;5;4;1;0;0;3;3;0;0;0
    """.replace("    ", "")
    results = read(file(tmp_path, "t.csv", table))
    assert {each[0] for each in rows(results)} == {"sch990001"}
    assert "R-resit" in [each.code for each in results.remarks]


@pytest.mark.parametrize(
    ("name", "is_counted"),
    [
        ("ОГЭ 2025 до пересдачи", True),
        ("ОГЭ 2025, пересдач нет", True),
        ("ОГЭ 2025, отчёт сентябрь", True),
        ("ОГЭ с сентября 2024 по май 2025", True),
        ("ОГЭ сентябрь 2025", False),
        ("ОГЭ 2025 (пересдачи)", False),
    ],
)
def test_only_what_is_of_the_additional_period_is_left_out(
    tmp_path: Path, name: str, *, is_counted: bool
) -> None:
    path = drawn(
        tmp_path, "2025;9;Математика;Средний;СОШ № 1;sch990001;20;2;8;6;4", name=f"{name}.csv"
    )
    assert bool(rows(read(path))) is is_counted
