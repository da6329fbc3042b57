"""YAML layouts: every key does what it says."""

from pathlib import Path

import pytest

from shnor_cli.errors import MethodologyError
from shnor_cli.model import Attribute, Results
from tests.tables.reading import HEADER, file, layout, read, refused, register, remarks, rows


def drawn(text: str) -> str:
    """Take the indent of a table drawn inside a test away."""
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


def texts(results: Results, name: str) -> dict[int, list[str | None]]:
    attribute = results.attributes[name]
    always = {} if attribute.always is None else {0: attribute.always.tolist()}
    return always | {year: values.tolist() for year, values in attribute.by_year.items()}


ASSESSMENTS = """
rows: assessment
school: [Район, ОО]
name: Имя
municipality: Район
year: {column: Период, match: "(....-....)"}
procedure: {value: ВПР}
subject: {column: Код предмета, map: {"1": русский язык, "2": математика}}
grade: {column: Класс, map: {К: 0}}
participants: Писали
enrolled: Всего
categories: {"2": Двойки}
ignore: [Прочее]
"""

ASSESSMENT_TABLE = drawn("""
    Район;ОО;Имя;Период;Код предмета;Класс;Писали;Всего;Двойки;Прочее
    01;001;Первая;уч. г. 2024-2025;1;5;10;12;3;a
    01;002;Вторая;уч. г. 2024-2025;2;К;5;5;;b
""")


