"""Definitions: procedures whose names are abbreviated, indicators and how they are computed."""

from shnor_cli.criteria.wording import indicator_in_words
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.wanted import never_held
from shnor_cli.russian import nbsp

Row = dict[str, object]


def definitions_of(identification: Identification) -> Row:
    """Return the abbreviations of procedures in the text and of categories, the indicators."""
    methodology = identification.methodology
    named = {each.procedure for each in identification.results.assessments}
    named.update(never_held(identification))
    return {
        "процедуры": [
            {"кратко": name, "полностью": nbsp(_lowered(procedure.title))}
            for name, procedure in methodology.procedures.items()
            if procedure.title and name in named
        ],
        "категории": [
            {"кратко": each.name, "полностью": nbsp(each.long)}
            for each in methodology.categories
            if each.long
        ],
        "показатели": [
            nbsp(indicator_in_words(name, methodology)) for name in methodology.indicators
        ],
    }


def _lowered(title: str) -> str:
    """Begin a name with a small letter, as after a dash."""
    return title[:1].lower() + title[1:]
