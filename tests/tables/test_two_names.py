"""One code with two names in a year, and one school under two codes, where there is no register."""

import re
from pathlib import Path

import duckdb
import pytest

from shnor_cli.errors import TableError
from shnor_cli.tables.drafting import Draft, draft
from shnor_cli.tables.results import read_schools
from tests.tables.reading import HEADER, file, methodology, read, refused, register, remarks, rows

NAMED = "школа;название;год;процедура;предмет;класс;участников;2;3;4;5\n"
ROW = "{};{};{};ВПР;{};5;20;2;8;6;4\n"


def told(found: list[str], code: str) -> list[str]:
    return [each for each in found if code in each]


def table(folder: Path, *said: tuple[str, str, int], name: str = "t.csv") -> Path:
    """Write a table of codes, names and years, each row about another subject."""
    subjects = ("математика", "русский язык", "география", "история", "физика")
    both = zip(said, subjects, strict=False)
    return file(folder, name, NAMED + "".join(ROW.format(*each, it) for each, it in both))


LONG = """\
Год;Класс;Предмет;Муниципалитет;ОО;Логин;Кол-во участников;2;3;4;5
2024;5;Математика;Район А;СОШ № 1;sch990001;20;2;7;7;4
2024;7;Математика;Район А;Лицей № 2;sch990001;20;11;5;2;2
2025;5;Математика;Район А;СОШ № 1;edu990001;20;2;6;8;4
2025;7;Математика;Район А;Лицей № 2;edu990001;20;10;6;2;2
"""


def test_two_schools_under_one_login_are_a_problem(tmp_path: Path) -> None:
    path = file(tmp_path, "ВПР.csv", LONG)
    fault = "ВПР.csv, строка 3, столбец «название»: «sch990001» за 2023/24 — это и «СОШ № 1», и"
    assert refused(path) == [f"{fault} «Лицей № 2»"]


def test_two_schools_under_one_code_of_a_plain_table(tmp_path: Path) -> None:
    path = table(tmp_path, *(("001", each, 2025) for each in ("СОШ № 1", "СОШ № 1", "Лицей № 2")))
    fault = "t.csv, строка 4, столбец «название»: «001» за 2024/25 — это и «СОШ № 1», и «Лицей № 2»"
    assert refused(path) == [fault]
    known = register(tmp_path, "код;название;псевдонимы\n001;СОШ № 1;Лицей № 2\n")
    assert len(rows(read(path, register=known), "participants")) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("МБОУ «СОШ № 1»", "Средняя общеобразовательная школа №1"),
        ("Орьевская СОШ", "МКОУ Орьевская СОШ имени Героя"),
        ("СОШ № 1", "Школа № 1"),
        ("СОШ № 1", "СОШ № 1 имени 70-летия Победы"),
    ],
)
def test_a_name_that_says_more_is_of_the_same_school(tmp_path: Path, one: str, other: str) -> None:
    found = remarks(read(table(tmp_path, ("001", one, 2025), ("001", other, 2025))))
    assert told(found, "это и") == []


def test_another_name_in_another_year_is_a_new_name(tmp_path: Path) -> None:
    path = table(tmp_path, ("001", "СОШ № 1", 2024), ("001", "Лицей № 2", 2025))
    assert told(remarks(read(path)), "это и") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("СОШ № 1", "Лицей № 1"),
        ("Орьевская СОШ", "Орьевская ООШ"),
        ("СОШ с. Орье", "Орьевская СОШ"),
    ],
)
def test_names_that_may_be_of_one_school_are_asked_about(
    tmp_path: Path, one: str, other: str
) -> None:
    found = read(table(tmp_path, ("001", one, 2025), ("001", other, 2025))).remarks
    (asked,) = [each for each in found if each.code == "Q-18"]
    assert asked.text == f"«001» за 2024/25 — это и «{one}», и «{other}»"
    assert asked.place.row == 3
    assert "дайте реестр" in asked.done


def test_tables_of_different_offices_may_name_a_school_each_in_its_own_way(tmp_path: Path) -> None:
    one = table(tmp_path, ("001", "СОШ № 1", 2025), name="a.csv")
    other = file(tmp_path, "b.csv", NAMED + ROW.format("001", "Орьевская школа", 2025, "физика"))
    assert [each.code for each in read(one, other).remarks if "это и" in each.text] == ["Q-18"]
    other = file(tmp_path, "b.csv", NAMED + ROW.format("001", "Лицей № 2", 2025, "физика"))
    (problem,) = refused(one, other)
    assert problem.endswith("«001» за 2024/25 — это и «СОШ № 1», и «Лицей № 2»")


def test_a_name_that_many_tables_repeat_is_one(tmp_path: Path) -> None:
    both = ("001", "СОШ № 1", 2025), ("001", "Лицей № 1", 2025)
    names = ("математика", "физика", "химия")
    files = [
        file(
            tmp_path,
            f"{each}.csv",
            NAMED
            + "".join(
                ROW.format(*one, each + kind) for one, kind in zip(both, ("", " база"), strict=True)
            ),
        )
        for each in names
    ]
    assert len(told(remarks(read(*files)), "это и")) == 1


