"""Districts spelled in several ways, and schools of one name in several districts."""

from pathlib import Path

import duckdb
import pytest

from shnor_cli.errors import TableError
from shnor_cli.tables.districts import one_spelling
from shnor_cli.tables.drafting import draft
from shnor_cli.tables.results import read_schools
from tests.tables.reading import file, methodology, read, refused, register, remarks, rows, said

HEADER = "школа;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5\n"
ROW = "{};{};{};ВПР;математика;5;{};1;1;1;{}\n"


def table(folder: Path, *schools: tuple[str, str, int], name: str = "t.csv") -> Path:
    lines = (
        ROW.format(school, district, year, 4 + place, 1 + place)
        for place, (school, district, year) in enumerate(schools)
    )
    return file(folder, name, HEADER + "".join(lines))


@pytest.mark.parametrize(
    "spelled",
    [
        ["Красноярск", "г. Красноярск", "город Красноярск", "ГО Красноярск", "г.о. КРАСНОЯРСК"],
        ["Саянский район", "Саянский муниципальный район", "Саянский р-н", "МР «Саянский»"],
        ["Пировский район", "Пировский муниципальный округ", "МО Пировский район"],
        ["Берёзовский район", "березовский  район", "Березовский район"],
    ],
)
def test_spellings_of_one_district(spelled: list[str]) -> None:
    counts = dict.fromkeys(spelled, 1) | {spelled[1]: 2}
    assert one_spelling(counts) == dict.fromkeys(spelled, spelled[1])


@pytest.mark.parametrize(
    "spelled",
    [
        ["город Ачинск", "Ачинский район"],
        ["город Заозёрный", "Заозёрный район", "Заозёрный"],
        ["Железнодорожный район г. Красноярска", "Железнодорожный район"],
        ["Район", "Город", ""],
    ],
)
def test_districts_that_may_be_two_are_two(spelled: list[str]) -> None:
    assert one_spelling(dict.fromkeys(spelled, 1)) == {}


def test_one_district_in_two_spellings_is_one_group_and_told(tmp_path: Path) -> None:
    schools = [
        ("Первая СОШ", "Саянский район", 2025),
        ("Вторая СОШ", "Саянский район", 2025),
        ("Третья СОШ", "Саянский р-н", 2025),
    ]
    results = read(table(tmp_path, *schools))
    assert set(results.schools.municipalities) == {"Саянский район"}
    told = (
        ": муниципалитет записан по-разному: «Саянский р-н» и «Саянский район», "
        "считается одним — «Саянский район»"
    )
    assert told in remarks(results)


def test_a_register_is_spelled_as_the_tables_are(tmp_path: Path) -> None:
    known = register(tmp_path, "код;название;муниципалитет\n1;А;Саянский р-н\n2;Б;Саянский район\n")
    results = read(table(tmp_path, ("1", "Саянский район", 2025)), register=known)
    assert results.schools.municipalities == ("Саянский район",) * 2
    always = results.attributes["municipality"].always
    assert always is not None
    assert always.tolist() == ["Саянский район"] * 2


def test_what_is_reported_of_a_district_is_of_its_schools(tmp_path: Path) -> None:
    text = """
    школа;муниципалитет;группа;год;процедура;предмет;класс;участников;2;3;4;5
    001;Саянский район;;2025;ВПР;математика;5;4;1;1;1;1
    ;Саянский муниципальный район;муниципалитет;2025;ВПР;математика;5;8;2;2;2;2
    """
    reported = read(file(tmp_path, "t.csv", text)).reported
    assert reported is not None
    assert rows(reported)[0][0] == "municipality=Саянский район"


