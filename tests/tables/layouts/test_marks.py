"""«Статистика по отметкам» becomes the counts behind its percents, or is refused."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_cli.errors import TableError
from shnor_cli.model import Results
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts import marks
from shnor_cli.tables.sheets import Cells, Line, Sheet
from tests.tables.layouts.drawn import (
    HEADER,
    SAMPLE,
    TITLE,
    cells,
    plain,
    recognised,
    register_text,
    report,
    sheet_of,
)
from tests.tables.reading import file, read, refused, register, remarks, rows
from tools.layout_samples.marks import write

MARKS = SAMPLE / "layouts" / "marks"
COUNTS = ("participants", "c0", "c1", "c2", "c3")
RUSSIAN = "ВПР, русский язык, 5 класс"
SAID = "вместо чисел стоят доли, по ним восстановлено, сколько это человек"


def facts(results: Results) -> list[tuple[object, ...]]:
    return sorted(rows(results, *COUNTS))


def reported(results: Results) -> list[tuple[object, ...]]:
    assert results.reported is not None
    return rows(results.reported, *COUNTS)


def sheets() -> list[Sheet]:
    paths = [*sorted((MARKS / "2023").iterdir()), MARKS / "2024.xlsx", MARKS / "2025.xlsx"]
    return [sheet for path in paths for sheet in read_sheets(Input.alone(path))]


def test_samples_are_recognised_by_this_layout_alone() -> None:
    found = [recognised(sheet) for sheet in sheets()]
    assert found == [[marks.TITLE]] * 30


def test_samples_give_the_facts_of_the_plain_table(tmp_path: Path) -> None:
    schools = register(tmp_path, register_text())
    reports = (MARKS / "2023", MARKS / "2024.xlsx", MARKS / "2025.xlsx")
    assert facts(read(*reports, register=schools)) == facts(read(plain(tmp_path), register=schools))


def test_rows_are_told_by_text_and_position(tmp_path: Path) -> None:
    drawn = """
        Вся выборка;35923;1329134;14,5;38,2;34,1;13,2
        Красноярский край;912;31055;19,9;40,3;30,1;9,7
        Саянский муниципальный район;9;83;26,51;45,78;22,89;4,82
        МКОУ Орьевская СОШ (sch240001);;7;28,57;57,14;14,29;0
        Дивногорск;2;8;25;50;25;0
        Лицей № 3 (EDU24000002);1;8;25;50;25;0
        г. Красноярск;100;8;25;50;25;0
        Муниципальное казённое общеобразовательное учреждение Кулижниковская школа;;4;25;50;25;0
    """
    assert [row[:5] for row in cells(report(tmp_path, drawn))] == [
        ("Вся выборка", None, None, None, "вся выборка"),
        ("Красноярский край", None, None, None, "регион"),
        ("Саянский муниципальный район", None, None, None, "муниципалитет"),
        (
            "sch240001",
            "МКОУ Орьевская СОШ",
            "Саянский муниципальный район",
            "Красноярский край",
            None,
        ),
        ("Дивногорск", None, None, None, "муниципалитет"),
        ("sch24000002", "Лицей № 3", "Дивногорск", "Красноярский край", None),
        ("г. Красноярск", None, None, None, "муниципалитет"),
        (
            "Муниципальное казённое общеобразовательное учреждение Кулижниковская школа",
            "Муниципальное казённое общеобразовательное учреждение Кулижниковская школа",
            "г. Красноярск",
            "Красноярский край",
            None,
        ),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Вся выборка", "вся выборка"),
        ("Все муниципалитеты", "вся выборка"),
        ("Кемеровская область - Кузбасс", "регион"),
        ("Ханты-Мансийский автономный округ", "регион"),
        ("Удмуртская республика", "регион"),
        ("Город Севастополь", "регион"),
        ("Городской округ город Ачинск", "муниципалитет"),
        ("ЗАТО Железногорск", "муниципалитет"),
        ("Саянский МО", "муниципалитет"),
        ("Городская школа № 2", None),
        ("МАОУ «Центр образования» г. Ачинска", None),
        ("Красноярский краевой лицей", None),
        ("Школа-интернат Эвенкийского муниципального района", None),
    ],
)
def test_a_group_is_told_by_its_words(tmp_path: Path, text: str, kind: str | None) -> None:
    (row,) = cells(report(tmp_path, f"{text};;8;25;50;25;0"))
    assert row[4] == kind


def test_a_row_that_is_neither_is_a_problem(tmp_path: Path) -> None:
    # groups of schools that are no places are left out
    drawn = """
        Красноярский край;912;8;25;50;25;0
        Орьевская;;7;28,57;57,14;14,29;0
        Сельские школы;40;8;25;50;25;0
        Орьевская СОШ;9;8;25;50;25;0
        Муниципальные организации;40;8;25;50;25;0
    """
    assert refused(report(tmp_path, drawn)) == [
        f"t.csv, строка {row}: не ясно, что такое «{text}»: школа, муниципалитет или регион"
        for row, text in (
            (9, "Орьевская"),
            (11, "Орьевская СОШ"),
        )
    ]


def test_group_rows_take_the_nearest_counts_with_one_remark(tmp_path: Path) -> None:
    drawn = """
        Вся выборка;35923;1329134;14,5;38,2;34,1;13,2
        Красноярский край;912;31055;19,9;40,3;30,1;9,7
        Саянский муниципальный район;9;83;26,51;45,78;22,89;4,82
        МКОУ Орьевская СОШ (sch240001);;7;28,57;57,14;14,29;0
    """
    results = read(report(tmp_path, drawn))
    assert facts(results) == [("sch240001", 2021, RUSSIAN, 7, 2, 4, 1, 0)]
    assert reported(results) == [
        ("all=all", 2021, RUSSIAN, 1329134, 192724, 507729, 453235, 175446),
        ("region=Красноярский край", 2021, RUSSIAN, 31055, 6180, 12515, 9348, 3012),
        ("municipality=Саянский муниципальный район", 2021, RUSSIAN, 83, 22, 38, 19, 4),
    ]
    said = "; в 2 строках групп подходит не одно число, взято ближайшее к долям"
    assert remarks(results) == [f"t.csv: {SAID}{said}"]


@pytest.mark.parametrize(
    "row",
    [
        "7;28,57;57,14;14,29;0",
        "7;28.6;57.1;14.3;0",
        "7;28,57 %;57,14 %;14,29 %;0 %",
        "7;28.570000000000004;57.14;14.29;0",
        "7;0,2857;0,5714;0,1429;0",
        "7;0.2857142857142857;0.5714285714285714;0.14285714285714285;0",
        "7;2;4;1;0",
        "7;28,57;57,14;14,29;-",
        "7;28,57;57,14;14,29;",
    ],
)
def test_a_row_may_be_printed_in_many_ways(tmp_path: Path, row: str) -> None:
    (found,) = cells(report(tmp_path, f"МКОУ Орьевская СОШ;;{row}"))
    assert found[9:] == ("7", "2", "4", "1", "0")


def test_the_finest_row_tells_how_many_decimals_are_printed(tmp_path: Path) -> None:
    alone = "Первая СОШ;;200;25;50;25;0"
    fault = "доли не восстанавливаются в число человек: 200 участников, подходит не одно число"
    assert refused(report(tmp_path, alone)) == [f"t.csv, строка 8: {fault}"]
    found = cells(report(tmp_path, f"{alone}\nВторая СОШ;;7;28,6;57,1;14,3;0"))
    assert [row[10:] for row in found] == [("50", "100", "50", "0"), ("2", "4", "1", "0")]


def test_rows_of_fewer_decimals_stand_beside_finer_ones(tmp_path: Path) -> None:
    found = cells(report(tmp_path, "А СОШ;;7;28,6;57,1;14,3;0\nБ СОШ;;7;28,57;57,14;14,29;0"))
    assert found[0][10:] == found[1][10:] == ("2", "4", "1", "0")


@pytest.mark.parametrize("cell", ["-", "—", "", "х", "*", "н/д"])
def test_a_row_of_no_results_is_unknown(tmp_path: Path, cell: str) -> None:
    drawn = f"А СОШ (sch240001);;7;28,57;57,14;14,29;0\nБ СОШ (sch240002);;5{f';{cell}' * 4}"
    found = cells(report(tmp_path, drawn))
    assert [row[9:] for row in found] == [
        ("7", "2", "4", "1", "0"),
        ("5", None, None, None, None),
    ]


def test_percents_that_no_count_gives_are_problems(tmp_path: Path) -> None:
    drawn = """
        Первая СОШ (sch240001);;7;28,9;57,1;14,3;0
        Вторая СОШ (sch240002);;7;28,57;28,57;14,29;0
        Третья СОШ (sch240003);;7;н/д;57,14;14,29;0
        Четвёртая СОШ (sch240004);;;28,57;57,14;14,29;0
    """
    seven = "в число человек: 7 участников"
    assert refused(report(tmp_path, drawn)) == [
        "t.csv, строка 10: «н/д» не доля и не число",
        "t.csv, строка 11: не указано число участников",
        f"t.csv, строка 8, столбец «2»: «28,9» не восстанавливается {seven}, столько не бывает",
        f"t.csv, строка 9: доли не восстанавливаются {seven}, сумма долей не 100 %",
    ]


def test_sums_of_rounded_percents_need_not_be_a_hundred(tmp_path: Path) -> None:
    found = cells(report(tmp_path, "А СОШ;;6;16,7;16,7;16,7;50\nБ СОШ;;3;33,3;33,3;33,3;0"))
    assert [row[10:] for row in found] == [("1", "1", "1", "3"), ("1", "1", "1", "0")]


def test_rows_without_numbers_and_repeated_headers_are_passed_over(tmp_path: Path) -> None:
    drawn = f"""
        Красноярский край
        Первая СОШ (sch240001);;7;28,57;57,14;14,29;0
        {HEADER}
        Вторая СОШ (sch240002);;;-;-;-;-
        Третья СОШ (sch240003);;0;;;;
        * по данным на 01.06.2021
    """
    results = read(report(tmp_path, drawn))
    assert facts(results) == [
        ("sch240001", 2021, RUSSIAN, 7, 2, 4, 1, 0),
        ("sch240003", 2021, RUSSIAN, 0, 0, 0, 0, 0),
    ]
    assert remarks(results) == [
        "t.csv, строка 10: 1 строка с повтором заголовка, пропущены",
        "t.csv, строка 8: 3 строки без чисел, пропущены",
        f"t.csv: {SAID}",
    ]
    assert results.attributes["region"].always.tolist() == ["Красноярский край"] * 2  # type: ignore[union-attr]


def test_the_same_region_in_many_files_is_counted_once(tmp_path: Path) -> None:
    own = "Красноярский край;912;31055;19,9;40,3;30,1;9,7\n"
    first = file(tmp_path, "1.csv", f"{TITLE}{HEADER}{own}А СОШ (sch240001);;4;25;50;25;0\n")
    second = file(tmp_path, "2.csv", f"{TITLE}{HEADER}{own}Б СОШ (sch240002);;4;25;50;25;0\n")
    results = read(first, second)
    assert len(facts(results)) == 2
    assert len(reported(results)) == 1


def test_a_second_report_under_the_first_is_a_problem(tmp_path: Path) -> None:
    drawn = f"""
        А СОШ (sch240001);;4;25;50;25;0
        ВПР 2021. 6 класс
        {HEADER}
        А СОШ (sch240001);;4;25;50;25;0
    """
    assert refused(report(tmp_path, drawn)) == [
        "t.csv, строка 9: под таблицей начинается другой отчёт: класс — 6, а у таблицы — 5"
    ]


def test_other_reports_are_not_recognised(tmp_path: Path) -> None:
    headers = [
        "Группы участников;Кол-во участников;%\n",
        "Группы участников;Кол-во ОО;Кол-во участников;1;2;3.1;3.2\n",
        "Муниципалитет;ОО;Кол-во участников;2;3;4;5\n",
    ]
    for header in headers:
        path = report(tmp_path, "А СОШ (sch240001);;4;25;50;25;0", header=header)
        assert recognised(sheet_of(path)) == []


def printed(count: int, total: int, digits: int, rounding: str) -> str:
    share = Decimal(100 * count) / Decimal(total)
    text = str(share.quantize(Decimal(1).scaleb(-digits), rounding))
    return text.rstrip("0").rstrip(".") if rounding == ROUND_HALF_EVEN else text.replace(".", ",")


def row_of(counts: list[int], digits: int, rounding: str) -> Cells:
    total = sum(counts)
    return ("А СОШ", None, str(total), *(printed(n, total, digits, rounding) for n in counts))


@st.composite
def many_counts(draw: st.DrawFn) -> list[list[int]]:
    """Draw the marks of one to three schools of 1 to 200 participants."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        total = draw(st.integers(1, 200))
        cuts = sorted(draw(st.lists(st.integers(0, total), min_size=3, max_size=3)))
        found.append([b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)])
    return found


