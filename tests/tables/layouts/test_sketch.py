"""A first draft of a layout, drawn from a table."""

from pathlib import Path

import pytest

from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.declared import read_layout
from shnor_cli.tables.layouts.headers import role_of
from shnor_cli.tables.layouts.sketch import sketch
from shnor_cli.tables.opening import read_table
from tests.tables.reading import everything, file, read

TABLE = """
школа;год;процедура;предмет;класс;участников;2;3;4;5
001;2025;ВПР;математика;5;10;1;2;3;4
002;2025;ВПР;математика;5;4;1;1;1;1
"""


def sketched(path: Path) -> str:
    return sketch(read_table(Input.alone(path), lambda header: role_of(header) is not None))


def test_a_draft_of_a_plain_table_reads_it_alike(tmp_path: Path) -> None:
    table = file(tmp_path, "t.csv", TABLE)
    draft = file(tmp_path, "layout.yaml", sketched(table))
    assert everything(read(table, layout=read_layout(draft))) == everything(read(table))


def test_what_is_not_found_is_asked_for(tmp_path: Path) -> None:
    table = "Код школы;Период;Участников;Сдали\n001;2024/25;10;3\n"
    asked = "# Не найдены, допишите столбец или {value: ...}:"
    assert sketched(file(tmp_path, "t.csv", table)).splitlines() == [
        "# Черновик разметки таблицы t.csv: проверьте каждую строку.",
        "# Ключи описаны в docs/tables.md (папку docs положит рядом shnor init).",
        f"{asked} procedure (процедура), subject (предмет).",
        "# Слева в categories — категория шкалы методики, справа — столбец.",
        "rows: assessment",
        "school: Код школы",
        "year: Период",
        "participants: Участников",
        "categories:",
        "  Сдали: Сдали",
    ]


OWN = """
№ п/п;Наименование ОО;Писали работу;Кол-во «2»;Кол-во «3»;Кол-во «4»;Кол-во «5»;Успев., %;Качество
1;МКОУ Заречная СОШ № 1;22;3;6;9;4;86;59
2;МКОУ Дальняя СОШ;3;0;1;1;1;100;67
"""


def test_the_counts_of_an_office_s_own_table_are_marks(tmp_path: Path) -> None:
    drawn = sketched(file(tmp_path, "t.csv", OWN))
    assert drawn[drawn.index("rows:") :].splitlines() == [
        "rows: assessment",
        "name: Наименование ОО",
        "participants: Писали работу",
        "categories:",
        *(f"  '{mark}': Кол-во «{mark}»" for mark in "2345"),
        "ignore:",
        "- № п/п",
        "- Успев., %",
        "- Качество",
    ]
    assert "year (год), procedure (процедура), subject (предмет)" in drawn


def test_personal_columns_are_ignored_and_no_cell_is_shown(tmp_path: Path) -> None:
    table = "Школа;Фамилия;Год;Отметка;Примечание\n001;Тайнова;2025;2;болела Тайнова\n"
    drawn = sketched(file(tmp_path, "t.csv", table))
    assert "ignore:\n- Примечание\n- Фамилия\n" in drawn
    assert "Тайнова" not in drawn


PORTAL = """
ID;AdmArea;District;Kind;EDU_NAME;YEAR;Address;LINK
1;Северный округ;район Аэропорт;школа;ГБОУ «Школа № 426»;2016;г. Дальний;{1, value=Школа № 426}
2;Северный округ;район Беговой;школа;ГБОУ «Лицей № 7»;2016;г. Дальний;{2, value=Лицей № 7}
3;Южный округ;район Донской;школа;ГБОУ «Гимназия № 1»;2016;г. Дальний;{3, value=null}
"""


