"""What tables call a school beside its code, held against the register.

A code and a name of two schools are an error: which of the two is wrong, only the office knows. A
name that the register does not have leaves the code to decide, with a remark.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli.errors import Problem
from shnor_cli.model import Remark
from shnor_cli.russian import number, quote
from shnor_cli.tables.entries import Entry, Register
from shnor_cli.tables.faults import EVERY, hidden, shortened
from shnor_cli.tables.keys import Raw, rows_of_pairs, times
from shnor_cli.tables.names import words_of
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import fold_school

if TYPE_CHECKING:
    from shnor_cli.tables.preparing import Prepared

Pair = tuple[str, str]
"""Text of a key column, and the name beside it."""

_HINT = "Исправьте код или название: иначе результаты достанутся другой школе."


class Called(NamedTuple):
    """Names that are not those of the school of the code, each with what is said of it."""

    contrary: Mapping[Pair, str]
    """The name is that of another school."""
    unlisted: Mapping[Pair, str]
    """The name is not in the register."""


def called(pairs: Mapping[Pair, str], owners: Mapping[str, Entry], register: Register) -> Called:
    """Hold pairs, each with the district of its rows, against the register.

    `owners` are the schools of the codes.
    """
    contrary, unlisted = {}, {}
    for (text, name), district in pairs.items():
        own, folded = owners[text], fold_school(name)
        other = register.by_text.get(folded)
        if own in register.by_name.get(folded, ()) or _are_one(own, other, register):
            continue
        if other is not None and _is_another(other, own, district):
            said = f"название другой школы: {other.id} {quote(other.name)}"
            contrary[text, name] = f"{quote(text)} — это {quote(own.name)}, а {said}"
        elif not _is_like(name, own):
            said = f"названа она {quote(name)}"
            unlisted[text, name] = f"{quote(text)} — это {quote(own.name)}, а {said}"
    return Called(contrary, unlisted)


def _are_one(own: Entry, other: Entry | None, register: Register) -> bool:
    """Whether two schools are one by now."""
    return other is not None and register.final(own).id == register.final(other).id


def _is_another(other: Entry, own: Entry, district: str) -> bool:
    """Whether a name is that of another school and not of a branch or of a namesake elsewhere."""
    is_branch = bool(own.ogrn) and own.ogrn == other.ogrn
    is_elsewhere = bool(district and other.municipality) and district != other.municipality
    return not (is_branch or is_elsewhere)


def _is_like(name: str, school: Entry) -> bool:
    words = words_of(name)
    return any(words == words_of(each) for each in (school.name, *school.aliases))


def contrary_rows(scratch: Scratch, each: "Prepared", found: Called) -> Iterator[Problem]:
    """Yield a problem for each code that stands beside the name of another school."""
    container, school = each.named.container, each.named.fields["school"]
    pairs = _pairs(each, found.contrary)
    problems = [
        Problem(
            container.place(row or None, school.label),
            f"{pairs[pair]}{times(count)}",
            _HINT,
            "T-038",
        )
        for pair, row, count in rows_of_pairs(
            scratch, each.named, list(pairs), scratch.most.problems
        )
    ]
    yield from shortened(problems, len(pairs))


def unlisted_rows(scratch: Scratch, each: "Prepared", found: Called) -> Iterator[Remark]:
    """Yield a remark for each name that the register does not have, or one where few are wanted."""
    container, name = each.named.container, each.named.fields["name"]
    pairs = _pairs(each, found.unlisted)
    is_one = scratch.most != EVERY
    rows = rows_of_pairs(scratch, each.named, list(pairs), scratch.most.remarks)
    more = f"; таких названий в таблице {number(len(pairs))}" if is_one and len(pairs) > 1 else ""
    for pair, row, _ in rows[:1] if is_one else rows:
        said = hidden(pairs[pair], pair[1]) if each.named.unit == "pupil" else pairs[pair]
        place = container.place(row or None, name.label)
        yield Remark(place, f"{said}{more}", "школа взята по коду", "R-name")


def _pairs(each: "Prepared", said: Mapping[Pair, str]) -> Mapping[tuple[Raw, Raw], str]:
    """Return what is said of pairs by their cells as DuckDB gives them."""
    raws = zip(*each.said.raws[:2], strict=True)
    texts = zip(*each.said.texts[:2], strict=True)
    both = ((raw, (text or "", name or "")) for raw, (text, name) in zip(raws, texts, strict=True))
    return {raw: said[pair] for raw, pair in both if pair in said}
