"""Reading tables of results: files in, `Results` out, or every problem of every file at once.

`read_results` raises what is wrong; `check_results` returns it, with whatever else was found.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark, Results, Schools, Sign
from shnor_cli.tables.assessments import names_of
from shnor_cli.tables.casting import Cast, Casting
from shnor_cli.tables.entries import Register
from shnor_cli.tables.faults import EVERY, FEW, Faults, error_of, shortened
from shnor_cli.tables.files import Reading
from shnor_cli.tables.grid import spoilt
from shnor_cli.tables.inputs import inputs_of
from shnor_cli.tables.layouts.named import BESIDE
from shnor_cli.tables.layouts.naming import UNFIT
from shnor_cli.tables.layouts.plain import categories_of
from shnor_cli.tables.masking import masked_problem, masked_remark
from shnor_cli.tables.needed import number_columns, unmet
from shnor_cli.tables.preparing import Prepared, Preparing, sightings
from shnor_cli.tables.scales import NO_SCALES, Scales
from shnor_cli.tables.schools import Roll, Sightings, enrol, of_groups
from shnor_cli.tables.scratch import Scratch, uncollected
from shnor_cli.tables.sheets import Known
from shnor_cli.tables.texts import fold_term
from shnor_cli.tables.twins import code_remarks, twin_remarks

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.tables.doubted import Doubted
    from shnor_cli.tables.layouts.declared import Layout

_AS_FOUND = Reading()

Progress = Callable[[str, float], None]
"""Called with what is being done and how much of all is done, from 0 to 1."""


def read_results(  # noqa: PLR0913 - what a run is given
    connection: "DuckDBPyConnection",
    files: Sequence[Path],
    methodology: Methodology,
    *,
    layout: "Layout | None" = None,
    reading: Reading | None = None,
    register: Register | None = None,
    doubted: "Doubted | None" = None,
    scales: Scales = NO_SCALES,
    progress: Progress | None = None,
    aside: Collection[Path] = (),
) -> Results:
    """Read tables of results, of whatever kind, into one `Results`.

    Args:
        connection: keeps the facts; whatever else is made in it while reading is removed.
        files: CSV, workbooks and Parquet files, folders and zip archives of them.
        methodology: names the procedures, their categories and what is asked of schools.
        layout: how columns are named in files that are no plain tables.
        reading: how the files are written, where they do not tell.
        register: the register of schools.
        doubted: the list of results that need to be checked for objectivity.
        scales: by which primary scores become marks in reports that have no marks.
        progress: called as files are read.
        aside: files given for something else, which are no results where a folder holds them.

    Raises:
        TableError: with every problem of every file.
    """
    how = How(layout, reading or _AS_FOUND, register, scales, doubted, progress, aside)
    found = _read(Scratch(connection, FEW), files, methodology, how, [])
    if found.results is None:
        raise error_of(found.problems)
    return found.results


class How(NamedTuple):
    """How tables are to be read, see `read_results`."""

    layout: "Layout | None" = None
    reading: Reading = _AS_FOUND
    register: Register | None = None
    scales: Scales = NO_SCALES
    doubted: "Doubted | None" = None
    progress: Progress | None = None
    aside: Collection[Path] = ()

    @property
    def known(self) -> Known:
        """What helps to read reports."""
        schools = frozenset() if self.register is None else self.register.called
        return Known(self.scales, schools)


_PLAINLY = How()


class Found(NamedTuple):
    """What tables are: everything wrong, everything odd, and the results if nothing is wrong."""

    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]
    results: Results | None


def check_results(
    connection: "DuckDBPyConnection",
    files: Sequence[Path],
    methodology: Methodology,
    how: How,
    problems: Sequence[Problem] = (),
) -> Found:
    """Read tables of results as `read_results` does and return every problem and every remark.

    `problems` are those found before, of the register for one: with them there are no results.
    """
    return _read(Scratch(connection, EVERY), files, methodology, how, list(problems))


def _read(
    scratch: Scratch, files: Sequence[Path], methodology: Methodology, how: How, faults: Faults
) -> Found:
    import duckdb

    progress = how.progress
    with uncollected(), scratch:
        inputs = inputs_of(files, how.reading, scratch, faults, how.aside)
        preparing = Preparing(scratch, methodology, how.layout, faults, how.known)
        for place, given in enumerate(inputs.files):
            if progress is not None:
                progress(f"чтение: {given.name}", place / len(inputs.files))
            preparing.open(given)
        preparing.finish()
        faults.extend(_unused_layout(preparing))
        try:
            register = _register(preparing, how)
            results = _together(preparing, register, inputs.remarks)
            if not faults:
                results = _with_list(preparing, register, results, how.doubted)
        except duckdb.Error:
            broken = [each for file in preparing.opened for each in spoilt(file.container)]
            if not broken:
                raise
            return _told((*faults, *broken), preparing.odd)
    if faults:
        return _told(faults, (*results.remarks, *preparing.odd))
    if progress is not None:
        progress("таблицы прочитаны", 1.0)
    told = _told((), results.remarks)
    return told._replace(results=results._replace(remarks=told.remarks))


def _register(preparing: Preparing, how: How) -> Register | None:
    """Return the register with the joinings that the years of the tables have come to."""
    year = preparing.last_year
    return how.register if how.register is None or year is None else how.register.as_of(year)


def _told(problems: Iterable[Problem], remarks: Iterable[Remark]) -> Found:
    """Return what is told of tables: each thing once, and no person in any."""
    told = dict.fromkeys(map(masked_problem, problems))
    return Found(tuple(told), tuple(dict.fromkeys(map(masked_remark, remarks))), None)


def read_schools(
    connection: "DuckDBPyConnection",
    files: Sequence[Path],
    methodology: Methodology,
    how: How = _PLAINLY,
) -> tuple[Roll, frozenset[str], Mapping[str, frozenset[str]]]:
    """Read which schools tables of results show, whatever their numbers are worth.

    Returns them with the ids that stand in protocols of РЦОИ and, by id, all names they have.

    Raises:
        TableError: with every problem of opening the files.
    """
    from shnor_cli.tables.layouts.rcoi import HEADER as RCOI

    faults: Faults = []
    with uncollected(), Scratch(connection) as scratch:
        inputs = inputs_of(files, how.reading, scratch, faults)
        preparing = Preparing(scratch, methodology, how.layout, faults, how.known)
        for given in inputs.files:
            preparing.open(given)
        preparing.finish()
        faults.extend(_unused_layout(preparing))
        if faults:
            raise error_of(faults)
        parts = [part for file in preparing.opened for part in file.parts if not part.of_groups]
        seen = tuple(_sightings(preparing, parts))
        roll = enrol(seen, None, preparing.tables)
        if roll.unfit:
            raise error_of(roll.unfit.values())
        of_exams = [part for part in parts if part.named.container.header == RCOI]
        coded = {text for part in _sightings(preparing, of_exams) for text in part.texts}
        ids = {text: roll.schools.ids[place] for text, place in roll.positions.items()}
        names: dict[str, set[str]] = {}
        for text, name in ((text, name) for part in seen for text, name in part.called()):
            names.setdefault(ids[text], set()).add(name)
        if roll.renamed:
            from shnor_cli.tables.two_names import unlike_names  # seldom needed

            unlike = unlike_names(scratch, parts, roll)
            if two := [each.problem() for each in unlike if each.are_two]:
                raise error_of(shortened(two[: scratch.most.problems], len(two)))
            for each in unlike:  # for whoever knows the schools to say
                names[ids[each.one.code]].difference_update(each.names)
        spelled = {id_: frozenset(own) for id_, own in names.items()}
        return roll, frozenset(ids[text] for text in coded), spelled


def _unused_layout(preparing: Preparing) -> Iterator[Problem]:
    """A layout that was asked for and fits no file is a mistake, not something odd."""
    parts = [part for file in preparing.opened for part in file.parts]
    passed = [any(remark.code == UNFIT for remark in part.named.remarks) for part in parts]
    if preparing.layout is not None and parts and all(passed):
        yield Problem(
            parts[0].named.container.place(),
            "столбцов, названных в разметке, нет ни в одной таблице",
            code="T-071",
        )


def _together(
    preparing: Preparing, register: Register | None, passed_over: Sequence[Remark]
) -> Results:
    """Put opened files together; what is wrong goes to the faults."""
    parts = [part for file in preparing.opened for part in file.parts]
    schools = [part for part in parts if not part.of_groups]
    casting = Casting(
        preparing.scratch,
        preparing.methodology,
        register,
        enrol(_sightings(preparing, schools), register, preparing.tables),
        names_of(preparing.methodology),
        dict(enumerate(preparing.places())),
        preparing.faults,
    )
    judged = [part for part in parts if part.named.unit not in BESIDE]
    cast = casting.cast([part for part in judged if not part.of_groups])
    results = _results(preparing, casting, cast)
    remarks = [*passed_over, *(remark for part in parts for remark in part.remarks)]
    remarks += [*casting.roll.remarks, *cast.remarks]
    if casting.roll.renamed:
        from shnor_cli.tables.two_names import two_names  # seldom needed

        remarks += two_names(preparing.scratch, schools, casting.roll, preparing.faults)
    if groups := [part for part in judged if part.of_groups]:
        of_group = _of_groups(preparing, casting, groups, cast)
        reported = of_group.cast(groups)
        remarks += reported.remarks
        own = _results(preparing, of_group, reported)._replace(sources=results.sources)
        results = results._replace(reported=own)
        remarks += _contrary(preparing, results, groups)
    if beside := [part for part in parts if part.named.unit in BESIDE]:
        from shnor_cli.tables.beside import keep

        groups = [part for part in beside if part.of_groups]
        kept = keep(casting, _of_groups(preparing, casting, groups, cast), beside)
        remarks += kept.remarks
        results = results._replace(tasks=kept.tasks, journal=kept.journal)
    remarks += [*casting.names.remarks, *_unmet(preparing, results, register)]
    signs = tuple(_signs(preparing, casting, results))
    return results._replace(remarks=tuple(dict.fromkeys(remarks)), signs=signs)


def _signs(preparing: Preparing, casting: Casting, results: Results) -> Iterator[Sign]:
    """Yield what tables show of their results alone, schools and subjects named as in the run."""
    subjects = casting.names.subjects
    for each in preparing.opened:
        for sign in each.container.signs:
            index = casting.index_of(sign.school.id)
            if index is not None:
                said = sign.assessment.subject
                about = sign.assessment._replace(subject=subjects.get(fold_term(said), said))
                yield sign._replace(school=results.schools[index], assessment=about)


def _with_list(
    preparing: Preparing, register: Register | None, results: Results, doubted: "Doubted | None"
) -> Results:
    """Put the list of doubted results beside the facts; say where list and policy part."""
    relation, sources = "", results.sources
    remarks = list(_idle_policy(preparing.methodology, doubted))
    if doubted is not None:
        from shnor_cli.tables.doubted_schools import keep

        relation, more = keep(preparing.scratch, doubted, results, register)
        remarks = [*more, *remarks]
        sources = (*sources, doubted.source)
    of_groups = results.reported
    return results._replace(
        sources=sources,
        remarks=tuple(dict.fromkeys((*results.remarks, *remarks))),
        reported=of_groups and of_groups._replace(sources=sources),
        doubted=relation,
    )


def _idle_policy(methodology: Methodology, doubted: "Doubted | None") -> Iterator[Remark]:
    policy = methodology.objectivity.policy if methodology.objectivity else "keep"
    if policy != "keep" and doubted is None:
        text = "списка результатов, которые требуют проверки объективности, нет (--doubted)"
        yield Remark(Place(), text, "все результаты учтены без пометок", "R-objectivity")
    elif policy == "keep" and doubted is not None:
        text = "что делать с результатами из списка, методика не говорит (objectivity)"
        yield Remark(doubted.rows.place(), text, "список сохранён и не применён", "R-objectivity")


def _of_groups(
    preparing: Preparing, casting: Casting, groups: Sequence[Prepared], cast: Cast
) -> Casting:
    """Return what casts rows reported of groups, each group being a school of its own."""
    roll = of_groups(_sightings(preparing, groups), casting.roll.schools, cast.attributes)
    return casting._replace(roll=roll, register=None)


def _contrary(
    preparing: Preparing, results: Results, groups: Sequence[Prepared]
) -> Iterator[Remark]:
    """Ask of rows of municipalities that contradict the rows of their schools."""
    if groups and not preparing.faults:
        from shnor_cli.tables.group_sums import contrary_groups  # many modules, seldom needed

        units = {file: each.named.container.share_unit for each in groups for file in each.files}
        shared = {file: unit for file, unit in units.items() if unit}
        yield from contrary_groups(preparing.scratch, results, shared)


def _sightings(preparing: Preparing, parts: Sequence[Prepared]) -> Iterator[Sightings]:
    for part in parts:
        yield from sightings(preparing.scratch, part)


def _results(preparing: Preparing, casting: Casting, cast: Cast) -> Results:
    sources = list(preparing.sources())
    if casting.register is not None:
        sources.append(casting.register.source)
    sources += preparing.known.scales.own_sources()
    return Results(
        preparing.scratch.connection,
        cast.facts,
        _with_years(casting.roll.schools, cast.given),
        cast.years,
        cast.assessments,
        categories_of(preparing.methodology),
        cast.attributes,
        tuple(sources),
    )


def _with_years(schools: Schools, given: Mapping[str, tuple[int, ...]]) -> Schools:
    """Say of schools that were joined to others of which years these have their results."""
    if not schools.joined:
        return schools
    joined = (each._replace(years=given.get(each.id, ())) for each in schools.joined)
    return replace(schools, joined=tuple(joined))


def _unmet(preparing: Preparing, results: Results, register: Register | None) -> Iterator[Remark]:
    """Yield remarks on what the methodology wants and lacks; problems go to the faults."""
    if register is not None:
        yield from register.remarks
    yield from _unfit_ready(preparing, results)
    if preparing.faults:
        return
    yield from code_remarks(results.schools)
    yield from twin_remarks(results)
    known = set(results.attributes)
    if any(results.schools.municipalities):
        known.add("municipality")
    problems, remarks = unmet(preparing.methodology, known, registered=register is not None)
    preparing.faults.extend(problems)
    yield from remarks


def _unfit_ready(preparing: Preparing, results: Results) -> Iterator[Remark]:
    """Yield remarks on ready-made numbers, of groups too; what is wrong goes to the faults."""
    wanted = number_columns(preparing.methodology)
    of_groups = results.reported and results.reported.attributes
    if not {*results.attributes, *(of_groups or ())}.isdisjoint(wanted):
        from shnor_cli.tables.ready import check_ready

        for each in filter(None, (results, results.reported)):
            problems, remarks = check_ready(each, preparing.methodology, preparing.scratch.most)
            preparing.faults.extend(problems)
            yield from remarks
