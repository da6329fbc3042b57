"""Whom the list of doubted results means among the schools of a run, and the list kept for it."""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from shnor_cli.errors import Problem
from shnor_cli.model import Remark, Results, School, Schools
from shnor_cli.russian import fold, join_and, plural, quote
from shnor_cli.tables.districts import is_one_district
from shnor_cli.tables.doubted import Doubted, Listed
from shnor_cli.tables.entries import Register
from shnor_cli.tables.faults import FEW, error_of
from shnor_cli.tables.layouts.subjects import subject_of
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.texts import fold_school

_TEXTS = ("procedure", "subject", "ground")


def keep(
    scratch: Scratch, doubted: Doubted, results: Results, register: Register | None
) -> tuple[str, tuple[Remark, ...]]:
    """Store the list for as long as the facts live, and say whom it names in vain.

    It is the next of the sources of the results.

    Raises:
        TableError: a row names two schools.
    """
    schools = results.schools
    ids, spelled = _ids(schools, register), _spelled(results)
    by_id = {id_: schools[index] for index, id_ in enumerate(schools.ids)}
    found: list[tuple[str, Listed]] = []
    strange: list[Listed] = []
    problems = []
    for each in doubted.listed:
        meant = _meant(each, ids, by_id)
        if len(meant) > 1:
            fault = f"строка называет разные школы: {join_and(sorted(map(quote, meant)))}"
            problems.append(Problem(doubted.rows.place(each.row), fault, "", "T-102"))
        elif meant:
            own = spelled.get(each.subject, [each.subject])
            found += [(next(iter(meant)), each._replace(subject=subject)) for subject in own]
        else:
            strange.append(each)
    if problems:
        raise error_of(problems)
    remarks = (*doubted.rows.remarks, *_in_vain(doubted, strange))
    return (_stored(scratch, found, len(results.sources)) if found else ""), remarks


def _ids(schools: Schools, register: Register | None) -> Mapping[str, str]:
    """Return ids of schools by everything that names one of them alone, folded."""
    if register is not None:
        return {key: register.final(each).id for key, each in register.by_text.items()}
    names = [fold_school(name) for name in schools.names]
    count = Counter(names)
    named = {key: id_ for key, id_ in zip(names, schools.ids, strict=True) if count[key] == 1}
    return {**named, **{fold_school(id_): id_ for id_ in schools.ids}}


def _spelled(results: Results) -> Mapping[str, list[str]]:
    """Return how the tables spell subjects, «МА» for one, by their own names."""
    spelled: dict[str, list[str]] = {}
    for subject in sorted({each.subject for each in results.assessments}):
        spelled.setdefault(subject_of(fold(subject)), []).append(subject)
    return spelled


def _meant(each: Listed, ids: Mapping[str, str], schools: Mapping[str, School]) -> set[str]:
    """Return the schools that a row names; a region has namesakes, so a name alone may mislead."""
    codes = [text for text in each.schools if text.isascii()]
    names = [text for text in each.schools if not text.isascii()]
    coded, named = (
        {ids[key] for text in texts if (key := fold_school(text)) in ids}
        for texts in (codes, names)
    )
    if coded:
        borne = {fold_school(schools[id_].name) for id_ in coded}
        return coded if borne.issuperset(map(fold_school, names)) else coded | named
    own = each.municipality
    return {id_ for id_ in named if _agree(own, schools[id_].municipality, is_coded=bool(codes))}


def _agree(said: str, own: str, *, is_coded: bool) -> bool:
    """Whether a name may be trusted: its district is the same or, without a code, not known."""
    return is_one_district(said, own) if said and own else not is_coded


def _in_vain(doubted: Doubted, strange: list[Listed]) -> Iterator[Remark]:
    """Say how many rows are of schools that the run has not: a region's list has many."""
    if strange:
        rows = plural(len({each.row for each in strange}), "строка", "строки", "строк")
        named = list(dict.fromkeys(each.schools[0] for each in strange))
        most = FEW.problems
        more = f" и ещё {len(named) - most}" if len(named) > most else ""
        text = f"{rows} о школах, которых здесь нет: {', '.join(map(quote, named[:most]))}{more}"
        yield Remark(doubted.rows.place(strange[0].row), text, "пропущены", "R-doubted")


def _stored(scratch: Scratch, found: list[tuple[str, Listed]], file: int) -> str:
    texts = {
        "school": [id_ for id_, _ in found],
        **{name: [getattr(each, name) for _, each in found] for name in _TEXTS},
    }
    arrays = {name: np.array(values, object) for name, values in texts.items()}
    for name in ("year", "grade", "row"):
        arrays[name] = np.array([getattr(each, name) for _, each in found], np.int64)
    columns = ", ".join(f"{name}::VARCHAR AS {name}" for name in ("school", *_TEXTS))
    table = scratch.kept_name("doubted")
    scratch.connection.execute(
        f"CREATE TABLE {table} AS SELECT {columns}, year::INTEGER AS year, "
        f'grade::INTEGER AS grade, {file} AS file, "row" FROM {scratch.arrays(arrays)}'
    )
    return table