def test_one_name_in_two_districts_is_an_error(tmp_path: Path) -> None:
    schools = [("Новая СОШ", "Саянский район", 2024), ("Новая СОШ", "Северный район", 2025)]
    told = (
        "t.csv, строка 2, столбец «школа»: название «Новая СОШ» носят школы разных "
        "муниципалитетов: Саянский район и Северный район (строк с этим: 2)"
    )
    assert refused(table(tmp_path, *schools)) == [told]
    same_year = [(*each[:2], 2025) for each in schools]
    assert refused(table(tmp_path, *same_year)) == [told]
    only = register(tmp_path, "код;название\n1;Новая СОШ\n")
    assert refused(table(tmp_path, *schools), register=only) == [told]
    with pytest.raises(TableError) as caught:
        read_schools(duckdb.connect(":memory:"), [tmp_path / "t.csv"], methodology())
    assert said(caught.value) == [told[told.index("название") : told.index(" (строк")]]


def test_one_name_in_two_districts_of_two_files_is_an_error(tmp_path: Path) -> None:
    first = table(tmp_path, ("СОШ № 1", "Саянский район", 2025), name="a.csv")
    second = table(tmp_path, ("СОШ №1", "Ирбейский район", 2025), name="b.csv")
    assert [each.split(",")[0] for each in refused(first, second)] == ["a.csv", "b.csv"]


def test_one_name_in_spellings_of_one_district_is_one_school(tmp_path: Path) -> None:
    schools = [("Новая СОШ", "Саянский район", 2024), ("Новая СОШ", "Саянский р-н", 2025)]
    assert len(read(table(tmp_path, *schools)).schools) == 1


def test_codes_tell_schools_of_one_name_apart(tmp_path: Path) -> None:
    text = """
    школа;название;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5
    001;Новая СОШ;Саянский район;2025;ВПР;математика;5;4;1;1;1;1
    002;Новая СОШ;Северный район;2025;ВПР;математика;5;4;1;1;1;1
    001;Новая СОШ;Дальний район;2024;ВПР;математика;5;4;1;1;1;1
    """
    assert read(file(tmp_path, "t.csv", text)).schools.ids == ("001", "002")


def test_a_school_with_and_without_its_code_is_told_with_it(tmp_path: Path) -> None:
    text = """
    школа;название;муниципалитет;год;процедура;предмет;класс;участников;2;3;4;5
    001;Новая СОШ;Саянский район;2025;ВПР;математика;5;4;1;1;1;1
    """
    coded = file(tmp_path, "a.csv", text)
    named = table(tmp_path, ("Новая СОШ", "Саянский р-н", 2024))
    told = "похоже на одну школу: «Новая СОШ» (код 001) и «Новая СОШ» (без кода)"
    assert any(told in each for each in remarks(read(coded, named)))
    drawn = draft(*read_schools(duckdb.connect(":memory:"), [coded, named], methodology()))
    assert ([each.id for each in drawn.schools], drawn.twins) == (["001"], ())


GROUPS = ["Саянский район", "Красноярский край", "По району", "г. Красноярск", "Вся выборка"]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_among_the_schools_is_an_error(tmp_path: Path, group: str) -> None:
    path = table(tmp_path, ("Первая СОШ", "", 2025), (group, "", 2025))
    fault = f"«{group}» — это не школа, а район, край или другая группа школ"
    assert refused(path) == [f"t.csv, строка 3, столбец «школа»: {fault}"]
    with pytest.raises(TableError) as caught:
        read_schools(duckdb.connect(":memory:"), [path], methodology())
    assert said(caught.value) == [fault]


@pytest.mark.parametrize(
    "name",
    [
        "Саянская районная гимназия",
        "МКОУ Межовская СОШ Саянского района",
        "Лицей г. Канска",
        "Ясная",
    ],
)
def test_a_school_named_after_its_district_is_a_school(tmp_path: Path, name: str) -> None:
    assert read(table(tmp_path, (name, "", 2025))).schools.ids == (name,)


def test_what_the_register_calls_a_school_is_one(tmp_path: Path) -> None:
    known = register(tmp_path, "код;название\n1;Город мастеров\n")
    path = table(tmp_path, ("Город мастеров", "", 2025))
    assert read(path, register=known).schools.ids == ("1",)
