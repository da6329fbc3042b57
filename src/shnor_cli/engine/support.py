"""The facts that make an answer what it is, read off an explanation."""

from collections.abc import Iterator

from shnor_cli.criteria.methodology import Category, Criterion, Methodology, parts_of
from shnor_cli.criteria.rules import Comparison, turns
from shnor_cli.engine.findings import Fact, Step
from shnor_cli.model import Outcome


def own_parts(criterion: Criterion, step: Step) -> Iterator[Step | Fact]:
    """Yield the parts of a step without the criterion that only says to whom it applies."""
    for part in step.parts:
        if isinstance(part, Fact) or part.criterion != criterion.applies_to:
            yield part


def supporting_parts(methodology: Methodology, step: Step) -> Iterator[Step | Fact]:
    """Yield the parts that make a step met, not met or unknown; under a negation sides change."""
    criterion = methodology.criteria[step.criterion]
    wanted = _TURNED.get(step.outcome, step.outcome) if turns(criterion) else step.outcome
    yield from (part for part in own_parts(criterion, step) if part.outcome is wanted)


def supporting(methodology: Methodology, step: Step) -> Iterator[Fact]:
    """Yield the facts that make a step met, not met or unknown, those of a criterion once."""
    yield from _supporting(methodology, step, set())


def _supporting(methodology: Methodology, step: Step, walked: set[int]) -> Iterator[Fact]:
    walked.add(id(step))
    for part in supporting_parts(methodology, step):
        if isinstance(part, Fact):
            yield part
        elif id(part) not in walked:
            yield from _supporting(methodology, part, walked)


def comparisons_behind(methodology: Methodology, category: Category) -> dict[str, Comparison]:
    """Return the comparisons that put a school into a category by being met, by name."""
    found: dict[str, Comparison] = {}
    waiting = [category.when] if category.when else []
    seen = set()
    while waiting:
        name = waiting.pop(0)
        criterion = methodology.criteria[name]
        if name in seen or turns(criterion):
            continue
        seen.add(name)
        if isinstance(criterion, Comparison):
            found[name] = criterion
        waiting += [part for part in parts_of(criterion) if part != criterion.applies_to]
    return found


_TURNED = {Outcome.MET: Outcome.NOT_MET, Outcome.NOT_MET: Outcome.MET}
