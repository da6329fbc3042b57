"""The processes that are measured, one for each contestant: `python -m benchmarks.child NAME ...`.

A contestant prints the seconds of its work proper, without the start of Python and its imports.
"""

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import ROOT, by_hand, comparing, generating

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

SAMPLE = ROOT / "sample_data" / "results.csv"
REGISTER = ROOT / "sample_data" / "schools.csv"
_TIMES = 5


def program_judges(path: str, out: str) -> None:
    """Read, measure and judge as `identify` does."""
    import duckdb  # noqa: F401 - imported before the clock starts, as for the others
    import numpy.ma  # noqa: F401 - the same
    import ruamel.yaml  # noqa: F401 - the same

    from shnor_cli.actions.identifying import identify
    from shnor_cli.tables import register, results  # noqa: F401 - the same

    start = time.perf_counter()
    found = identify([Path(path)])
    _say(seconds=time.perf_counter() - start)
    _write_verdicts(found, Path(out))


def duckdb_judges(path: str, out: str, unit: str = "") -> None:
    """Judge by a hand-written query."""
    import duckdb  # noqa: F401 - imported before the clock starts

    start = time.perf_counter()
    connection = by_hand.connect()
    by_hand.judge(connection, Path(path), pupils=unit == "pupils")
    _say(seconds=time.perf_counter() - start)
    connection.execute(f"COPY verdicts TO '{out}' (FORMAT parquet)")


def duckdb_reads(path: str) -> None:
    """Read a CSV with `;` and decimal commas by a hand-written query."""
    import duckdb  # noqa: F401 - imported before the clock starts

    start = time.perf_counter()
    by_hand.read_russian(by_hand.connect(), Path(path))
    _say(seconds=time.perf_counter() - start)


def program_reads(path: str) -> None:
    """Read and check a table as `identify` does."""
    import duckdb
    import numpy as np  # noqa: F401 - imported before the clock starts, as for the others

    from shnor_cli.actions.finding import find_methodology
    from shnor_cli.tables.results import read_results

    methodology = find_methodology("federal-2025", Path()).methodology
    start = time.perf_counter()
    read_results(duckdb.connect(), [Path(path)], methodology)
    _say(seconds=time.perf_counter() - start)


def calamine_reads(path: str) -> None:
    """Read the cells of a workbook, or of those in a folder, and nothing else."""
    from python_calamine import CalamineWorkbook

    start, rows = time.perf_counter(), 0
    for each in _workbooks(path):
        book = CalamineWorkbook.from_path(str(each))
        rows += len(book.get_sheet_by_index(0).to_python(skip_empty_area=False))
    _say(seconds=time.perf_counter() - start, rows=rows)


