"""The register of schools: who is who, who was joined to whom, who is left out."""

from pathlib import Path

import pytest

from shnor_cli.errors import TableError
from shnor_cli.model import Decision
from shnor_cli.tables.register import read_register
from tests.tables.reading import HEADER, file, read, refused, register, remarks, rows, said

REGISTER = """
код;название;псевдонимы;муниципалитет;вид;исключить;причина;преемник;с года;решение;decision_basis
001;МБОУ «Агинская СОШ № 1»;Агинская школа 1|первая школа;Саянский район;СОШ;;;;;;
002;МБОУ «Агинская СОШ № 2»;;Саянский район;СОШ;;;;;включить;приказ № 5
003;МКОУ «Среднеагинская СОШ»;;Саянский район;СОШ;да;вечерняя;;;;
004;МКОУ «Малая ООШ»;;Саянский район;ООШ;;;002;2025;;
"""


def table(*schools: str, year: int = 2024) -> str:
    lines = (f"{school};{year};ВПР;математика;5;4;1;1;1;1\n" for school in schools)
    return HEADER + "".join(lines)


def named_table(*schools: str, year: int = 2024) -> str:
    """Draw a table with names, a school being «code;name»."""
    return table(*schools, year=year).replace("школа;", "школа;название;", 1)


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(TableError) as caught:
        register(folder, text)
    return said(caught.value)


def test_schools_are_found_by_id_name_and_alias(tmp_path: Path) -> None:
    schools = ("001", 'мбоу "агинская  сош №2"', "Первая школа")
    results = read(
        file(
            tmp_path,
            "t.csv",
            table(*schools[:2]) + "Первая школа;2023;ВПР;математика;5;4;1;1;1;1\n",
        ),
        register=register(tmp_path, REGISTER),
    )
    assert [row[0] for row in rows(results, "participants")] == ["001", "002", "001"]
    assert results.schools.ids == ("001", "002", "003")
    assert results.schools.names[0] == "МБОУ «Агинская СОШ № 1»"
    assert results.schools.municipalities == ("Саянский район",) * 3
    assert results.schools.excluded == {2: "вечерняя"}
    assert results.schools.decisions == {1: Decision("включить", "приказ № 5")}
    kind = results.attributes["kind"].always
    assert kind is not None
    assert kind.tolist() == ["СОШ"] * 3
    assert (
        "t.csv, строка 4, столбец «школа»: школа записана как «Первая школа»" in remarks(results)[0]
    )
    assert results.sources[-1].name == "schools.csv"


def test_a_school_of_another_code_is_found_by_the_name_beside_it(tmp_path: Path) -> None:
    header = HEADER.replace("школа;", "школа;название;", 1)
    row = "777;МБОУ «Агинская СОШ № 1»;2024;ВПР;математика;5;4;1;1;1;1\n"
    path = file(tmp_path, "t.csv", header + row)
    results = read(path, register=register(tmp_path, REGISTER))
    assert [row[0] for row in rows(results, "participants")] == ["001"]
    assert any("по названию" in each for each in remarks(results))


def test_an_unknown_school_names_the_likeliest(tmp_path: Path) -> None:
    found = refused(
        file(tmp_path, "t.csv", table("001", "Агинская СОШ", "Агинская СОШ")),
        register=register(tmp_path, REGISTER),
    )
    assert found == [
        (
            "t.csv, строка 3, столбец «школа»: школа «Агинская СОШ» не найдена в реестре. Похожие: "
            "«МБОУ „Агинская СОШ № 2“», «МБОУ „Агинская СОШ № 1“», «МКОУ „Среднеагинская СОШ“» "
            "(строк с этим: 2)"
        )
    ]


def test_a_school_of_an_unknown_code_may_be_one_of_a_name_like_that_beside_it(
    tmp_path: Path,
) -> None:
    text = named_table("001;", "777;Среднеагинская СОШ")
    (found,) = refused(file(tmp_path, "t.csv", text), register=register(tmp_path, REGISTER))
    assert "школа «777» не найдена в реестре. Похожие: «МКОУ „Среднеагинская СОШ“», " in found