def test_names_and_municipalities_are_told_by_their_words(tmp_path: Path) -> None:
    table = file(tmp_path, "t.csv", PORTAL)
    drawn = sketched(table)
    for line in ("school: ID", "name: EDU_NAME", "municipality: AdmArea", "year: YEAR"):
        assert f"\n{line}\n" in drawn
    schools = read(table, layout=read_layout(file(tmp_path, "layout.yaml", drawn))).schools
    assert schools.names[1] == "ГБОУ «Лицей № 7»"
    assert schools.municipalities[2] == "Южный округ"


def test_a_kind_of_school_is_no_name_and_an_address_no_municipality(tmp_path: Path) -> None:
    table = "ID;YEAR;Kind;Where\n" + "".join(
        f"{each};2016;СОШ;район Донской, дом {each}\n" for each in range(3)
    )
    drawn = sketched(file(tmp_path, "t.csv", table))
    assert "name:" not in drawn
    assert "municipality:" not in drawn


@pytest.mark.parametrize("wrote", ["Кол-во писавших;", "Сдававших экзамен;", ""])
def test_a_row_for_each_subject_is_of_assessments(tmp_path: Path, wrote: str) -> None:
    """It was drafted as a table of schools by years, whose rows contradicted each other."""
    count = "10;" if wrote else ""
    table = (
        f"ОО;Учебный год;Предмет;{wrote}На 2;На 3;На 4;На 5\n"
        f"Первая СОШ;2024/2025;русский язык;{count}1;2;3;4\n"
        f"Первая СОШ;2024/2025;математика;{count}1;2;3;4\n"
    )
    drawn = sketched(file(tmp_path, "t.csv", table))
    assert "rows: assessment\nschool: ОО\nyear: Учебный год\nsubject: Предмет\n" in drawn
    assert drawn.endswith("".join(f"  '{mark}': На {mark}\n" for mark in "2345"))
    assert ("participants (участников)" in drawn) == (not wrote)
    assert not wrote or f"participants: {wrote[:-1]}\n" in drawn


def test_columns_of_years_side_by_side(tmp_path: Path) -> None:
    """A column of the second year was drafted as a category of marks."""
    table = (
        "Наименование ОО;Математика 2024, сдавало;Математика 2023/24 уч. год, «2»;"
        "Математика 2025, сдавало;Математика 2024/25 уч. год, «2»;План 2024-26\n"
        "Первая СОШ;10;3;12;5;да\n"
    )
    path = file(tmp_path, "t.csv", table)
    drawn = sketched(path)
    assert drawn[drawn.index("rows:") :].splitlines() == [
        "rows: school-year",
        "name: Наименование ОО",
        "by_year:",
        "  Математика, сдавало:",
        "    2024: Математика 2024, сдавало",
        "    2025: Математика 2025, сдавало",
        "  Математика, «2»:",
        "    2024: Математика 2023/24 уч. год, «2»",
        "    2025: Математика 2024/25 уч. год, «2»",
    ]
    assert "Не найдены" not in drawn
    results = read(path, layout=read_layout(file(tmp_path, "layout.yaml", drawn)))
    assert set(results.attributes) == {"Математика, сдавало", "Математика, «2»", "План 2024-26"}


def test_a_column_of_persons_makes_rows_of_pupils(tmp_path: Path) -> None:
    table = "Школа;Год;{};РУ;Сила\n001;2025;Секретов Пётр;4;1\n002;2025;Тайнова Анна;3;2\n"
    for header in ("Ученик", "Ребёнок", "ФИО"):
        drawn = sketched(file(tmp_path, "t.csv", table.format(header)))
        assert drawn[drawn.index("rows:") :].splitlines() == [
            "rows: pupil",
            "school: Школа",
            "year: Год",
            "subjects:",
            "  русский язык: РУ",
            "ignore:",
            "- Сила",
            f"- {header}",
        ]


def test_a_headmaster_is_no_pupil(tmp_path: Path) -> None:
    table = "Школа;Год;Директор;Сила\n001;2025;Секретов Пётр;1\n"
    drawn = sketched(file(tmp_path, "t.csv", table))
    assert "rows: school-year\n" in drawn
    assert drawn.endswith("ignore:\n- Директор\n")