def calamine_after_a_look(path: str) -> None:
    """Read the cells and unpack every part once, as whoever looks for traps in it has to."""
    from zipfile import ZipFile

    from python_calamine import CalamineWorkbook

    start, unpacked = time.perf_counter(), 0
    for each in _workbooks(path):
        with ZipFile(each) as parts:
            unpacked += sum(len(parts.read(name)) for name in parts.namelist())
        CalamineWorkbook.from_path(str(each)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    _say(seconds=time.perf_counter() - start, unpacked=unpacked)


def _workbooks(path: str) -> list[Path]:
    return sorted(Path(path).iterdir()) if Path(path).is_dir() else [Path(path)]


def program_opens(path: str) -> None:
    """Find the tables of workbooks as `identify` does, before their columns are looked at."""
    import duckdb
    import numpy as np  # noqa: F401 - imported before the clock starts
    import python_calamine  # noqa: F401 - the same

    from shnor_cli.tables.files import Input
    from shnor_cli.tables.grid import stored
    from shnor_cli.tables.layouts import reports  # noqa: F401 - the same
    from shnor_cli.tables.opening import open_file
    from shnor_cli.tables.scratch import Scratch, uncollected
    from shnor_cli.tables.sheets import NOTHING_KNOWN

    start = time.perf_counter()
    with uncollected(), Scratch(duckdb.connect()) as scratch:
        found = [
            table
            for each in _workbooks(path)
            for table in open_file(Input.alone(each), scratch, None, NOTHING_KNOWN, []).tables
        ]
        stored(found, scratch)
        rows = sum(len(each.cells) for each in found)
        _say(seconds=time.perf_counter() - start, rows=rows)


def pandas_judges(path: str, out: str) -> None:
    """Judge by hand-written pandas."""
    import pandas as pd  # noqa: F401 - imported before the clock starts

    from benchmarks import by_pandas

    start = time.perf_counter()
    found = by_pandas.judge(Path(path))
    _say(seconds=time.perf_counter() - start)
    found.to_parquet(out)


def duckdb_identifies(path: str, run: str, unit: str = "") -> None:
    """Check, judge and write the files of a run by hand."""
    by_hand.identify(by_hand.connect(), Path(path), Path(run), pupils=unit == "pupils")


def modules(names: str, run: str) -> None:
    """Write the names of all modules, ours left out, that `identify` imports, in their order."""
    from shnor_cli.cli import main

    main(["identify", str(SAMPLE), "--schools", str(REGISTER), "-o", run])
    ours = ("shnor_cli", "benchmarks", "__main__")
    needed = [
        name
        for name, module in sys.modules.items()
        if name.partition(".")[0] not in ours and getattr(module, "__spec__", None)
    ]
    Path(names).write_text("\n".join(needed), encoding="utf-8")


def bare_imports(names: str) -> None:
    """Import what `identify` needs, and open a connection."""
    for name in Path(names).read_text(encoding="utf-8").split():
        importlib.import_module(name)
    import duckdb

    duckdb.connect(":memory:").execute("SELECT 1").fetchall()


def empty_help() -> None:
    """Print the help of a Typer application that does nothing."""
    import typer

    app = typer.Typer(add_completion=False)

    @app.command()
    def nothing() -> None:
        """Do nothing."""

    app(["--help"])


def halves(path: str) -> None:
    """Measure and judge the same tables several times over."""
    import statistics

    from shnor_cli.actions.identifying import identify
    from shnor_cli.engine.judge import judge
    from shnor_cli.engine.measure import measure

    found = identify([Path(path)])
    measuring, judging = [], []
    for _ in range(_TIMES):
        start = time.perf_counter()
        measured = measure(found.results, found.file.methodology, found.year)
        between = time.perf_counter()
        judge(found.results, found.file.methodology, measured, found.year)
        measuring.append(between - start)
        judging.append(time.perf_counter() - between)
    _say(measuring=statistics.median(measuring), judging=statistics.median(judging))


def docxtpl_writes_cards(run: str, folder: str) -> None:
    """Fill the same template with the same values by docxtpl and nothing else."""
    from docxtpl import DocxTemplate

    from shnor_cli.actions.runs import open_run
    from shnor_cli.memo.papers.cards import cards_of

    cards = list(cards_of(open_run(Path(run)), None))
    Path(folder).mkdir()
    start = time.perf_counter()
    for index, card in cards:
        template = DocxTemplate(ROOT / "templates" / "kartochka.docx")
        template.render(card, autoescape=True)
        template.save(Path(folder) / f"{index}.docx")
    _say(seconds=time.perf_counter() - start, cards=len(cards))


def program_writes_cards(run: str, folder: str, processes: str) -> None:
    """Write the cards of a run as `shnor cards` does."""
    import duckdb  # noqa: F401 - imported before the clock starts

    from shnor_cli.actions.manner import Manner
    from shnor_cli.actions.papers import write_cards
    from shnor_cli.memo.papers import cards, many  # noqa: F401 - the same

    start = time.perf_counter()
    write_cards(
        Path(run),
        Path(folder),
        Manner(Path()),
        suffix=".docx",
        processes=int(processes),
        report=lambda _doing, _share: None,
    )
    _say(seconds=time.perf_counter() - start, cards=len(list(Path(folder).iterdir())))


def imports_for_memo() -> None:
    """Take as long as two processes that import the libraries of a memo, and a second.

    Starting Python counts, as it does in the memo that is measured beside it.
    """
    start = time.perf_counter()
    for _ in range(2):
        subprocess.run([sys.executable, "-c", "import docxtpl, typst, xlsxwriter"], check=True)
    time.sleep(1)
    _say(seconds=time.perf_counter() - start)


def recorded(path: str, table: str) -> None:
    """Judge a table and write its run."""
    from shnor_cli.actions.identifying import identify
    from shnor_cli.actions.runs import record_run

    record_run(identify([Path(table)]), Path(path))


def facts(path: str, schools: str) -> None:
    """Write an invented table of facts."""
    generating.write_facts(Path(path), int(schools))


def russian(path: str, schools: str) -> None:
    """Write an invented table of facts as a CSV with `;` and decimal commas."""
    generating.write_facts(Path(path), int(schools), russian=True)


def workbook(path: str, rows: str) -> None:
    """Write an invented table of facts as a workbook."""
    generating.write_workbook(Path(path), int(rows))


def reports(path: str, count: str) -> None:
    """Write invented reports of ФИС ОКО."""
    generating.write_reports(Path(path), int(count), 30)


def in_cp1251(path: str, source: str) -> None:
    """Write a table anew in cp1251."""
    generating.write_in_cp1251(Path(path), Path(source))


def pupils(path: str, rows: str) -> None:
    """Write an invented table of pupils."""
    generating.write_pupils(Path(path), int(rows))


def same_verdicts(first: str, second: str) -> None:
    """Fail unless two tables of verdicts are equal school by school."""
    comparing.same_verdicts(Path(first), Path(second))


def same_runs(first: str, second: str) -> None:
    """Fail unless two run folders hold the same rows."""
    comparing.same_runs(Path(first), Path(second))


CONTESTANTS: dict[str, Callable[..., None]] = {
    each.__name__: each
    for each in (
        program_judges,
        program_reads,
        duckdb_judges,
        duckdb_reads,
        calamine_reads,
        calamine_after_a_look,
        program_opens,
        pandas_judges,
        duckdb_identifies,
        modules,
        bare_imports,
        empty_help,
        halves,
        docxtpl_writes_cards,
        program_writes_cards,
        imports_for_memo,
        recorded,
        facts,
        russian,
        workbook,
        reports,
        in_cp1251,
        pupils,
        same_verdicts,
        same_runs,
    )
}


def _say(**numbers: float) -> None:
    print(json.dumps(numbers))


def _write_verdicts(found: "Identification", path: Path) -> None:
    """Write verdicts as the hand-written ones are: answers as codes."""
    from shnor_cli.record.findings import OUTCOMES
    from shnor_cli.record.verdicts import verdicts_query

    answers = ", ".join(
        f"list_position({list(OUTCOMES)}, outcome_K{i}::VARCHAR) - 1 AS k{i}" for i in range(1, 5)
    )
    with verdicts_query(found) as select:
        found.results.connection.execute(
            f"COPY (SELECT *, {answers} FROM ({select})) TO '{path}' (FORMAT parquet)"
        )


if __name__ == "__main__":
    CONTESTANTS[sys.argv[1]](*sys.argv[2:])
