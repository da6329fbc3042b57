"""A first register drawn from tables."""

from pathlib import Path

import duckdb

from shnor_cli.tables.drafting import Draft, draft, rows_of
from shnor_cli.tables.register import read_register
from shnor_cli.tables.results import read_schools
from shnor_cli.tables.schools import Roll
from tests.tables.reading import file, methodology

HEADER = "школа;название;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5\n"
ROW = "{};{};{};{};ВПР;математика;5;4;1;1;1;1\n"


def seen(path: Path) -> Roll:
    return read_schools(duckdb.connect(":memory:"), [path], methodology())[0]


def drafted(folder: Path, *rows: tuple[str, str, str]) -> list[tuple[str, ...]]:
    return list(rows_of(whole(folder, *rows).schools))[1:]


def whole(folder: Path, *rows: tuple[str, str, str]) -> Draft:
    years = range(2000, 2000 + len(rows))
    lines = (ROW.format(*row, year) for row, year in zip(rows, years, strict=True))
    path = file(folder, "t.csv", HEADER + "".join(lines))
    return draft(*read_schools(duckdb.connect(":memory:"), [path], methodology()))


def drawn(roll: Roll) -> list[tuple[str, ...]]:
    return list(rows_of(draft(roll).schools))[1:]


def test_one_school_under_several_ids(tmp_path: Path) -> None:
    assert drafted(
        tmp_path,
        ("edu990001", 'МБОУ "Первая СОШ №1"', ""),
        ("001", "МБОУ «Первая СОШ № 1»", "Район"),
        ("sch990002", "Вечерняя школа", "Район"),
    ) == [
        ("001", "МБОУ «Первая СОШ № 1»", "sch990001", "", "", "", "Район", "", "СОШ", *[""] * 4),
        ("sch990002", "Вечерняя школа", "sch990002", *[""] * 3, "Район", "", "вечерняя", *[""] * 4),
    ]


def test_a_login_in_capitals_stands_in_its_own_column(tmp_path: Path) -> None:
    (found,) = drafted(tmp_path, ("EDU990001", "Первая СОШ", "Район"))
    assert found[:3] == ("sch990001", "Первая СОШ", "sch990001")


def test_an_id_of_each_kind_stands_in_its_own_column(tmp_path: Path) -> None:
    found = drafted(
        tmp_path,
        ("1027700566761", "Первая СОШ", ""),
        ("edu990001", "Первая СОШ", ""),
        ("Вторая СОШ", "", ""),
        ("Вторая  «СОШ»", "", ""),
        ("777", "", ""),
    )
    assert [each[:6] for each in found] == [
        ("sch990001", "Первая СОШ", "sch990001", "", "1027700566761", ""),
        ("Вторая «СОШ»", "Вторая «СОШ»", "", "", "", ""),
        ("777", "", "", "", "", ""),
    ]


def test_one_name_in_two_districts_is_two_schools(tmp_path: Path) -> None:
    found = drafted(tmp_path, ("1", "Лицей", "Север"), ("2", "Лицей", "Юг"))
    assert [(each[0], each[6], each[8]) for each in found] == [
        ("1", "Север", "лицей"),
        ("2", "Юг", "лицей"),
    ]


def test_names_without_codes_get_codes(tmp_path: Path) -> None:
    table = """
    название;год;процедура;предмет;класс;участников;2;3;4;5
    Первая;2025;ВПР;математика;5;4;1;1;1;1
    Вторая;2025;ВПР;математика;5;4;1;1;1;1
    """
    assert [each[:4] for each in drawn(seen(file(tmp_path, "t.csv", table)))] == [
        ("001", "Вторая", "", ""),
        ("002", "Первая", "", ""),
    ]


def test_names_beside_codes_stay_what_they_are(tmp_path: Path) -> None:
    found = drafted(tmp_path, ("001", "Первая", ""), ("Вторая", "", ""))
    assert [each[:2] for each in found] == [("001", "Первая"), ("Вторая", "Вторая")]


def test_the_draft_can_be_read_as_a_register(tmp_path: Path) -> None:
    table = HEADER + ROW.format("001", "Первая СОШ", "Район", 2025)
    found = draft(seen(file(tmp_path, "t.csv", table))).schools
    lines = (";".join(row) for row in rows_of(found))
    register = read_register(file(tmp_path, "schools.csv", "\n".join(lines) + "\n"))
    assert [(each.id, each.name) for each in register.entries] == [("001", "Первая СОШ")]


def test_older_names_of_a_code_are_aliases(tmp_path: Path) -> None:
    found = whole(
        tmp_path,
        ("sch990001", "МКОУ Верхнеключевская ООШ", ""),
        ("sch990001", "МКОУ Верхне-Ключевская ООШ", ""),
        ("edu990001", "МКОУ «Верхне–Ключевская» ООШ", ""),
        ("sch990002", "МКОУ Нижняя ООШ", ""),
        ("sch990002", "МКОУ Верхнеключевская ООШ им. Ы", ""),
        ("sch990003", "МКОУ Нижняя ООШ", ""),
        ("sch990003", "МКОУ Средняя ООШ", ""),
    ).schools
    assert [(each.name, each.aliases) for each in found] == [
        ("МКОУ Верхне-Ключевская ООШ", ("МКОУ Верхнеключевская ООШ",)),
        ("МКОУ Верхнеключевская ООШ им. Ы", ()),
        ("МКОУ Средняя ООШ", ()),
    ]


def test_a_pair_of_like_schools_is_told_once(tmp_path: Path) -> None:
    found = whole(
        tmp_path,
        ("sch990001", "МБОУ «Первая СОШ»", ""),
        ("МБОУ «Первая СОШ»", "", ""),
        ("Первая СОШ", "", ""),
    )
    assert found.twins == (("«МБОУ „Первая СОШ“»", "«Первая СОШ»"),)