@given(
    many_counts(),
    st.lists(st.integers(1, 2), min_size=3, max_size=3),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
)
def test_printed_counts_are_read_back_or_refused(
    schools: list[list[int]], digits: list[int], rounding: str
) -> None:
    lines: list[Cells] = [tuple(line.split(";")) for line in TITLE.split("\n") if line]
    lines.append(tuple(HEADER.strip().split(";")))
    lines += [row_of(each, d, rounding) for each, d in zip(schools, digits, strict=False)]
    sheet = Sheet(Input.alone(Path("t.csv")), "", tuple(map(Line, range(1, 99), lines)))
    assert read_back(sheet) in (schools, {"T-021"})


def read_back(sheet: Sheet) -> list[list[int]] | set[str]:
    try:
        (table,) = marks.read(sheet)
    except TableError as error:
        return {each.code for each in error.problems}
    return [[int(cell or "") for cell in row[10:]] for row in table.cells]


def test_every_sheet_of_a_workbook_says_what_is_wrong(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("5 РУ", "5 МА"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["ВПР 2021"])
            sheet.write_row(1, 0, ["Группы участников", "Кол-во участников", 2, 3, 4, 5])
            sheet.write_row(2, 0, ["Орьевская", 4, 25, 50, 25, 0])
    fault = "не ясно, что такое «Орьевская»: школа, муниципалитет или регион"
    assert refused(path) == [
        f"t.xlsx, лист «{name}», строка 3: {fault}" for name in ("5 РУ", "5 МА")
    ]


def test_the_sample_is_what_its_script_writes(tmp_path: Path) -> None:
    write(tmp_path)
    paths = [each.relative_to(MARKS) for each in sorted(MARKS.rglob("*.xlsx"))]
    assert len(paths) == 13
    for path in paths:
        assert (tmp_path / path).read_bytes() == (MARKS / path).read_bytes()


def test_a_sheet_that_is_no_report_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Содержание").write_row(0, 0, ["5 класс"])
        sheet = book.add_worksheet("5 РУ")
        sheet.write_row(0, 0, ["ВПР 2021"])
        sheet.write_row(1, 0, ["Группы участников", "Кол-во участников", 2, 3, 4, 5])
        sheet.write_row(2, 0, ["Орьевская СОШ", 4, 1, 2, 1, 0])
    said = "t.xlsx: листы без таблицы результатов: «Содержание», не прочитаны"
    assert remarks(read(path)) == [said]


TOTALS = """
    Саянский муниципальный район;2;15;{above}
    МКОУ Орьевская СОШ (sch240001);;7;28,57;57,14;14,29;0
    МКОУ Агинская СОШ (sch240002);;8;25;50;25;0
    {below}
"""
TOTAL = "26,67;53,33;20;0"


@pytest.mark.parametrize("label", ["Итого;2", "Всего;", "Итого по району;2", "Итого:;", "Средние;"])
def test_totals_are_no_group(tmp_path: Path, label: str) -> None:
    path = report(tmp_path, TOTALS.format(above=TOTAL, below=f"{label};15;{TOTAL}"))
    results = read(path)
    assert [row[0] for row in facts(results)] == ["sch240001", "sch240002"]
    assert [row[0] for row in reported(results)] == ["municipality=Саянский муниципальный район"]
    said = [each for each in remarks(results) if SAID not in each]
    assert said == ["t.csv, строка 11: 1 строка с итогами, пропущены"]


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (f"99;{TOTAL}", "столбец «Кол-во участников»: в итоге 99, а сумма строк 15"),
        ("15;20;60;20;0", "столбец «2»: в итоге 20, а в строках 4 из 15"),
        ("15;3;9;3;0", "столбец «2»: в итоге 3, а в строках 4 из 15"),
    ],
)
def test_a_total_is_compared_with_the_rows(tmp_path: Path, total: str, said: str) -> None:
    results = read(report(tmp_path, TOTALS.format(above=TOTAL, below=f"Итого;;{total}")))
    assert f"t.csv, строка 11, {said}, итог не использован" in remarks(results)
    assert len(facts(results)) == 2


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ("3;0;33,33;33.33;33,3", (3, 0, 1, 1, 1)),
        ("3;0 %;33,33 %;33,3 %;33 %", (3, 0, 1, 1, 1)),
        ("7;14,29;28,6;28,57;28,57", (7, 1, 2, 2, 2)),
    ],
)
def test_a_share_with_fewer_decimals_is_taken_as_it_is_printed(
    tmp_path: Path, row: str, counts: tuple[int, ...]
) -> None:
    drawn = f"МКОУ Агинская СОШ (sch240002);;8;12,50;37,50;25;25\nМКОУ Орьевская СОШ;;{row}\n"
    results = read(report(tmp_path, drawn))
    assert rows(results, *COUNTS)[1][3:] == counts


