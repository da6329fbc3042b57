"""What the register says of years and joinings, held against the years of the tables."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from shnor_cli.cli import main

HEADER = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Return the exit status of a command and all that it prints."""
    status = main(list(arguments))
    shown = capsys.readouterr()
    return status, " ".join((shown.out + shown.err).replace("\u00a0", " ").split())


OPEN = (
    "код;название;вид;открыта;закрыта\n1;Альфа;СОШ;;2023\n2;Бета;СОШ;2026;\n3;Вега;СОШ;2024;2025\n"
)


def years_of(*schools: str) -> str:
    rows = (
        f"{school};{year};ВПР;математика;5;10;4;3;2;1\n"
        for year in (2024, 2025)
        for school in schools
    )
    return HEADER + "".join(rows)


def test_results_of_years_in_which_a_school_is_not_open(capsys: pytest.CaptureFixture[str]) -> None:
    tables = write("r.csv", years_of("1", "2", "3")), "--schools", write("schools.csv", OPEN)
    status, shown = told(capsys, "check", *tables)
    assert status == 1
    closed = "школа 1 «Альфа» по реестру закрыта после 2022/23, а результаты за"
    opened = "школа 2 «Бета» по реестру открыта с 2025/26, а результаты за"
    assert f"r.csv, строка 2: {closed} 2023/24 есть" in shown
    assert f"r.csv, строка 3: {opened} 2023/24 есть" in shown
    assert f"r.csv, строка 5: {closed} 2024/25 есть" in shown
    assert f"r.csv, строка 6: {opened} 2024/25 есть" in shown
    assert "Исправьте год в реестре (2023 — это 2022/23 учебный год) или код школы" in shown
    assert "«Вега»" not in shown
    status, shown = told(capsys, "identify", *tables)
    assert status == 1
    assert opened in shown


def test_of_many_rows_outside_the_years_ten_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"1;2025;ВПР;математика;{grade};10;4;3;2;1\n" for grade in range(1, 10))
    text = rows + rows.replace("математика", "русский язык")
    tables = write("r.csv", HEADER + text), "--schools", write("schools.csv", OPEN)
    status, shown = told(capsys, "identify", *tables)
    assert status == 1
    assert shown.count("закрыта после 2022/23") == 10
    assert "и ещё 8 таких мест" in shown


def test_a_joined_school_is_held_to_its_joining_and_its_successor_opens_with_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    schools = "код;название;вид;открыта;закрыта;преемник;с года\n"
    schools += "1;Альфа;СОШ;;2025;3;2026\n2;Бета;СОШ;;2025;3;2026\n3;Вега;СОШ;2026;;;\n"
    tables = write("r.csv", years_of("1", "2")), "--schools", write("schools.csv", schools)
    assert told(capsys, "check", *tables)[0] == 0
    write("schools.csv", schools.replace("2025;3;2026", "2024;3;2025"))
    status, shown = told(capsys, "check", *tables)
    assert status == 1
    assert shown.count("с 2024/25 нет: она присоединена к 3") == 2
    assert "закрыта после" not in shown


SMALL = """\
1;2024;ВПР;математика;5;10;4;3;2;1
1;2025;ВПР;математика;5;12;4;5;2;1
2;2024;ВПР;математика;5;5;0;3;1;1
2;2025;ВПР;математика;5;4;0;2;1;1
"""


@pytest.mark.parametrize(("since", "holds"), [("2025/26", True), ("2027", False)])
def test_a_joining_of_years_to_come_takes_no_school_from_those_of_the_tables(
    capsys: pytest.CaptureFixture[str], since: str, holds: bool
) -> None:
    schools = f"код;название;вид;преемник;с года\n1;Альфа;СОШ;;\n2;Бета;ООШ;1;{since}\n"
    tables = write("r.csv", HEADER + SMALL), "--schools", write("schools.csv", schools)
    status, shown = told(capsys, "check", *tables)
    assert status == 0
    late = (
        "schools.csv, строка 3: школа 2 «Бета» присоединяется к 1 с 2026/27 (таблицы кончаются "
        "2024/25, и присоединение не применено: это ещё две школы)"
    )
    assert (late in shown) is not holds
    assert ("отнесены к преемнику" in shown) is holds
    assert told(capsys, "identify", *tables, "-o", "run")[0] == 0
    status, shown = told(capsys, "explain", "run", "1")
    assert ("4 из 16" in shown, "4 из 12" in shown) == (holds, not holds)
    status, shown = told(capsys, "explain", "run", "2")
    assert (status, "присоединена" in shown) == ((1, True) if holds else (0, False))


