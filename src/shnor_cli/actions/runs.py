"""The verbs over run folders: record, open, verify, judge again, compare, write the memo."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from shnor_cli.actions.connection import opening, with_connection
from shnor_cli.actions.finding import find_methodology
from shnor_cli.actions.manner import Manner
from shnor_cli.actions.publishing import Told, Written, edited
from shnor_cli.engine import verdicts
from shnor_cli.engine.sharing import Shared
from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import MethodologyError, Place, Problem, RunError
from shnor_cli.record.info import TABLE
from shnor_cli.russian import join_and, quote

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.memo.words.office import Office
    from shnor_cli.record.verifying import Verified
    from shnor_cli.revise.compare import Comparison


def record_run(
    found: Identification, folder: Path, parameters: Mapping[str, JsonValue] | None = None
) -> Written:
    """Write a run to its folder and say what is where.

    Raises:
        RunError: the folder holds something else, a file is in use, the disk is full.
    """
    from shnor_cli.record.writing import write_run

    write_run(found, folder, parameters=parameters or {})
    return (("Папка прогона", folder), ("Таблица для Excel", folder / TABLE))


def open_run(folder: Path) -> Identification:
    """Read a run from its folder.

    Raises:
        RunError: there is no run, or it does not agree with itself.
    """
    with opening(tuple(folder.glob("*.parquet"))) as connection:
        from shnor_cli.record.reading import judged_anew, unchanged

        described = unchanged(folder)
        return with_connection(
            lambda connected: judged_anew(connected, described).identification, connection
        )


def verify(folder: Path, *, sources: Sequence[Path] = ()) -> "Verified":
    """Derive a run anew and find everything that differs from what is recorded.

    Raises:
        RunError: there is no run in the folder.
    """
    from shnor_cli.actions.rereading import read_again
    from shnor_cli.record.verifying import verify_run

    def work(connection: "DuckDBPyConnection") -> "Verified":
        return verify_run(
            connection,
            folder,
            sources=sources,
            read_again=lambda run: read_again(connection, run, sources),
        )

    return with_connection(work)


def rerun(
    folder: Path, methodologies: Sequence[str | Path], *, working: Path
) -> tuple[Identification, ...]:
    """Judge the tables of a run by other methodologies, in the same report year.

    What several of them measure alike is measured once.

    Raises:
        ShnorError: a methodology has faults, or needs what the run's tables have not; of several,
            every one that does not fit is named at once.
    """
    from shnor_cli.actions.needs import check_needs

    recorded = open_run(folder)
    files, misfits = [], {}
    for name in methodologies:
        try:
            file = find_methodology(name, working)
            check_needs(recorded.results, file.methodology)
            files.append(file)
        except MethodologyError as error:
            misfits[str(name)] = error
    if misfits:
        raise _together(misfits) if len(methodologies) > 1 else next(iter(misfits.values()))
    shared = Shared()
    return tuple(verdicts.identify(file, recorded.results, recorded.year, shared) for file in files)


def _together(misfits: Mapping[str, MethodologyError]) -> MethodologyError:
    """Put into one message what is wrong with each of several methodologies."""
    problems = (
        replace(each, place=each.place if each.place.file else Place(name))
        for name, error in misfits.items()
        for each in error.problems or (Problem(Place(), error.message, error.hint),)
    )
    hints = dict.fromkeys(error.hint for error in misfits.values() if error.problems)
    names = join_and([quote(name) for name in misfits])
    do = "не подходит методика" if len(misfits) == 1 else "не подходят методики"
    message = f"К таблицам прогона {do} {names}; ни один прогон не записан."
    return MethodologyError(message, problems, "\n".join(filter(None, hints)))


def record_runs(found: Sequence[Identification], folders: Sequence[Path]) -> tuple[Written, ...]:
    """Write several runs, each to its folder; nothing is written where one cannot be.

    Raises:
        RunError: two go to one folder, or a folder holds something else.
    """
    from shnor_cli.record.writing import check_run

    twice = next((each for each in folders if folders.count(each) > 1), None)
    if twice is not None:
        raise RunError(
            f"Два прогона попали бы в одну папку {quote(str(twice))}; ни один не записан.",
            hint="Пересчитайте методики с одинаковым именем (id) порознь, каждую со своим -o.",
        )
    for run, folder in zip(found, folders, strict=True):
        check_run(folder, run.file.digest)
    return tuple(record_run(run, folder) for run, folder in zip(found, folders, strict=True))


def compare(first: Path, second: Path) -> "Comparison":
    """Compare two runs: who entered, stayed and left, and by which criterion.

    Raises:
        RunError: one of the folders is no run.
    """
    from shnor_cli.revise import compare as comparing

    return comparing.compare(open_run(first), open_run(second))


def write_memo(
    found: Identification,
    outputs: Sequence[Path],
    manner: Manner,
    *,
    previous: Sequence[Path] = (),
    public: bool = False,
) -> Told:
    """Write the memo of a run, each file by its suffix, by `spravka` unless `manner` says another.

    A public memo shows nothing of fewer than five pupils, nor what would tell it beside the public
    memos of the `previous` runs, which may be of the same year then: a memo that was mended since.

    Raises:
        MethodologyError: the office's file has faults.
        TemplateError: the template cannot be filled.
        RunError: the file cannot be written, or an earlier run does not fit.
    """
    from shnor_cli import memo
    from shnor_cli.memo.words.decisions import list_in_words, of_other_years, unsettled
    from shnor_cli.memo.words.partner import partner_of
    from shnor_cli.memo.words.terms import called

    path = manner.template("spravka")
    earlier = [open_run(each) for each in previous]
    if public:
        issued = [each for each in earlier if each.year == found.year]
        found, *earlier = _public(
            [found, *(each for each in earlier if each not in issued)], issued
        )
    office = manner.office()
    found, *earlier = (called(each, office) for each in (found, *earlier))
    kept = edited(outputs)
    lost = memo.write_memo(
        found, *outputs, date=manner.day, template=path, office=office, previous=earlier
    )
    titled = ((_TITLES.get(each.suffix.casefold(), MEMO), each) for each in outputs)
    verdicts = found.verdicts
    partner = partner_of(found, verdicts, office.partner if office else None)
    remarks = (
        *filter(None, [partner.remark]),
        *list_in_words(found, verdicts),
        *unsettled(found, verdicts),
        *of_other_years(found),
    )
    return Told(tuple(titled), lost, remarks, kept=kept)


def _public(
    runs: Sequence[Identification], issued: Sequence[Identification]
) -> list[Identification]:
    """Return the public versions of runs, each against those of earlier years.

    The first is also against the versions of its own year that were `issued` before it.
    """
    from shnor_cli.public.version import public

    known = {run.year: [each for each in runs if each.year < run.year] for run in runs}
    known[runs[0].year] += issued
    return [public(run, known[run.year]) for run in runs]


def in_terms_of(found: Identification, office: "Office | None") -> tuple[Identification, str]:
    """Return a run as its memo calls its category, and what the methodology calls that.

    Where the office has no term of its own for it, the run as it is, and an empty text.
    """
    if office is None or office.terms is None:
        return found, ""
    from shnor_cli.memo.words.terms import called, name_in_methodology

    told = called(found, office)
    name = name_in_methodology(told.methodology, office)
    if not name:
        return found, ""
    own = quote(office.terms.short)
    return told, f"{own} — термин office.yaml, в методике и файлах прогона: {quote(name)}."


MEMO = "Справка"
"""What the memo is called among the files that were written."""

_TITLES = {".xlsx": "Таблицы"}
"""What a file is called by its suffix, where it is not the memo itself."""