def test_a_share_that_is_nobodys_however_it_is_printed_is_a_problem(tmp_path: Path) -> None:
    drawn = "МКОУ Орьевская СОШ;;3;0;33,33;33,33;33,4\n"
    (said,) = refused(report(tmp_path, drawn))
    assert "столбец «5»: «33,4» не восстанавливается" in said


ROW = "МКОУ Орьевская СОШ (sch240001);;7;28,57;57,14;14,29;0"


@pytest.mark.parametrize(
    "mark",
    [
        *("«{}»", "Отметка «{}»", "{}, %", "«{}», %", "% «{}»", "{} (%)", "Доля {}", "Процент {}"),
        *("Доля участников, получивших отметку «{}»", "Доля обучающихся с отметкой {}, %"),
    ],
)
def test_columns_of_marks_are_named_in_many_ways(tmp_path: Path, mark: str) -> None:
    named = ";".join(mark.format(each) for each in "2345")
    header = f"Группы участников;Кол-во ОО;Кол-во участников;{named}\n"
    path = report(tmp_path, ROW, header=header)
    assert recognised(sheet_of(path)) == [marks.TITLE]
    assert facts(read(path))[0][3:] == (7, 2, 4, 1, 0)


TWO_ROWS = """\
Группы участников;Кол-во ОО;Кол-во участников;Распределение групп баллов в %;;;
;;;2;3;4;5
"""


