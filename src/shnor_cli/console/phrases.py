"""What a school's verdict is called on a screen, in few words."""

from collections.abc import Sequence

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.verdicts import Fact
from shnor_cli.memo.words.facts import distance_of_fact, pupils_of_fact
from shnor_cli.memo.words.grounds import lacking_of
from shnor_cli.russian import plural


def missing_in_words(
    methodology: Methodology, facts: Sequence[Fact], at_most: int = 3
) -> list[str]:
    """Name what is not known, a line for years with a reason, no more lines than so many."""
    lacking = lacking_of(methodology, facts)
    lines = [f"нет данных: {subjects} ({why})" for why, subjects in lacking.items()]
    if len(lines) <= at_most:
        return lines
    return [*lines[:at_most], "чего ещё нет, назовёт shnor explain"]


def distance_in_words(methodology: Methodology, fact: Fact | None) -> str:
    """Say on two lines how far the bound is, in the unit and in pupils of this one fact."""
    said = (distance_of_fact(methodology, fact), pupils_of_fact(fact))
    return "\n".join(part for part in said if part)


def schools_in_words(count: int) -> str:
    """Write a number of schools: «1 школа»."""
    return plural(count, "школа", "школы", "школ")