def test_names_that_stand_in_one_table_are_told_though_one_is_met_elsewhere_first(
    tmp_path: Path,
) -> None:
    names = ("Ясная школа", "Заречная школа")
    one = file(tmp_path, "a.csv", NAMED + ROW.format("001", names[0], 2025, "физика"))
    other = "название;школа;год;процедура;предмет;класс;участников;2;3;4;5\n"
    rows = (ROW.format(each, "001", 2025, each) for each in names)
    both = file(tmp_path, "b.csv", other + "".join(rows))
    (problem,) = refused(one, both)
    assert problem.endswith("«001» за 2024/25 — это и «Ясная школа», и «Заречная школа»")


def test_of_many_names_of_one_code_not_each_is_compared_with_each(tmp_path: Path) -> None:
    rows = [ROW.format("001", f"СОШ № {number}", 2025, f"п{number}") for number in range(40)]
    *some, more = refused(file(tmp_path, "t.csv", NAMED + "".join(rows)))
    (left,) = map(int, re.findall(r"ещё (\d+)", more))
    assert len(some) + left == 39 + 38 + 37


def test_names_of_pupils_tables_stay_unsaid_where_they_may_be_of_persons(tmp_path: Path) -> None:
    head = "школа;название;год;процедура;предмет;класс;отметка\n"
    row = "001;{};2025;ВПР;математика;5;3\n"
    path = file(tmp_path, "t.csv", head + row.format("СОШ № 1") + row.format("Лицей № 2"))
    (problem,) = refused(path)
    assert "СОШ" not in problem
    assert "строка 3" in problem


@pytest.mark.parametrize("in_one_sheet", [True, False])
def test_codes_that_differ_by_zeros_are_asked_about(tmp_path: Path, in_one_sheet: bool) -> None:
    row = "{};{};ВПР;математика;5;20;8;2;6;4\n"
    old = "".join(row.format(each, 2024) for each in ("1", "2"))
    new = "".join(row.format(each, 2025) for each in ("001", "002", "100"))
    texts = (old + new,) if in_one_sheet else (old, new)
    files = [file(tmp_path, f"{i}.csv", HEADER + text) for i, text in enumerate(texts)]
    found = read(*files)
    (asked,) = [each for each in found.remarks if each.code == "Q-17"]
    assert asked.text == "коды отличаются только нулями в начале: 1 и 001, 2 и 002"
    known = register(tmp_path, "код;псевдонимы\n001;1\n002;2\n100;\n")
    assert "Q-17" not in {each.code for each in read(*files, register=known).remarks}


def test_codes_of_schools_of_other_names_or_districts_are_two(tmp_path: Path) -> None:
    path = table(tmp_path, ("1", "Орьевская СОШ", 2025), ("001", "Горная СОШ", 2025))
    assert "Q-17" not in {each.code for each in read(path).remarks}
    path = table(tmp_path, ("1", "Орьевская СОШ", 2024), ("001", "МКОУ Орьевская СОШ", 2025))
    assert "Q-17" in {each.code for each in read(path).remarks}
    text = "муниципалитет;" + HEADER + "А;1;2025;ВПР;математика;5;20;8;2;6;4\n"
    text += "Б;001;2025;ВПР;математика;5;20;8;2;6;4\n"
    assert "Q-17" not in {each.code for each in read(file(tmp_path, "t.csv", text)).remarks}


def test_many_codes_are_asked_about_at_once(tmp_path: Path) -> None:
    row = "{};2025;ВПР;математика;5;20;8;2;6;4\n"
    codes = [code for i in range(1, 31) for code in (str(i), f"{i:03}")]
    found = read(file(tmp_path, "t.csv", HEADER + "".join(map(row.format, codes)))).remarks
    (asked,) = [each for each in found if each.code == "Q-17"]
    assert asked.text.endswith(" и ещё 20")


def test_codes_beside_names_alone_are_asked_about(tmp_path: Path) -> None:
    row = "{};2025;ВПР;{};5;20;8;2;6;4\n"
    one = file(tmp_path, "a.csv", HEADER + row.format("501001", "математика"))
    names = row.format("СОШ № 1", "физика") + row.format("СОШ № 2", "физика")
    other = file(tmp_path, "b.csv", HEADER + names)
    (asked,) = [each for each in read(one, other).remarks if each.code == "Q-17"]
    assert asked.text.replace("\u00a0", " ") == (
        "школы названы по-разному: кодом — 1 (501001) и названием — 2 («СОШ № 1»…)"
    )
    # a name beside the code can be compared, see `twins`
    named = table(tmp_path, ("501001", "СОШ № 1", 2025), name="a.csv")
    assert "Q-17" not in {each.code for each in read(named, other).remarks}


def drafted(*files: Path) -> Draft:
    return draft(*read_schools(duckdb.connect(":memory:"), files, methodology()))


def test_a_draft_of_the_register_settles_none_of_it(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="это и «СОШ № 1», и «Лицей № 2»"):
        drafted(file(tmp_path, "ВПР.csv", LONG))
    path = table(tmp_path, ("001", "СОШ № 1", 2025), ("001", "Лицей № 1", 2025))
    (school,) = drafted(path).schools
    assert (school.name, school.aliases) == ("Лицей № 1", ())
    renamed = table(tmp_path, ("001", "СОШ № 1", 2024), ("001", "Лицей № 2", 2025))
    (school,) = drafted(renamed).schools
    assert (school.name, school.aliases) == ("Лицей № 2", ("СОШ № 1",))
    row = "{};2025;ВПР;математика;5;20;8;2;6;4\n"
    path = file(tmp_path, "t.csv", HEADER + row.format("1") + row.format("001"))
    assert drafted(path).twins == (("1", "001"),)