def test_rows_of_assessments(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", ASSESSMENT_TABLE), layout=layout(tmp_path, ASSESSMENTS))
    assert rows(results, "participants", "enrolled", "c0") == [
        ("01-001", 2025, "ВПР, русский язык, 5 класс", 10, 12, 3),
        ("01-002", 2025, "ВПР, математика", 5, 5, None),
    ]
    assert results.schools.names == ("Первая", "Вторая")
    assert results.schools.municipalities == ("01", "01")


def test_layouts_work_on_parquet_and_big_csv(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    header, *lines = [line.split(";") for line in ASSESSMENT_TABLE.splitlines()]
    columns = dict(zip(header, map(list, zip(*lines, strict=True)), strict=True))
    counts = {"Писали": [10, 5], "Всего": [12, 5], "Двойки": [3, None], "Код предмета": [1.0, 2.0]}
    pq.write_table(pa.table(columns | counts), tmp_path / "t.parquet")
    table = file(tmp_path, "t.csv", ASSESSMENT_TABLE)
    small = rows(read(table, layout=layout(tmp_path, ASSESSMENTS)), "participants", "c0")
    parquet = read(tmp_path / "t.parquet", layout=layout(tmp_path, ASSESSMENTS))
    assert rows(parquet, "participants", "c0") == small
    monkeypatch.setattr("shnor_cli.tables.grid.BIG_CSV", 0)
    big = read(table, layout=layout(tmp_path, ASSESSMENTS))
    assert rows(big, "participants", "c0") == small


def test_blank_cells_that_are_zero(tmp_path: Path) -> None:
    made = layout(tmp_path, ASSESSMENTS + 'blank_is_zero: ["2"]\n')
    results = read(file(tmp_path, "t.csv", ASSESSMENT_TABLE), layout=made)
    assert [row[3] for row in rows(results, "c0")] == [3, 0]


def test_overlapping_categories(tmp_path: Path) -> None:
    table = drawn("""
        школа;всего;ниже;не выше тройки
        1;10;4;8
        2;10;4;11
    """)
    text = """
    rows: assessment
    school: школа
    year: {value: 2025}
    procedure: {value: ВПР}
    subject: {value: математика}
    participants: всего
    categories: {"2": ниже, "3": не выше тройки}
    """.replace("\n    ", "\n")
    made = layout(tmp_path, text + "categories_overlap: true\n")
    assert refused(file(tmp_path, "t.csv", table), layout=made) == [
        "t.csv, строка 3: участников 10, а в категории 11"
    ]
    assert refused(file(tmp_path, "t.csv", table), layout=layout(tmp_path, text)) == [
        "t.csv, строка 2: участников 10, а сумма результатов 12",
        "t.csv, строка 3: участников 10, а сумма результатов 15",
    ]


def test_rows_kept_and_rows_of_groups(tmp_path: Path) -> None:
    table = drawn("""
        тип;название;год;процедура;предмет;участников;2;3;4;5
        D;Южный район;2025;ВПР;математика;40;10;10;10;10
        S;1;2025;ВПР;математика;4;1;1;1;1
        X;закрыта;2025;ВПР;математика;н/д;;;;
    """)
    text = """
    rows: assessment
    school: название
    year: год
    procedure: процедура
    subject: предмет
    participants: участников
    categories: {"2": "2", "3": "3", "4": "4", "5": "5"}
    keep: {тип: [S]}
    groups: {municipality: {тип: [D]}, all: {тип: [T]}}
    """.replace("\n    ", "\n")
    results = read(file(tmp_path, "t.csv", table), layout=layout(tmp_path, text))
    assert [row[0] for row in rows(results, "participants")] == ["1"]
    assert results.reported is not None
    assert [row[0] for row in rows(results.reported, "participants")] == [
        "municipality=Южный район"
    ]
    assert remarks(results)[0] == "t.csv, строка 4: 1 строка — не школы и не группы, пропущены"


def test_codes_in_place_of_participants(tmp_path: Path) -> None:
    table = drawn("""
        школа;писали;двойки
        1;*;
        2;нет класса;
        3;5;*
    """)
    text = """
    rows: assessment
    school: школа
    year: {value: 2025}
    procedure: {value: ВПР}
    subject: {value: математика}
    participants: писали
    categories: {"2": двойки}
    missing: {"*": {"*": скрыто}}
    not_applicable: {писали: {нет класса: класса нет}}
    """.replace("\n    ", "\n")
    results = read(file(tmp_path, "t.csv", table), layout=layout(tmp_path, text))
    assert [(row[0], *row[3:]) for row in rows(results, "participants", "c0")] == [
        ("2", 0, None),
        ("3", 5, None),
    ]
    assert [each for each in remarks(results) if "вместо" in each] == [
        "t.csv, столбец «писали»: вместо числа стоит «*»: скрыто, строки пропущены",
        (
            "t.csv, столбец «писали»: вместо числа стоит «нет класса»: класса нет, "
            "принято за 0 участников"
        ),
        "t.csv, столбец «двойки»: вместо числа стоит «*»: скрыто, ячейки считаются пустыми",
    ]


SCHOOLS = """
rows: school-year
school: ID
name: Имя
municipality: Округ
year: Год
missing: {"*": {н/д: нет данных}, балл: {SUPP: скрыт}}
not_applicable: {балл: {NA: выпускников нет}}
blank_is_zero: [олимпиады]
derive: {kind: {column: Имя, match: "вечерн", then: вечерняя, else: обычная}}
ignore: [ссылка]
"""

SCHOOL_TABLE = drawn("""
    ID;Имя;Округ;Год;балл;олимпиады;ссылка;
    1;Первая;Север;2024-2025;50,5;;x;
    2;Вторая вечерняя;Юг;2024-2025;SUPP;3;y;
    1;Первая;Север;2023-2024;н/д;1;z;
""")


def test_school_level_tables_are_attributes_by_year(tmp_path: Path) -> None:
    results = read(file(tmp_path, "t.csv", SCHOOL_TABLE), layout=layout(tmp_path, SCHOOLS))
    assert texts(results, "балл") == {2024: ["н/д", None], 2025: ["50,5", "SUPP"]}
    assert texts(results, "олимпиады") == {2024: ["1", None], 2025: ["0", "3"]}
    assert texts(results, "kind") == {2024: ["обычная", None], 2025: ["обычная", "вечерняя"]}
    assert "ссылка" not in results.attributes
    codes = results.attributes["балл"].codes
    assert {code: (each.text, each.applicable) for code, each in codes.items()} == {
        "н/д": ("нет данных", True),
        "SUPP": ("скрыт", True),
        "NA": ("выпускников нет", False),
    }
    assert results.years == (2024, 2025)
    assert rows(results, "participants") == []
    assert results.schools.municipalities == ("Север", "Юг")


def test_a_table_without_years_holds_always(tmp_path: Path) -> None:
    table = "ID;уровень;2024;2025\n1;высокий;5;6\n2;низкий;;7\n"
    text = 'rows: school-year\nschool: ID\nby_year: {балл: {2024: "2024", 2025: "2025"}}\n'
    results = read(file(tmp_path, "t.csv", table), layout=layout(tmp_path, text))
    assert texts(results, "уровень") == {0: ["высокий", "низкий"]}
    assert texts(results, "балл") == {2024: ["5", None], 2025: ["6", "7"]}
    assert results.years == (2024, 2025)


def test_a_missing_row_that_is_zero(tmp_path: Path) -> None:
    table = "ID;Год;победители\n1;2024;2\n2;2025;\n"
    text = "rows: school-year\nschool: ID\nyear: Год\nno_row_is_zero: [победители]\n"
    results = read(file(tmp_path, "t.csv", table), layout=layout(tmp_path, text))
    assert texts(results, "победители") == {2024: ["2", "0"], 2025: ["0", "0"]}


def test_groups_of_a_school_level_table(tmp_path: Path) -> None:
    table = "вид;имя;год;балл\nшкола;1;2025;50\nрайон;Южный;2025;60\n"
    text = """
    rows: school-year
    school: имя
    year: год
    groups: {municipality: {вид: [район]}}
    """.replace("\n    ", "\n")
    results = read(file(tmp_path, "t.csv", table), layout=layout(tmp_path, text))
    assert texts(results, "балл") == {2025: ["50"]}
    assert results.reported is not None
    assert results.reported.schools.ids == ("municipality=Южный",)
    assert texts(results.reported, "балл") == {2025: ["60"]}


def test_repeated_rows_of_a_school_level_table(tmp_path: Path) -> None:
    text = "rows: school-year\nschool: ID\nyear: Год\n"
    same = file(tmp_path, "t.csv", "ID;Год;балл\n1;2025;5\n1;2025;5\n")
    results = read(same, layout=layout(tmp_path, text))
    assert remarks(results)[0] == "t.csv, строка 3: строка повторяет строку 2, учтена один раз"
    other = file(tmp_path, "t.csv", "ID;Год;балл\n1;2025;5\n1;2025;6\n")
    assert refused(other, layout=layout(tmp_path, text)) == [
        "t.csv, строка 3, столбец «балл»: школа 1 за 2024/25 уже есть в строке 2 с другим значением"
    ]


YEARLY = "rows: school-year\nschool: ID\nyear: Год\n"


def test_ready_made_numbers_know_their_file_and_row(tmp_path: Path) -> None:
    one = file(tmp_path, "a.csv", "ID;Год;балл;побед\n2;2025;5;\n\n1;2025;;3\n2;2024;7;\n")
    other = file(tmp_path, "b.csv", "ID;Год;балл;побед\n3;2025;6;\n1;2025;8;3\n2;2025;5;0\n")
    made = layout(tmp_path, YEARLY + "no_row_is_zero: [побед]\n")
    results = read(one, other, layout=made)
    assert texts(results, "балл") == {2024: [None, "7", None], 2025: ["8", "5", "6"]}
    score, prizes = results.attributes["балл"], results.attributes["побед"]
    assert _placed(score) == {2024: ([-1, 0, -1], [0, 5, 0]), 2025: ([1, 0, 1], [3, 2, 2])}
    assert _placed(prizes) == {2024: ([-1, 0, -1], [0, 5, 0]), 2025: ([0, 0, 1], [4, 2, 2])}
    assert score.rows_of(2023) is None


def _placed(attribute: Attribute) -> dict[int, tuple[list[int], list[int]]]:
    return {year: (rows.file.tolist(), rows.row.tolist()) for year, rows in attribute.rows.items()}


def test_tables_that_share_a_column_are_put_together(tmp_path: Path) -> None:
    codes = layout(tmp_path, YEARLY + 'missing: {балл: {"*": скрыто}}\n')
    one = file(tmp_path, "a.csv", "ID;Год;балл\n1;2025;5\n2;2025;\n")
    other = file(tmp_path, "b.csv", "ID;Год;балл\n2;2025;*\n")
    for files in ((one, other), (other, one)):
        results = read(*files, layout=codes)
        assert texts(results, "балл") == {2025: ["5", "*"]}
        assert results.attributes["балл"].codes["*"].text == "скрыто"


def test_tables_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    one = file(tmp_path, "a.csv", "ID;Год;балл\n1;2025;5\n")
    other = file(tmp_path, "b.csv", "ID;Год;балл\n2;2025;6\n1;2025;7\n")
    assert refused(one, other, layout=layout(tmp_path, YEARLY)) == [
        (
            "b.csv, строка 3, столбец «балл»: школа 1 за 2024/25 уже есть с другим значением: "
            "a.csv, строка 2"
        )
    ]


def test_ready_made_numbers_of_a_joined_school_are_left_out_by_name(tmp_path: Path) -> None:
    text = "код;название;преемник;с года\n1;Первая;;\n2;Вторая;1;2025\n"
    table = file(tmp_path, "t.csv", "ID;Год;балл\n1;2024;5\n2;2024;6\n")
    results = read(table, layout=layout(tmp_path, YEARLY), register=register(tmp_path, text))
    assert remarks(results)[0] == (
        "t.csv, строка 3: школа 2 присоединена к другой: 1 строка, готовые показатели не "
        "складываются и не учтены"
    )


def test_facts_and_ready_made_numbers_together(tmp_path: Path) -> None:
    plain = file(tmp_path, "a.csv", HEADER + "1;2025;ВПР;математика;5;1;1;0;0;0\n")
    table = file(tmp_path, "b.csv", "ID;Год;балл\n1;2025;5\n2;2025;6\n")
    made = layout(tmp_path, "rows: school-year\nschool: ID\nyear: Год\n")
    results = read(plain, table, layout=made)
    assert results.schools.ids == ("1", "2")
    assert texts(results, "балл") == {2025: ["5", "6"]}
    assert [row[0] for row in rows(results, "participants")] == ["1"]
    assert "прочитана как простая таблица" in remarks(results)[0]


def test_columns_that_are_not_there_or_not_named(tmp_path: Path) -> None:
    table = ASSESSMENT_TABLE.replace("Писали", "Писало").replace("Прочее", "Иное")
    assert refused(file(tmp_path, "t.csv", table), layout=layout(tmp_path, ASSESSMENTS)) == [
        "t.csv: нет столбца «Писали», названного в разметке; возможно, «Писало»",
        "t.csv: нет столбца «Прочее», названного в разметке",
    ]
    made = layout(tmp_path, ASSESSMENTS.replace("ignore: [Прочее]", ""))
    assert refused(file(tmp_path, "t.csv", ASSESSMENT_TABLE), layout=made) == [
        "t.csv, столбец «Прочее»: столбец не назван в разметке"
    ]
    made = layout(tmp_path, ASSESSMENTS.replace('{"2":', '{"6":'))
    assert refused(file(tmp_path, "t.csv", ASSESSMENT_TABLE), layout=made)[0].startswith(
        "t.csv: категории «6» нет в шкалах методики"
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rows: school\nschool: A\n", "строка 1"),
        ("rows: assessment\nschool: A\n", "нужно ещё: year, procedure, subject, participants"),
        ("rows: pupil\nschool: A\nyear: B\nprocedure: C\n", "нужно ещё: subject, mark"),
        ("rows: school-year\nschool: A\nparticipants: B\n", "не бывает при rows: school-year"),
        ("rows: school-year\nschool: A\nyear: {column: B}\n", "нужно match или map"),
        ('rows: school-year\nschool: A\nyear: {column: B, match: "x"}\n', "ровно одна часть"),
        ('rows: school-year\nschool: A\nyear: {column: B, match: "("}\n', "не читается"),
        ("rows: school-year\nschool: A\nschol: B\n", "schol"),
        ("rows: school-year\n", "нужно ещё: school"),
    ],
)
def test_a_bad_layout(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(MethodologyError) as caught:
        layout(tmp_path, text)
    assert fault in " ".join(problem.in_words() for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Ученик", ("77012", "77013")),
        ("Ребёнок", ("Секретов Пётр", "ТАЙНОВА АННА")),
        ("Кто", ("Саая Чойган Орланович", "Мамедов Р. А.")),
        ("Кто", ("А.Б. Мудрых", "-")),
        ("Номер", ("4509 123456", "45 09 № 123457")),
        ("Номер", ("112-233-445 95", "")),
    ],
)
def test_persons_are_no_attributes_of_a_school(
    tmp_path: Path, header: str, cells: tuple[str, str]
) -> None:
    text = f"ID;Год;{header};балл\n001;2025;{cells[0]};4\n002;2025;{cells[1]};5\n"
    results = read(file(tmp_path, "t.csv", text), layout=layout(tmp_path, YEARLY))
    assert list(results.attributes) == ["балл"]
    assert remarks(results)[0] == (
        f"t.csv, столбец «{header}»: столбец с личными данными, не прочитан"
    )


@pytest.mark.parametrize(
    "cells", ["г. Владимир", "село Мария", "Сосновый Бор", "школа имени Глеба", "07.09.2013"]
)
def test_places_are_no_persons(tmp_path: Path, cells: str) -> None:
    text = f"ID;Год;где\n001;2025;{cells}\n"
    results = read(file(tmp_path, "t.csv", text), layout=layout(tmp_path, YEARLY))
    assert texts(results, "где") == {2025: [cells]}


def test_persons_of_each_year_are_no_attributes(tmp_path: Path) -> None:
    text = "ID;2024;2025\n001;Секретов Пётр;Тайнов Иван\n"
    made = 'rows: school-year\nschool: ID\nby_year: {лучший: {2024: "2024", 2025: "2025"}}\n'
    assert not read(file(tmp_path, "t.csv", text), layout=layout(tmp_path, made)).attributes


def test_a_pupil_is_no_school(tmp_path: Path) -> None:
    made = layout(tmp_path, "rows: school-year\nschool: Ученик\nyear: Год\n")
    assert refused(file(tmp_path, "t.csv", "Ученик;Год;балл\nТайнов;2025;4\n"), layout=made) == [
        "t.csv, столбец «Ученик»: в разметке назван школой столбец учеников"
    ]
