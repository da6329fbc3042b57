"""Where the end of a group is cut (место в группе): said once for all schools of a table."""

from collections.abc import Sequence

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.rules import Comparison, Ends
from shnor_cli.engine.verdicts import Fact
from shnor_cli.memo.words.facts import among, digits_of_fact, scale_of
from shnor_cli.model import Outcome
from shnor_cli.russian import NBSP, plural


def ends_of(methodology: Methodology, facts: Sequence[Fact]) -> list[str]:
    """Say of each end that facts were compared with which schools are in it, and its cut."""
    said = []
    for name in methodology.criteria:
        end = _end(methodology, name)
        compared = [fact for fact in facts if fact.criterion == name and fact.rank is not None]
        if end is not None and compared:
            said.append(_cut(methodology, end, compared))
    return said


def is_end(methodology: Methodology, fact: Fact) -> bool:
    """Say whether a fact was compared with the end of a group."""
    return _end(methodology, fact.criterion) is not None


def _end(methodology: Methodology, name: str) -> Ends | None:
    criterion = methodology.criteria.get(name)
    ends = criterion.is_in if isinstance(criterion, Comparison) else None
    return ends if isinstance(ends, Ends) else None


def _cut(methodology: Methodology, end: Ends, facts: Sequence[Fact]) -> str:
    said = among(end)
    groups = {(fact.slice, fact.year, fact.rank[1:]) for fact in facts if fact.rank is not None}
    sides = {
        outcome: {_written(methodology, fact) for fact in facts if fact.outcome is outcome}
        for outcome in (Outcome.NOT_MET, Outcome.MET)
    }
    if len(groups) > 1 or any(len(values) > 1 for values in sides.values()):
        return f"{said}{NBSP}— своя у{NBSP}каждой группы, процедуры и{NBSP}года"
    ((_, _, (size, inside)),) = groups
    schools = plural(inside, "школа", "школы", "школ") if inside else "ни одной школы"
    limits = [
        f"{word}{NBSP}— {value}"
        for word, outcome in (("последняя", Outcome.NOT_MET), ("следующая", Outcome.MET))
        for value in sides[outcome]
        if value
    ]
    cut = f" ({', '.join(limits)})" if limits else ""
    return f"{said}{NBSP}— {schools} из{NBSP}{size}{cut}"


def _written(methodology: Methodology, fact: Fact) -> str:
    if fact.threshold is None:
        return ""
    digits = digits_of_fact(methodology, fact)
    return scale_of(methodology, fact.indicator).write(fact.threshold, digits)