def test_a_code_and_a_name_of_two_schools_are_an_error(tmp_path: Path) -> None:
    swapped = ("001;МБОУ «Агинская СОШ № 2»", "002;Первая школа", "003;МКОУ «Среднеагинская СОШ»")
    text = named_table(*swapped) + "001;мбоу агинская сош №2;2023;ВПР;математика;5;4;1;1;1;1\n"
    path = file(tmp_path, "t.csv", text)
    pairs = [
        (2, "«001» — это «МБОУ „Агинская СОШ № 1“»", "002 «МБОУ „Агинская СОШ № 2“»"),
        (3, "«002» — это «МБОУ „Агинская СОШ № 2“»", "001 «МБОУ „Агинская СОШ № 1“»"),
        (5, "«001» — это «МБОУ „Агинская СОШ № 1“»", "002 «МБОУ „Агинская СОШ № 2“»"),
    ]
    assert refused(path, register=register(tmp_path, REGISTER)) == [
        f"t.csv, строка {row}, столбец «школа»: {own}, а название другой школы: {other}"
        for row, own, other in pairs
    ]


def test_a_joined_school_may_be_named_beside_the_code_of_its_successor(tmp_path: Path) -> None:
    text = named_table("002;МКОУ «Малая ООШ»", "004;МБОУ «Агинская СОШ № 2»")
    results = read(file(tmp_path, "t.csv", text), register=register(tmp_path, REGISTER))
    assert [each for each in remarks(results) if "название" in each or "названа" in each] == []


def test_branches_and_namesakes_elsewhere_are_no_contradiction(tmp_path: Path) -> None:
    schools = """
    код;название;огрн;муниципалитет
    1;Ачинская СОШ № 1;1029900000019;Ачинский район
    2;Филиал в Ключах;1029900000019;Ачинский район
    3;СОШ № 1;;Канский район
    """.replace("    ", "")
    text = named_table("1;Филиал в Ключах;Ачинский район", "2;СОШ № 1;Ачинский район")
    path = file(tmp_path, "t.csv", text.replace("название;", "название;район;", 1))
    results = read(path, register=register(tmp_path, schools))
    assert remarks(results) == [
        (
            "t.csv, строка 2, столбец «название»: «1» — это «Ачинская СОШ № 1», а названа она "
            "«Филиал в Ключах»; таких названий в таблице 2, школа взята по коду"
        )
    ]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Агинская средняя школа №1", 0),
        ("МБОУ «Агинская СОШ № 1»", 0),
        ("первая  школа", 0),
        ("Агинская гимназия", 1),
    ],
)
def test_a_name_that_the_register_does_not_have_is_remarked_on(
    tmp_path: Path, name: str, count: int
) -> None:
    path = file(tmp_path, "t.csv", named_table(f"001;{name}"))
    results = read(path, register=register(tmp_path, REGISTER))
    assert [row[0] for row in rows(results, "participants")] == ["001"]
    expected = (
        "t.csv, строка 2, столбец «название»: «001» — это «МБОУ „Агинская СОШ № 1“», а названа она "
        f"«{name}», школа взята по коду"
    )
    assert [each for each in remarks(results) if "названа" in each] == [expected] * count


FULL = "Муниципальное казённое общеобразовательное учреждение {}средняя общеобразовательная школа{}"


@pytest.mark.parametrize(
    ("text", "likeliest"),
    [
        (FULL.format("Среднеагинская ", ""), "МКОУ „Среднеагинская СОШ“"),
        (FULL.format("Агинская ", " № 1 Саянского района"), "МБОУ „Агинская СОШ № 1“"),
    ],
)
def test_a_full_official_name_is_told_whole_with_the_likeliest(
    tmp_path: Path, text: str, likeliest: str
) -> None:
    (found,) = refused(file(tmp_path, "t.csv", table(text)), register=register(tmp_path, REGISTER))
    assert f"школа «{text}» не найдена в реестре. Похожие: «{likeliest}»" in found


