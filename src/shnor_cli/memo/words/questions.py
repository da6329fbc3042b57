"""Questions to the data: the list of results to be checked, and what tables themselves raise.

They ask that the data be looked at; they accuse nobody and change no verdict.
"""

from collections.abc import Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.wording import objectivity_in_words
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.findings import label, punctuated
from shnor_cli.memo.words.noticed import raised
from shnor_cli.model import Assessment
from shnor_cli.russian import DASH, capital, join_and, nbsp, school_year

Row = dict[str, object]

_LISTED = 100
"""So many schools of the list are named; the run's own table has all."""


def questions_of(identification: Identification) -> Row:
    """Return the listed results school by school, the policy on them, and the questions."""
    listed = list(_listed(identification))
    return {
        "политика": nbsp(_policy(identification.methodology)) if listed else "",
        "список": punctuated(listed[:_LISTED]),
        "не_названо": max(0, len(listed) - _LISTED),
        "строки": [
            {
                "место": nbsp(each.place.in_words()) or DASH,
                "вопрос": nbsp(capital(each.text)),
                "сделано": nbsp(capital(each.done)) or DASH,
            }
            for each in raised(identification)
        ],
    }


def _policy(methodology: Methodology) -> str:
    """Say whether the listed results are counted."""
    return objectivity_in_words(methodology) or (
        "Что делать с результатами из списка, методика не говорит: они учтены как все, список "
        "сохранён и на заключения не повлиял."
    )


def _listed(identification: Identification) -> Iterator[Row]:
    """Yield the schools of the list with what of theirs is listed and on what ground."""
    results = identification.results
    if not results.doubted:
        return
    index = results.schools.places
    rows = results.connection.execute(
        f"""SELECT school, year, procedure, subject, grade, ground FROM {results.doubted}
            WHERE year <= {identification.year} ORDER BY ALL"""
    ).fetchall()
    said: dict[str, dict[str, list[str]]] = {}
    for school, year, procedure, subject, grade, ground in rows:
        if school in index:
            what = Assessment(procedure, subject, "", int(grade or 0)).title or "все процедуры"
            results_of = said.setdefault(school, {}).setdefault(ground, [])
            results_of.append(f"{what}, {school_year(year)}")
    for school, grounds in said.items():
        texts = [
            join_and(list(dict.fromkeys(listed))) + (f" (основание: {why})" if why else "")
            for why, listed in grounds.items()
        ]
        yield {"название": label(identification, index[school]), "текст": nbsp("; ".join(texts))}
