"""Schools that the register lacks are told with what is like them, in a bounded time."""

from pathlib import Path
from time import perf_counter

import pytest

from tests.tables.reading import HEADER, file, refused, register

REGISTER = """
код;название;логин
117001;Первая СОШ;sch240011
117010;Вечерняя школа;sch240010
117008;Гимназия;sch241234
"""


@pytest.mark.parametrize(
    ("code", "alike"),
    [
        ("117999", ""),
        ("117003", ". Похожие коды: 117001 «Первая СОШ», 117008 «Гимназия»"),
        ("171001", ". Похожие коды: 117001 «Первая СОШ»"),
        ("edu241243", ". Похожие коды: sch241234 «Гимназия»"),
        ("17001", ""),
    ],
)
def test_a_bare_code_is_compared_with_codes(tmp_path: Path, code: str, alike: str) -> None:
    table = file(tmp_path, "t.csv", f"{HEADER}{code};2025;ВПР;математика;5;4;1;1;1;1\n")
    (found,) = refused(table, register=register(tmp_path, REGISTER))
    assert found.endswith(f"школа «{code}» не найдена в реестре{alike}")


def test_thousands_of_unknown_names_are_told_soon(tmp_path: Path) -> None:
    schools = "\n".join(f"{number};Верхнеозёрская СОШ № {number}" for number in range(1000))
    known = register(tmp_path, f"код;название\n{schools}\n")
    row = "Нижнеборская СОШ № {};2025;ВПР;математика;5;4;1;1;1;1\n"
    table = file(tmp_path, "t.csv", HEADER + "".join(map(row.format, range(1000))))
    begin = perf_counter()
    found = refused(table, register=known)
    assert perf_counter() - begin < 20  # minutes, if each were compared with each
    assert "Похожие" in found[0]
    assert found[-1] == "t.csv: и ещё 990 таких мест"