def test_a_header_of_two_rows_is_one(tmp_path: Path) -> None:
    path = report(
        tmp_path,
        f"{ROW}\n{TWO_ROWS}{ROW.replace('Орь', 'Зорь').replace('1)', '2)')}",
        header=TWO_ROWS,
    )
    assert recognised(sheet_of(path)) == [marks.TITLE]
    assert [each[3:] for each in facts(read(path))] == [(7, 2, 4, 1, 0)] * 2


def test_a_report_without_columns_of_marks_is_one_problem(tmp_path: Path) -> None:
    header = "Группы участников;Кол-во ОО;Кол-во участников;неуд;удовл;хор;отл\n"
    assert refused(report(tmp_path, f"{ROW}\n{ROW}", header=header)) == [
        (
            "t.csv, строка 7: похоже на «Статистику по отметкам», но столбцы отметок не найдены: "
            "«Группы участников», «Кол-во ОО», «Кол-во участников», «неуд», «удовл», «хор», «отл»"
        )
    ]


def test_a_school_with_a_place_in_its_name_is_no_municipality(tmp_path: Path) -> None:
    drawn = """
        Рассветовский район;2;40;25;25;25;25
        ЦО № 5 г. Зари;1;20;10;20;30;40
        А СОШ (edu240001);;20;40;30;20;10
    """
    path = report(tmp_path, drawn)
    (problem,) = refused(path)
    assert "не ясно, что такое «ЦО № 5 г. Зари»: школа, муниципалитет или регион" in problem
    known = register(tmp_path, "код;название;логин\n1;А СОШ;edu240001\n2;ЦО №5 г. Зари;\n")
    assert [row[0] for row in facts(read(path, register=known))] == ["1", "2"]
