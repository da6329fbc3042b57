"""How a school stands, where more is said than its category or why it has none."""

from shnor_cli.engine.verdicts import Verdict
from shnor_cli.russian import join_and, quote


def possible_in_words(verdict: Verdict, one: str = "возможна", many: str = "возможны") -> str:
    """Name the categories possible of an undecided school: «возможны „ШНОР“ и „зона риска“»."""
    if not verdict.is_undecided:
        return ""
    names = [quote(name) for name in verdict.possible]
    return f"{many if names[1:] else one} {join_and(names)}"


def possible_categories(verdict: Verdict) -> str:
    """Name them where nothing before has spoken of categories: «возможна категория „ШНОР“»."""
    return possible_in_words(verdict, "возможна категория", "возможны категории")


def standing_in_words(verdict: Verdict) -> str:
    """Say how a school stands: «недостаточно данных: возможны „ШНОР“ и „зона риска“»."""
    possible = possible_in_words(verdict)
    return f"{verdict.standing}: {possible}" if possible else verdict.standing
