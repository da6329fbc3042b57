"""Rows that are no schools' where a school should stand: totals (итоги), groups, parts of pupils.

They are told by the distinct keys of a table alone. In sheets and small files the totals that stand
in the first cell are found row by row before, see `finding`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import fold, join_and, plural, quote
from shnor_cli.tables.faults import Faults, shortened
from shnor_cli.tables.keys import Keys, Raw, is_one_of, key_sql, school_field
from shnor_cli.tables.layouts.named import Named
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import is_total, no_schools

_NAMED = 5
"""Texts that are no plain totals and are named in the remark."""
_HINT = "Уберите строку итога или исправьте название школы."


class Totals(NamedTuple):
    """Keys of rows of totals."""

    schools: frozenset[Raw]
    names: frozenset[Raw]
    """Names of rows that name no school besides."""
    blanks: frozenset[Raw]
    """What stands in place of the school in these."""


def without_totals(
    scratch: Scratch, named: Named, said: Keys, faults: Faults
) -> tuple[Named, Remark] | None:
    """Leave out rows of totals; None where there are none.

    `said` is what distinct rows say of schools. A school with a code that is called as a total goes
    to the faults.
    """
    container = named.container
    place = next((i for i, each in enumerate(said.fields) if each == named.fields.get("name")), 0)
    schools = said.texts[0]
    own = frozenset(_totals(said.raws[0], schools))
    odd = frozenset(_totals(said.raws[place], said.texts[place])) if place else own
    if not (odd or own):
        return None
    both = list(zip(said.raws[0], schools, said.raws[place], strict=True))
    coded = [(raw, text) for raw, text, name in both if name in odd and text and raw not in own]
    faults += _named_so(scratch, named, dict(coded))
    blanks = {raw for raw, text, name in both if name in odd and not text}
    totals = Totals(own, odd, frozenset(blanks))
    asked = named.uncounted or named
    row, count = scratch.row(
        f'SELECT min("row"), count(*) FROM {asked.container.relation} WHERE {_of(asked, totals)}'
    )
    if not count:
        return None
    groups = _groups(totals, said, place)
    of_what = f"групп и частей школ: {groups}" if groups else "с итогами и средними"
    text = f"{plural(count, 'строка', 'строки', 'строк')} {of_what}"
    return _left(named, totals), Remark(container.place(row), text, "пропущены", "R-total")


def _totals(raws: Sequence[Raw], texts: Sequence[str | None]) -> Iterator[Raw]:
    """Yield the cells that are called as no school is."""
    odd = no_schools(list(filter(None, texts)))
    if odd:
        yield from (raw for raw, text in zip(raws, texts, strict=True) if text in odd)


def _groups(totals: Totals, said: Keys, place: int) -> str:
    """Name what is left out, where it is more than plain totals."""
    keys = [*zip(said.raws[0], said.texts[0], strict=True)]
    names = [*zip(said.raws[place], said.texts[place], strict=True)]
    left = [text or "" for raw, text in keys if raw in totals.schools]
    left += [text or "" for raw, text in names if totals.blanks and raw in totals.names]
    if all(is_total(fold(text)) for text in left):
        return ""
    shown = list(dict.fromkeys(map(quote, left)))
    more = [f"ещё {len(shown) - _NAMED}"] if len(shown) > _NAMED else []
    return join_and([*shown[:_NAMED], *more])


def _of(named: Named, totals: Totals) -> str:
    school = key_sql(school_field(named))
    condition = is_one_of(school, sorted(totals.schools, key=str))
    if totals.blanks and "name" in named.fields:
        name = key_sql(named.fields["name"])
        blank = is_one_of(school, sorted(totals.blanks, key=str))
        condition += f" OR ({blank} AND {is_one_of(name, sorted(totals.names, key=str))})"
    return f"coalesce({condition}, false)"


def _left(named: Named, totals: Totals) -> Named:
    relation = f"(SELECT * FROM {named.container.relation} WHERE NOT {_of(named, totals)})"
    return named._replace(
        container=named.container._replace(relation=relation),
        uncounted=named.uncounted and _left(named.uncounted, totals),
    )


def _named_so(scratch: Scratch, named: Named, coded: dict[Raw, str]) -> Iterator[Problem]:
    most = scratch.most.problems
    place = named.container.place(column=named.fields["name"].label if coded else "")
    problems = [
        Problem(place, f"школа {quote(text)} названа как итог", _HINT, "T-037")
        for text in sorted(set(coded.values()))[:most]
    ]
    yield from shortened(problems, len(coded))
