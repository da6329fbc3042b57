"""What a school's verdict is called on a screen, in few words."""

from collections.abc import Sequence

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.verdicts import Fact
from shnor_cli.memo.words.facts import distance_of_fact, pupils_of_fact, subject_of_fact
from shnor_cli.russian import plural, school_year


def missing_in_words(
    methodology: Methodology, facts: Sequence[Fact], at_most: int = 3
) -> list[str]:
    """Name the values that are not known, a line each, no more than so many."""
    lines = [f"нет данных: {_unknown(methodology, fact)}" for fact in facts[:at_most]]
    rest = len(facts) - at_most
    if rest <= 0:
        return lines
    return [*lines, f"и ещё {plural(rest, 'значение', 'значения', 'значений')}"]


def _unknown(methodology: Methodology, fact: Fact) -> str:
    why = fact.missing.text if fact.missing else "нет значения"
    return f"{subject_of_fact(methodology, fact)}, {school_year(fact.year)} ({why})"


def distance_in_words(methodology: Methodology, fact: Fact | None) -> str:
    """Say on two lines how far the bound is, in the unit and in pupils of this one fact."""
    said = (distance_of_fact(methodology, fact), pupils_of_fact(fact))
    return "\n".join(part for part in said if part)


def schools_in_words(count: int) -> str:
    """Write a number of schools: «1 школа»."""
    return plural(count, "школа", "школы", "школ")
