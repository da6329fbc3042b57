"""Results that a list doubts, and what the methodology does of them (`objectivity`).

The list comes with the tables; nothing here finds a result doubtful.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from shnor_cli.criteria.methodology import Methodology, Objectivity
from shnor_cli.engine.counts import PARTICIPANTS, fetch_counts
from shnor_cli.model import Assessment, Flags, Missing, Results, Why
from shnor_cli.russian import fold, join_and, school_year

_NAMED = 3
"""Results of a year that are named one by one, at most."""

Listed = Mapping[int, Flags]
"""Assessment -> which results of schools in years are listed, shape (S, Y)."""


def dropping(methodology: Methodology) -> Objectivity | None:
    """Return the policy if by it listed results do not count."""
    objectivity = methodology.objectivity
    return objectivity if objectivity and objectivity.policy == "drop" else None


def dropped(results: Results, methodology: Methodology, years: Sequence[int]) -> Listed:
    """Return the results that do not count since the list doubts them."""
    objectivity = dropping(methodology)
    return {} if objectivity is None else _listed(results, objectivity, years)


def reason(methodology: Methodology) -> Missing:
    """Return why such a result does not count."""
    text = f"не учитывается по методике: требует проверки объективности{_list(methodology)}"
    return Missing(Why.DOUBTED, text, applicable=False)


def notes(results: Results, methodology: Methodology, years: Sequence[int]) -> Mapping[int, str]:
    """Return what is noted of schools: index -> which of their results the list doubts."""
    objectivity = methodology.objectivity
    if objectivity is None or objectivity.policy == "keep":
        return {}
    listed = _listed(results, objectivity, years)
    said: dict[int, list[str]] = {}
    for name in objectivity.procedures if listed else ():
        codes = [code for code, each in enumerate(results.assessments) if each.procedure == name]
        participants = fetch_counts(results, years, {PARTICIPANTS: codes})[PARTICIPANTS]
        taken = participants[:, :, codes] > 0
        met = np.zeros_like(taken)
        for place, code in enumerate(codes):
            met[:, :, place] = listed.get(code, False) & taken[:, :, place]
        for school in np.flatnonzero(met.any(axis=(1, 2))).tolist():
            when: dict[str, list[str]] = {}
            for at in np.flatnonzero(met[school].any(axis=1)).tolist():
                which = _which(results, codes, met[school, at], taken[school, at])
                when.setdefault(which, []).append(school_year(years[at]))
            own = (f"{name}{which} за {join_and(of)}" for which, of in when.items())
            said.setdefault(school, []).extend(own)
    return {school: _note(methodology, objectivity, said[school]) for school in sorted(said)}


def _which(results: Results, codes: Sequence[int], met: Flags, taken: Flags) -> str:
    """Say which results of a school and year are listed; nothing where it is all of them."""
    if met.sum() == taken.sum():
        return ""
    if met.sum() > _NAMED:
        return f" ({met.sum()} из {taken.sum()})"
    own = (results.assessments[codes[place]] for place in np.flatnonzero(met).tolist())
    return f" ({'; '.join(each._replace(procedure='').title for each in own)})"


def _note(methodology: Methodology, objectivity: Objectivity, what: Sequence[str]) -> str:
    done = "не учтены: " if objectivity.policy == "drop" else ""
    return f"результаты {join_and(what)} {done}требуют проверки объективности{_list(methodology)}"


def _list(methodology: Methodology) -> str:
    objectivity = methodology.objectivity
    return f" (список: {objectivity.list_})" if objectivity and objectivity.list_ else ""


def _listed(results: Results, objectivity: Objectivity, years: Sequence[int]) -> Listed:
    found: dict[int, Flags] = {}
    if not results.doubted:
        return found
    index = results.schools.places
    # a list speaks of few different things and of many schools
    rows = results.connection.execute(
        f"""SELECT year, procedure, subject, grade, list(school) FROM {results.doubted}
            WHERE year BETWEEN {years[0]} AND {years[-1]} GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    for year, procedure, subject, grade, ids in rows:
        schools = [index[each] for each in ids if each in index]
        for code in _meant(results, objectivity, Assessment(procedure, subject, "", grade)):
            shape = (len(index), len(years))
            flags = found.setdefault(code, np.zeros(shape, np.bool_, order="F"))
            flags[schools, years.index(year)] = True
    return found


def _meant(results: Results, objectivity: Objectivity, said: Assessment) -> Iterator[int]:
    """Yield the assessments that a row of the list speaks of; what it leaves open is any."""
    for code, each in enumerate(results.assessments):
        pairs = ((said.procedure, each.procedure), (said.subject, each.subject))
        if (
            each.procedure in objectivity.procedures
            and all(not wanted or fold(wanted) == fold(own) for wanted, own in pairs)
            and said.grade in {0, each.grade}
        ):
            yield code
