"""The catalogue of codes and the sources agree."""

import ast
import re
from pathlib import Path

import pytest

import shnor_cli
from shnor_cli.tables import codes
from shnor_cli.tables.codes import CODES

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


def test_codes_stand_by_severity() -> None:
    letters = [code[0] for code in CODES]
    order = list(codes.SEVERITIES)
    assert letters == sorted(letters, key=order.index)