def test_a_name_with_a_district_in_one_table_and_none_in_another_is_asked_about(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = "2025;ВПР;математика;{};10;4;3;2;1\n"
    placed = HEADER.replace("школа;", "школа;муниципалитет;") + "СОШ № 1;Район А;" + row
    one = write("a.csv", placed.format(5))
    other = write("b.csv", HEADER + "СОШ № 1;" + row.format(6))
    status, shown = told(capsys, "check", one, other)
    assert status == 0
    asked = "в одной таблице муниципалитет назван, в другой нет: «СОШ № 1» (Район А)"
    assert ("Q-15" in shown, asked in shown) == (True, True)
    assert told(capsys, "identify", one, other, "-o", "run", "--memo", "memo.txt")[0] == 0
    memo = " ".join(Path("memo.txt").read_text("utf-8").replace("\u00a0", " ").split())
    assert asked.removeprefix("в ") in memo
    schools = write("schools.csv", "код;название\n1;СОШ № 1\n")
    assert "Q-15" not in told(capsys, "check", one, other, "--schools", schools)[1]
    assert "Q-15" not in told(capsys, "check", one)[1]


LETTERED = """\
школа;год;процедура;предмет;класс;литера;участников;2;3;4;5
1;2025;ВПР;математика;5;А;20;2;8;5;5
1;2025;ВПР;математика;5;5Б;20;{};5
"""


@pytest.mark.parametrize("second", ["2;8;5", "8;5;2"])
def test_classes_of_a_parallel_are_added(capsys: pytest.CaptureFixture[str], second: str) -> None:
    table = write("r.csv", LETTERED.format(second))
    status, shown = told(capsys, "check", table)
    assert status == 0
    assert "r.csv: 1 результат по строкам разных классов параллели (литер) (числа сложены)" in shown
    assert "R-repeat" not in shown
    assert told(capsys, "identify", table, "-o", "run")[0] == 0
    number = 2 + int(second[0])
    assert f"{number} из 40" in told(capsys, "explain", "run", "1")[1]


def test_a_draft_of_a_layout_reads_classes_even_where_it_ignores_their_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = write("r.csv", LETTERED.format("2;8;5"))
    assert main(["layout", "new", table, "-o", "l.yaml"]) == 0
    assert "литера" not in Path("l.yaml").read_text(encoding="utf-8")
    for more in ("", "ignore: [литера]\n"):
        text = Path("l.yaml").read_text(encoding="utf-8") + more
        shown = told(capsys, "check", table, "--layout", write("m.yaml", text))[1]
        assert "числа сложены" in shown


def test_one_class_twice_and_a_row_of_the_whole_parallel(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = LETTERED.format("2;8;5")
    again, whole = (
        "1;2025;ВПР;математика;5;а;20;2;8;5;5\n",
        "1;2025;ВПР;математика;5;;40;4;16;10;10\n",
    )
    shown = told(capsys, "check", write("r.csv", text + again + whole))[1]
    assert "строка 4: строка повторяет строку 2" in shown
    assert "строка 5: строка повторяет строку 2" in shown
    status, shown = told(capsys, "check", write("r.csv", text + again.replace("2;8", "3;7")))
    assert status == 1
    assert "назовите их в столбце «литера»: числа будут сложены" in shown


def lettered(*rows: tuple[str, str]) -> str:
    header = "школа;год;процедура;предмет;класс;литера;участников;2;3;4;5\n"
    return header + "".join(f"1;2025;ВПР;математика;5;{it};{numbers}\n" for it, numbers in rows)


A, B, BOTH = ("А", "20;2;8;5;5"), ("Б", "20;3;7;5;5"), "40;5;15;10;10"
TOTALS = (
    "Итого",
    "Итого:",
    "Всего",
    "все",
    "вся параллель",
    "итого по школе",
    "5 класс",
    "5-й класс",
)


def twos(capsys: pytest.CaptureFixture[str], text: str) -> str:
    assert told(capsys, "identify", write("r.csv", text), "-o", "run")[0] == 0
    return told(capsys, "explain", "run", "1")[1]


@pytest.mark.parametrize("word", TOTALS)
def test_a_total_of_a_parallel_is_none_of_its_classes(
    capsys: pytest.CaptureFixture[str], word: str
) -> None:
    table = write("r.csv", lettered(A, B, (word, BOTH)))
    assert "1 строка с итогами по параллели (пропущена)" in told(capsys, "check", table)[1]
    assert "5 из 40" in twos(capsys, lettered(A, B, (word, BOTH)))
    assert "5 из 40" in twos(capsys, lettered((word, BOTH)))
    unknown = lettered(A, ("Б", "н/д;;;;"), (word, BOTH))
    shown = told(capsys, "check", write("r.csv", unknown))[1]
    assert "в итоге по параллели участников 40, а в её классах 20" in shown
    assert "5 из 40" in twos(capsys, unknown)


def test_totals_that_contradict_their_classes_and_means_are_not_used(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = lettered(A, B, ("Итого", "40;6;14;10;10"), ("среднее", "20;3;7;5;5"))
    shown = told(capsys, "check", write("r.csv", text))[1]
    assert "строка 4: итог по параллели не равен сумме её классов" in shown
    assert "строка со средними по классам параллели (пропущена)" in shown
    assert "5 из 40" in twos(capsys, text)


@pytest.mark.parametrize("same", ["A", "а", "А класс", "5А", "5 «а»", "5-А", "\u200bА", "5 кл. А"])
def test_one_class_is_one_however_written(capsys: pytest.CaptureFixture[str], same: str) -> None:
    text = lettered(A, (same, A[1]))
    assert "строка 3: строка повторяет строку 2" in told(capsys, "check", write("r.csv", text))[1]
    assert "2 из 20" in twos(capsys, text)


@pytest.mark.parametrize("odd", ["кадеты", "АБ", "W"])
def test_what_names_no_class_is_refused(capsys: pytest.CaptureFixture[str], odd: str) -> None:
    status, shown = told(capsys, "check", write("r.csv", lettered(A, (odd, A[1]))))
    assert (status, f"строка 3, столбец «литера»: «{odd}» не литера класса" in shown) == (1, True)


def test_the_column_of_letters_may_say_the_class(capsys: pytest.CaptureFixture[str]) -> None:
    text = lettered(("5А", A[1]), ("5Б", B[1]), ("5", BOTH))
    alone = text.replace("класс;литера", "Класс (литера)").replace("математика;5;", "математика;")
    assert "5 из 40" in twos(capsys, alone)
    status, shown = told(capsys, "check", write("r.csv", alone.replace(";5А;", ";А;")))
    assert (status, "не указан класс" in shown) == (1, True)
    both = write("r.csv", lettered(A).replace(";5;А", ";5А;А"))
    assert "в столбец «литера»" in told(capsys, "check", both)[1]


def test_sheets_named_by_classes_and_a_column_of_a_regional_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    book = Workbook()
    book.remove(book.active)
    for name in ("5а", "5 «Б»"):
        sheet = book.create_sheet(name)
        for line in (*HEADER.splitlines(), "1;2025;ВПР;математика;5;20;2;8;5;5"):
            sheet.append(line.split(";"))
    book.save("b.xlsx")
    assert "1 результат по строкам разных классов" in told(capsys, "check", "b.xlsx")[1]
    text = "Класс (литера);Год;Класс;Предмет;Муниципалитет;ОО;Логин;Кол-во участников;2;3;4;5\n"
    for letter in ("5А", "5Б"):
        text += f"{letter};2025;5;Русский язык;Саянский район;Первая СОШ;sch240001;10;4;3;2;1\n"
    shown = told(capsys, "check", write("long.csv", text))[1]
    assert "1 результат по строкам разных классов" in shown
    assert "R-columns" not in shown


def test_a_school_may_have_been_opened_long_ago(capsys: pytest.CaptureFixture[str]) -> None:
    table = write("r.csv", lettered(A))
    text = "код;название;вид;открыта\n1;Первая;СОШ;{}\n"
    schools = write("s.csv", text.format(1975))
    assert told(capsys, "check", table, "--schools", schools)[0] == 0
    schools = write("s.csv", "код;название;открыта\n1;Первая;1075\n")
    assert (
        "год 1075 вне промежутка 1700–2100" in told(capsys, "check", table, "--schools", schools)[1]
    )


@pytest.mark.parametrize(
    "text",
    ["ВПР 2025", "ВПР.", "„ВПР“", "ВПР (2024/25 уч. г.)", "ВПР за 2025 год", "ВПР, 2025"],
)
def test_a_procedure_with_its_year_or_in_quotes_counts(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    table = lettered(A).replace("ВПР", text)
    shown = told(capsys, "check", write("r.csv", table))[1]
    assert f"процедура «{text}» (считается процедурой «ВПР»)" in shown
    assert "2 из 20" in twos(capsys, table)


def test_a_procedure_with_another_tail_does_not_count_and_the_nearest_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = lettered(A, B).replace("ВПР", "ВПР (осень)", 1).replace("математика", "Р.Я.", 1)
    shown = told(capsys, "check", write("r.csv", table))[1]
    assert "процедура «ВПР (осень)» в методике не названа; возможно, «ВПР»" in shown
    table = lettered(A).replace("математика", "Р.Я.")
    shown = told(capsys, "check", write("r.csv", table))[1]
    assert "предмета «Р.Я.» нет ни в одном показателе; возможно, «русский язык»" in shown


def test_a_negative_fraction_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "check", write("r.csv", lettered(("А", "20;-0.1;8;5;5"))))[1]
    assert "отрицательное число: \u22120,1" in shown
    assert "T-061" in shown


def test_a_subject_nobody_knows_is_told_once_of_schools_and_groups(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (
        "школа;группа;год;процедура;предмет;класс;участников;2;3;4;5\n"
        "1;;2025;ВПР;шахматы;5;20;2;8;5;5\n"
        "Край;регион;2025;ВПР;шахматы;5;200;20;80;50;50\n"
    )
    shown = told(capsys, "check", write("r.csv", text))[1]
    assert shown.count("предмета «шахматы» нет ни в одном показателе") == 1
