"""Decisions of the office (решения): what a list of schools follows beside the verdicts.

A decision never changes a verdict. A list follows one that names a category of the methodology and
its document; any other is left to a person.
"""

from shnor_cli.engine.findings import Findings
from shnor_cli.model import Decision
from shnor_cli.russian import fold


def category_of(found: Findings, index: int) -> str | None:
    """Return the category that lists have a school in: by the decision on it, else by its verdict.

    None where nothing is concluded of the school or its decision is left to a person.
    """
    by_criteria = _by_criteria(found, index)
    decision = found.decisions.get(index)
    if decision is None:
        return by_criteria
    categories = found.methodology.categories
    named = next((each.name for each in categories if fold(each.name) == fold(decision.said)), None)
    return named if decision.document or named == by_criteria else None


def overriding(found: Findings, index: int) -> Decision | None:
    """Return the decision on a school if it is not what the criteria gave."""
    decision = found.decisions.get(index)
    category = category_of(found, index)
    is_same = category is not None and category == _by_criteria(found, index)
    return None if is_same else decision


def is_left_to_a_person(found: Findings, index: int) -> bool:
    """Whether a list cannot follow the decision on a school: no category or no document."""
    return index in found.decisions and category_of(found, index) is None


def _by_criteria(found: Findings, index: int) -> str | None:
    place = int(found.judgement.category[index])
    return found.methodology.categories[place].name if place >= 0 else None
