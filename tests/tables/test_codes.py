"""The catalogue of codes and the sources agree."""

import ast
import re
from pathlib import Path

import pytest

import shnor_cli
from shnor_cli.errors import Place, Problem
from shnor_cli.tables import codes
from shnor_cli.tables.codes import CODES
from shnor_cli.tables.faults import error_of, shortened

SOURCES = Path(shnor_cli.__file__).parent
TABLES = SOURCES / "tables"
FIELDS = 4
"""Place, what, how to mend or what was done, code."""
_CODE = re.compile(r'"([TRQ]-[A-Za-z0-9-]+)"')


def used() -> set[str]:
    paths = [path for path in SOURCES.rglob("*.py") if path != Path(codes.__file__)]
    return {code for path in paths for code in _CODE.findall(path.read_text(encoding="utf-8"))}


def test_every_code_that_is_used_is_in_the_catalogue_and_every_other_is_not() -> None:
    assert sorted(used() ^ set(CODES)) == []


def test_no_kind_has_two_codes() -> None:
    titles = [kind.title for kind in CODES.values()]
    assert sorted(titles) == sorted(set(titles))


def test_every_kind_says_everything_and_every_problem_how_it_is_mended() -> None:
    assert [code for code, kind in CODES.items() if not (kind.title and kind.allowed)] == []
    assert [code for code, kind in CODES.items() if code[0] == "T" and not kind.mend] == []


@pytest.mark.parametrize("path", sorted(TABLES.rglob("*.py")), ids=lambda path: path.stem)
def test_whatever_is_found_in_tables_has_a_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    made = [each for each in calls if getattr(each.func, "id", "") in {"Problem", "Remark", "one"}]
    coded = [each for each in made if any(name.arg == "code" for name in each.keywords)]
    bare = [each.lineno for each in made if each not in coded and len(each.args) < FIELDS]
    assert bare == []


@pytest.mark.parametrize("path", sorted(TABLES.rglob("*.py")), ids=lambda path: path.stem)
def test_no_place_repeats_how_its_kind_is_mended(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    texts = [
        {
            str(arg.value)
            for arg in (*each.args, *(name.value for name in each.keywords))
            if isinstance(arg, ast.Constant)
        }
        for each in calls
    ]
    both = ((code, each) for each in texts for code in each & CODES.keys())
    assert [code for code, each in both if CODES[code].mend in each] == []


def test_an_error_says_how_its_kind_is_mended_where_it_does_not_say_itself() -> None:
    place = Place("а.csv", row=2)
    own = Problem(place, "нет числа", "Впишите его.", "T-060")
    bare = [Problem(place._replace(row=row), "повтор", code="T-050") for row in (3, 4)]
    assert str(error_of([own, *shortened(bare, 7)])).splitlines()[1:] == [
        "а.csv, строка 2: нет числа.",
        "Впишите его.",
        "а.csv, строка 3: повтор.",
        "а.csv, строка 4: повтор.",
        CODES["T-050"].mend,
        "а.csv: и ещё 5\u00a0таких мест.",
    ]


def test_codes_stand_by_severity() -> None:
    letters = [code[0] for code in CODES]
    order = list(codes.SEVERITIES)
    assert letters == sorted(letters, key=order.index)