def test_a_school_without_codes_is_not_any_school_without_a_login(tmp_path: Path) -> None:
    schools = register(tmp_path, "код;название;огрн\n001;Первая;\n")
    text = file(tmp_path, "t.csv", table("Совсем другая"))
    assert "школа «Совсем другая» не найдена в реестре" in refused(text, register=schools)[0]


def test_a_login_within_a_name_tells_the_school(tmp_path: Path) -> None:
    text = "МБОУ Орьевская СОШ (edu990002)"
    results = read(file(tmp_path, "t.csv", table(text)), register=register(tmp_path, CODED))
    assert [each[0] for each in rows(results, "participants")] == ["002"]
    assert any("по логину из реестра это 002 «МБОУ „Вторая“»" in each for each in remarks(results))


def test_counts_of_a_joined_school_go_to_its_successor(tmp_path: Path) -> None:
    text = table("002", "004") + "004;2023;ВПР;математика;5;3;;1;1;1\n"
    results = read(file(tmp_path, "t.csv", text), register=register(tmp_path, REGISTER))
    assert [
        (*row[:2], *row[3:]) for row in rows(results, "participants", "c0", '"row"', "rows")
    ] == [
        ("002", 2024, 8, 2, 2, 2),
        ("002", 2023, 3, 0, 4, 1),
    ]
    assert "004" not in results.schools.ids
    (joined,) = results.schools.joined
    assert (joined.id, joined.successor, joined.since) == ("004", "002", 2025)
    assert joined.years == (2023, 2024)
    found = [each for each in remarks(results) if each.startswith("schools.csv")]
    assert found == [
        (
            "schools.csv, строка 5: школа 004 «МКОУ „Малая ООШ“» присоединена к 002, её результаты "
            "до 2024/25 отнесены к преемнику"
        ),
        (
            "schools.csv: у присоединённых школ и преемников есть результаты по одной процедуре: "
            "1 строка, числа сложены"
        ),
    ]


def test_results_of_a_school_that_is_no_more(tmp_path: Path) -> None:
    found = refused(
        file(tmp_path, "t.csv", table("002", "004", year=2025)),
        register=register(tmp_path, REGISTER),
    )
    assert found == [
        (
            "t.csv, строка 3: школы 004 «МКОУ „Малая ООШ“» с 2024/25 нет: она присоединена к 002, "
            "а результаты за 2024/25 есть"
        )
    ]


def test_a_column_may_change_by_year(tmp_path: Path) -> None:
    text = """
    id,name,year,kind,share
    1,Первая,2024,СОШ,10 %
    1,Первая новая,2025,ООШ,
    2,Вторая,2025,СОШ,20 %
    """.replace("    ", "")
    results = read(file(tmp_path, "t.csv", table("1", "2")), register=register(tmp_path, text))
    share = results.attributes["share"]
    assert results.schools.names == ("Первая новая", "Вторая")
    assert share.always is None
    assert {year: texts.tolist() for year, texts in share.by_year.items()} == {
        2024: ["10 %", None],
        2025: [None, "20 %"],
    }
    kind = results.attributes["kind"].texts(2023)
    assert kind is not None
    assert kind.tolist() == ["ООШ", "СОШ"]


def test_texts_of_the_register_know_their_rows(tmp_path: Path) -> None:
    path = file(tmp_path, "t.csv", table("002", "001"))
    results = read(path, path, register=register(tmp_path, REGISTER))
    found = results.attributes["kind"].rows_of(2024)
    assert found is not None
    assert results.sources[2].name == "schools.csv"
    assert (found.file.tolist(), found.row.tolist()) == ([2, 2, 2], [2, 3, 4])
    yearly = "id;year;kind;share\n1;2024;СОШ;10 %\n1;2025;ООШ;\n2;2025;СОШ;20 %\n"
    results = read(file(tmp_path, "t.csv", table("1", "2")), register=register(tmp_path, yearly))
    share, kind = results.attributes["share"], results.attributes["kind"]
    assert {year: (each.file.tolist(), each.row.tolist()) for year, each in share.rows.items()} == {
        2024: ([1, -1], [2, 0]),
        2025: ([-1, 1], [0, 4]),
    }
    earlier = kind.rows_of(2023)
    assert earlier is not None
    assert earlier.row.tolist() == [3, 4]


