"""Columns of persons, told by their headers or by the look of their cells.

A school-level table keeps every column as an attribute of the school; a pupil must not become one.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, compress
from typing import TypeVar

from shnor_cli.model import Remark
from shnor_cli.tables.layouts.headers import is_personal, role_of
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.people import PERSON
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import literal

_Key = TypeVar("_Key")
_ENOUGH = 4
"""A column is of persons where one filled cell of so many looks like one."""


def are_persons(cells: Collection[str]) -> bool:
    """Whether the filled cells of a column are persons or their documents."""
    alike = sum(re.fullmatch(PERSON, cell.strip()) is not None for cell in cells)
    return alike * _ENOUGH >= len(cells) > 0


def without_persons(scratch: Scratch, named: Named) -> Named:
    """Leave persons out of what becomes attributes of schools, with a remark on each column."""
    by_year = chain(*(columns.values() for columns in named.by_year.values()))
    columns = [each for each in (*named.attributes.values(), *by_year) if each.position is not None]
    persons = [each for each in columns if _is_told(each.label)]
    unclear = [each for each in columns if each not in persons and each.kind == "VARCHAR"]
    persons += _shown(scratch, named, unclear)
    return named._replace(
        attributes=_without(persons, named.attributes),
        by_year={name: _without(persons, years) for name, years in named.by_year.items()},
        remarks=(*named.remarks, *(_remark(named, each) for each in persons)),
    )


def _is_told(header: str) -> bool:
    return is_personal(header, of_pupils=False) or role_of(header) == "pupil"


def _shown(scratch: Scratch, named: Named, columns: Sequence[Field]) -> list[Field]:
    """Return the columns whose cells look like persons."""
    if not columns:
        return []
    looks = literal(f"\\s*(?:{PERSON})\\s*")
    counts = ", ".join(
        f"count(*) FILTER (regexp_full_match({each.sql}, {looks})) * {_ENOUGH} >= "
        f"greatest(1, count(nullif(trim({each.sql}), '')))"
        for each in columns
    )
    shown = scratch.row(f"SELECT {counts} FROM {named.container.relation}")
    return list(compress(columns, shown))


def _without(persons: Sequence[Field], columns: Mapping[_Key, Field]) -> dict[_Key, Field]:
    return {key: each for key, each in columns.items() if each not in persons}


def _remark(named: Named, column: Field) -> Remark:
    place = named.container.place(column=column.label)
    return Remark(place, "столбец с личными данными", "не прочитан", "R-personal")
