"""Schools that look like one, spelled in two ways, where there is no register."""

from pathlib import Path
from typing import Any

import pytest

from tests.tables.reading import HEADER, file, read, register, remarks

ROW = "{};{};ВПР;математика;5;4;{}\n"


def told(folder: Path, first: str, second: str, **options: Any) -> list[str]:  # noqa: ANN401 - passed on
    marks = options.pop("marks", "1;1;1;1")
    year = options.pop("year", 2024)
    text = HEADER + ROW.format(first, 2025, "1;1;1;1") + ROW.format(second, year, marks)
    found = read(file(folder, "t.csv", text), **options)
    return [each for each in remarks(found) if "похоже на одну школу" in each]


SAME = ("МКОУ «Озёрная СОШ»", "МКОУ Озерная средняя общеобразовательная школа")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        SAME,
        ("Озерная СОШ", "Муниципальное казенное общеобразовательное учреждение Озерная СОШ"),
        ("МБОУ «СОШ № 2»", "МБОУ «Средняя школа №2»"),
        ("Староберезовская ООШ", "Старобрезовская ООШ"),
    ],
)
def test_one_school_in_two_spellings(tmp_path: Path, first: str, second: str) -> None:
    (said,) = told(tmp_path, first, second)
    assert "считаются разными; если это одна, впишите псевдоним в реестр" in said
    assert told(tmp_path, first, second, year=2025)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("СОШ № 2", "СОШ № 12"),
        ("Озерная СОШ", "Озерная ООШ"),
        ("Озерная СОШ", "Горная СОШ"),
        ("Озерная СОШ", "Филиал Озерная СОШ"),
        ("001", "002"),
    ],
)
def test_other_schools_are_not_told(tmp_path: Path, first: str, second: str) -> None:
    assert told(tmp_path, first, second) == []


def test_results_that_contradict_are_of_two_schools(tmp_path: Path) -> None:
    assert told(tmp_path, *SAME, year=2025, marks="0;2;1;1") == []


def test_a_register_tells_schools_apart(tmp_path: Path) -> None:
    names = "\n".join(f"{code};{name}" for code, name in enumerate(SAME, 1))
    assert told(tmp_path, *SAME, register=register(tmp_path, f"код;название\n{names}\n")) == []


def test_of_three_spellings_each_is_told_with_one_other(tmp_path: Path) -> None:
    text = """
    школа;название;год;процедура;предмет;класс;участников;2;3;4;5
    sch990001;МБОУ «Первая СОШ»;2025;ВПР;математика;5;4;1;1;1;1
    МБОУ «Первая СОШ»;;2024;ВПР;математика;5;4;1;1;1;1
    Первая СОШ;;2023;ВПР;математика;5;4;1;1;1;1
    """
    found = read(file(tmp_path, "t.csv", text)).remarks
    assert [each.text for each in found if each.code == "R-twin"] == [
        (
            "похоже на одну школу: «МБОУ „Первая СОШ“» (код sch990001) и "
            "«МБОУ „Первая СОШ“» (без кода)"
        ),
        "похоже на одну школу: «МБОУ „Первая СОШ“» и «Первая СОШ»",
    ]


def test_pairs_of_one_name_are_told_apart_by_code(tmp_path: Path) -> None:
    text = """
    школа;название;год;процедура;предмет;класс;участников;2;3;4;5
    1;МБОУ «Первая СОШ»;2025;ВПР;математика;5;4;1;1;1;1
    2;МБОУ «Первая СОШ»;2024;ВПР;математика;5;4;1;1;1;1
    Первая СОШ;;2023;ВПР;математика;5;4;1;1;1;1
    """
    found = read(file(tmp_path, "t.csv", text)).remarks
    assert [each.text for each in found if each.code == "R-twin"] == [
        "похоже на одну школу: «МБОУ „Первая СОШ“» и «Первая СОШ»",
        "похоже на одну школу: «МБОУ „Первая СОШ“» (код 2) и «Первая СОШ» (без кода)",
    ]