def test_open_years(tmp_path: Path) -> None:
    text = "код;название;открыта;закрыта\n1;Первая;2020;2024\n2;Вторая;;\n"
    results = read(file(tmp_path, "t.csv", table("1")), register=register(tmp_path, text))
    assert results.schools.open_years == {0: (2020, 2024), 1: (0, 9999)}
    assert results.schools.registered


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("название\nПервая\n", "schools.csv: нет столбца «код»"),
        ("код\n1\n1\n", "schools.csv, строка 3, столбец «код»: код «1» повторяет строку 2"),
        ("код;название\n;Без кода\n", "schools.csv, строка 2, столбец «код»: не указан код школы"),
        (
            "код;название;псевдонимы\n1;Первая;школа\n2;Вторая;первая\n",
            "schools.csv, строка 3: псевдоним «первая» называет и школу «1»",
        ),
        (
            "код;преемник;с года\n1;7;2024\n",
            "schools.csv, строка 2: преемника «7» нет в реестре",
        ),
        (
            "код;преемник\n1;2\n2;\n",
            "schools.csv, строка 2, столбец «преемник»: не указано, с какого года",
        ),
        (
            "код;преемник;с года\n1;2;2024\n2;1;2024\n",
            "schools.csv, строка 2: преемники идут по кругу: 1 → 2 → 1",
        ),
        (
            "код;исключить\n1;вечерняя\n",
            "schools.csv, строка 2, столбец «исключить»: «вечерняя»: нужно «да» или «нет»",
        ),
        (
            "код;открыта\n1;давно\n",
            (
                "schools.csv, строка 2, столбец «открыта»: «давно» не учебный год; пишут 2025, "
                "2024/25 или 2024-2025"
            ),
        ),
        (
            "код;открыта;закрыта\n1;2024;2020\n",
            "schools.csv, строка 2, столбец «закрыта»: закрыта в 2020 году, а открыта в 2024",
        ),
        (
            "код;год\n1;2024\n1;2024\n",
            "schools.csv, строка 3, столбец «код»: школа «1» за 2023/24 уже есть в строке 2",
        ),
    ],
)
def test_a_bad_register(tmp_path: Path, text: str, fault: str) -> None:
    assert faults_of(tmp_path, text)[0] == fault


def test_names_alone_may_repeat(tmp_path: Path) -> None:
    text = "код;название\n1;СОШ № 1\n2;СОШ № 1\n"
    found = refused(file(tmp_path, "t.csv", table("СОШ № 1")), register=register(tmp_path, text))
    assert found == [
        "t.csv, строка 2, столбец «школа»: название «СОШ № 1» носят школы «1» и «2»; укажите код"
    ]


def test_an_attribute_that_the_register_lacks(tmp_path: Path) -> None:
    found = refused(
        file(tmp_path, "t.csv", table("1")),
        register=register(tmp_path, "код;название\n1;Первая\n"),
        more="population: {exclude: {kind: [вечерняя]}}\n",
    )
    assert found == ["методике нужен столбец «вид» (kind: исключения), а его нет"]


def test_municipality_from_the_tables(tmp_path: Path) -> None:
    text = table("1").replace("школа", "школа;район").replace("1;2024", "1;Южный;2024")
    results = read(
        file(tmp_path, "t.csv", text), register=register(tmp_path, "код;название\n1;Первая\n")
    )
    assert results.schools.municipalities == ("Южный",)


