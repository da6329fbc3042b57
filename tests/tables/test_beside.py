"""What is kept beside the facts: tasks and the journal, checked and judged by nobody."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from shnor_cli.model import Results
from tests.tables.reading import HEADER, everything, file, read, refused, register, remarks

TASKS = "школа;группа;год;процедура;предмет;класс;задание;умение;максимальный балл;выполнение\n"
JOURNAL = "школа;группа;год;процедура;предмет;класс;участников;понизили;подтвердили;повысили\n"
FACTS = HEADER + "001;2025;ВПР;математика;5;10;1;2;3;4\n"
MATHS = "2025;ВПР;математика;5"


def kept(results: Results, relation: str, columns: str) -> list[tuple[Any, ...]]:
    """Return the wanted columns of a relation, a row for each school or group."""
    query = f'SELECT school || "group", {columns} FROM {relation} ORDER BY file, "row", 1, 2'
    return results.connection.execute(query).fetchall()


def tasks(results: Results) -> list[tuple[Any, ...]]:
    return kept(results, results.tasks, "task, skill, maximum, share")


def test_tasks_of_schools_and_of_groups_are_kept(tmp_path: Path) -> None:
    text = f"""{TASKS}
    001;;{MATHS};1;Считать;2;66,67 %
    001;;{MATHS};3.1;;1;50
    Юг;муниципалитет;{MATHS};1;Считать;2;70,5
    """
    results = read(file(tmp_path, "t.csv", text.replace("    ", "")))
    assert tasks(results) == [
        ("001", "1", "Считать", 2, Decimal("66.67")),
        ("001", "3.1", "", 1, Decimal(50)),
        ("municipality=Юг", "1", "Считать", 2, Decimal("70.5")),
    ]
    about = kept(results, results.tasks, 'year, procedure, subject, level, grade, file, "row"')
    assert about[0] == ("001", 2025, "ВПР", "математика", "", 5, 0, 3)


def test_nothing_of_it_is_judged(tmp_path: Path) -> None:
    facts = file(tmp_path, "facts.csv", FACTS)
    more = file(tmp_path, "t.csv", f"{TASKS}001;;2026;ВПР;чтение;5;1;;1;50\n")
    journal = file(tmp_path, "j.csv", f"{JOURNAL}001;;2026;ВПР;письмо;5;4;1;2;1\n")
    results = read(facts, more, journal)
    assert everything(results) == everything(read(facts))
    assert results.reported is None
    assert (results.tasks != "", results.journal != "") == (True, True)
    assert [source.name for source in results.sources] == ["facts.csv", "t.csv", "j.csv"]


def test_without_rows_there_are_no_tables(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", FACTS))
    assert (results.tasks, results.journal) == ("", "")


def test_letters_commas_and_spaces_in_the_number_of_a_task_do_not_matter(tmp_path: Path) -> None:
    text = f"{TASKS}001;;{MATHS};1 k1;;1;50\n002;;{MATHS};1К1;;1;50\n003;;{MATHS};3,1;;1;50\n"
    assert [row[1] for row in tasks(read(file(tmp_path, "t.csv", text)))] == ["1К1", "1К1", "3.1"]


def test_two_tables_that_say_the_same_are_one_and_whichever_knows_more_is_heard(
    tmp_path: Path,
) -> None:
    first = file(tmp_path, "a.csv", f"{TASKS}001;;{MATHS};1K1;;;50\n001;;{MATHS};2;;1;40\n")
    second = file(tmp_path, "b.csv", f"{TASKS}001;;{MATHS};1К1;Считать;4;50,0\n")
    results = read(first, second)
    assert tasks(results) == [
        ("001", "1К1", "Считать", 4, Decimal(50)),
        ("001", "2", "", 1, Decimal(40)),
    ]
    assert remarks(results) == [
        "b.csv, строка 2: 1 доля задания есть и в a.csv, учтены один раз",
    ]


def test_contradictory_shares_are_named_both(tmp_path: Path) -> None:
    text = f"{TASKS}001;;{MATHS};2;;1;40\n001;;{MATHS};2;;1;41\n001;;{MATHS};2;;3;40\n"
    about = (
        "задание 2 уже есть в строке 2 с другими числами: 001, ВПР, математика, 5 класс, 2024/25"
    )
    assert refused(file(tmp_path, "t.csv", text)) == [
        f"t.csv, строка 3: {about}",
        f"t.csv, строка 4: {about}",
    ]


def test_every_wrong_cell_is_named(tmp_path: Path) -> None:
    text = f"""{TASKS}
    001;;{MATHS};1;;1;105
    001;;{MATHS};2;;1;много
    001;;{MATHS};3;;0;50
    001;;{MATHS};4;;1;
    001;;{MATHS};;;1;50
    001;;{MATHS};6;;1;-1
    """
    assert refused(file(tmp_path, "t.csv", text.replace("    ", ""))) == [
        "t.csv, строка 4, столбец «выполнение»: «много» не число",
        "t.csv, строка 7: не указан номер задания",
        "t.csv, строка 6: не указано выполнение задания",
        "t.csv, строка 3: выполнение 105 %: доля бывает от 0 до 100 %",
        "t.csv, строка 8: выполнение −1 %: доля бывает от 0 до 100 %",
        "t.csv, строка 5: максимальный балл задания 0",
    ]


def test_unknown_schools_are_problems_as_everywhere(tmp_path: Path) -> None:
    schools = register(tmp_path, "код;название\n001;Первая\n")
    more = file(tmp_path, "t.csv", f"{TASKS}Юг;;{MATHS};1;;1;50\n")
    journal = file(tmp_path, "j.csv", f"{JOURNAL}Лес;;{MATHS};4;1;2;1\n")
    assert refused(more, journal, register=schools) == [
        "t.csv, строка 2, столбец «школа»: школа «Юг» не найдена в реестре",
        "j.csv, строка 2, столбец «школа»: школа «Лес» не найдена в реестре",
    ]


def test_missing_and_foreign_columns_are_named(tmp_path: Path) -> None:
    text = "школа;год;процедура;предмет;задание;участников\n001;2025;ВПР;математика;1;5\n"
    journal = "школа;год;процедура;предмет;понизили;повысили\n001;2025;ВПР;математика;1;5\n"
    files = [file(tmp_path, "t.csv", text), file(tmp_path, "j.csv", journal)]
    assert refused(*files) == [
        "t.csv, столбец «участников»: лишний столбец",
        "t.csv: нет столбца «выполнение»",
        "j.csv: нет столбца «участников»",
        "j.csv: нет столбца «подтвердили»",
    ]


def test_shares_of_a_joined_school_are_left_out_and_its_journal_is_added(tmp_path: Path) -> None:
    schools = register(
        tmp_path, "код;название;преемник;с года\n001;Первая;;\n002;Вторая;001;2026\n"
    )
    more = f"{TASKS}001;;{MATHS};1;;1;50\n002;;{MATHS};1;;1;40\n002;;{MATHS};2;;1;40\n"
    journal = f"{JOURNAL}001;;{MATHS};4;1;2;1\n002;;{MATHS};6;2;2;2\n"
    files = [file(tmp_path, "t.csv", more), file(tmp_path, "j.csv", journal)]
    results = read(*files, register=schools)
    assert tasks(results) == [("001", "1", "", 1, Decimal(50))]
    counts = "participants, lowered, confirmed, raised"
    assert kept(results, results.journal, counts) == [("001", 10, 3, 4, 3)]
    assert (
        "t.csv, строка 3: 2 задания школы 002 «Вторая», присоединённой к 001, "
        "доли двух школ не складываются, пропущены"
    ) in remarks(results)


def test_the_journal_is_counts_that_add_up(tmp_path: Path) -> None:
    text = f"{JOURNAL}001;;{MATHS};10;20 %;7;1\nЮг;муниципалитет;{MATHS};100;20;70;10\n"
    results = read(file(tmp_path, "t.csv", text))
    counts = 'participants, lowered, confirmed, raised, file, "row"'
    assert kept(results, results.journal, counts) == [
        ("001", 10, 2, 7, 1, 0, 2),
        ("municipality=Юг", 100, 20, 70, 10, 0, 3),
    ]
    wrong = file(tmp_path, "w.csv", f"{JOURNAL}001;;{MATHS};10;1;7;1\n001;;{MATHS};9;1;7;1\n")
    about = "001, ВПР, математика, 5 класс, 2024/25"
    assert refused(wrong) == [
        "w.csv, строка 2: участников 10, а сумма результатов 9",
        f"w.csv, строка 3: уже есть в строке 2 с другими числами: {about}",
    ]