def test_a_missing_register(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_register(tmp_path / "нет.csv")
    assert said(caught.value) == ["нет.csv: файл не найден"]


CODED = """
код;название;логин;код РЦОИ;ОГРН
001;МБОУ «Первая»;sch990001;501001;1027700566761
002;МБОУ «Вторая»;sch990002;501002;1027739314734
002ф;Филиал «Второй»;;;1027739314734
"""


@pytest.mark.parametrize("text", ["sch990001", "edu990001", "501001", "1027700566761", "001"])
def test_a_school_is_found_by_any_of_its_ids(tmp_path: Path, text: str) -> None:
    results = read(file(tmp_path, "t.csv", table(text)), register=register(tmp_path, CODED))
    assert [each[0] for each in rows(results, "participants")] == ["001"]
    assert not any("записана как" in each for each in remarks(results))


def test_a_number_shared_with_a_branch_names_no_school(tmp_path: Path) -> None:
    found = refused(
        file(tmp_path, "t.csv", table("1027739314734")), register=register(tmp_path, CODED)
    )
    assert found[0].startswith("t.csv, строка 2, столбец «школа»: школа «1027739314734» не найдена")


def test_codes_of_a_register_are_checked(tmp_path: Path) -> None:
    assert faults_of(tmp_path, CODED.replace("700566761", "700566762")) == [
        "schools.csv, строка 2, столбец «ОГРН»: «1027700566762»: контрольная цифра ОГРН не сходится"
    ]
    assert faults_of(tmp_path, CODED.replace("sch990002", "edu990001")) == [
        "schools.csv, строка 2: код «sch990001» называет и школу «002»",
        "schools.csv, строка 3: код «edu990001» называет и школу «001»",
    ]


@pytest.mark.parametrize("name", ["", "501001"])
def test_a_school_without_a_name_is_unfinished(tmp_path: Path, name: str) -> None:
    assert faults_of(tmp_path, f"код;название\n001;Первая\n501001;{name}\n") == [
        "schools.csv, строка 3: у школы «501001» нет названия"
    ]
    assert register(tmp_path, "код\n501001\n").entries[0].name == "501001"


def test_a_register_of_logins_alone(tmp_path: Path) -> None:
    text = "логин;название\nsch990001;Первая\n"
    results = read(file(tmp_path, "t.csv", table("edu990001")), register=register(tmp_path, text))
    assert results.schools.ids == ("sch990001",)


def test_the_encoding_of_the_tables_helps_a_register_that_does_not_tell_its_own(
    tmp_path: Path,
) -> None:
    path = tmp_path / "schools.csv"
    path.write_bytes("id;name\n1;МО\n".encode("koi8-r"))
    with pytest.raises(TableError) as caught:
        read_register(path)
    (told,) = said(caught.value)
    assert told.startswith("schools.csv: кодировка не ясна: возможны cp1251, koi8-r")
    assert [each.name for each in read_register(path, "koi8-r").entries] == ["МО"]
    path.write_text("id;name\n1;Школа № 1\n", "utf-8")
    assert [each.name for each in read_register(path, "cp1251").entries] == ["Школа № 1"]


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ("Всего;2", []),
        (";Итого: ;2", []),
        ("Всего школ", []),
        (
            "Всего;3",
            ["schools.csv, строка 4: в итоге 3, а строк со школами 2, итог не использован"],
        ),
    ],
)
def test_totals_below_the_register_are_no_schools(
    tmp_path: Path, total: str, said: list[str]
) -> None:
    text = f"код;название;вид\n001;Первая СОШ;СОШ\n002;Вторая СОШ;СОШ\n{total}\n"
    found = register(tmp_path, text)
    assert [each.id for each in found.entries] == ["001", "002"]
    spoken = [f"{each.place.in_words()}: {each.text}, {each.done}" for each in found.remarks]
    passed = "schools.csv, строка 4: 1 строка с итогами и средними, пропущены"
    assert [each.replace("\u00a0", " ") for each in spoken] == [passed, *said]


def test_a_register_of_totals_alone_is_empty(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="нет ни одной строки"):
        register(tmp_path, "код;название\nВсего;2\n")
