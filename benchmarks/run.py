"""Measure `shnor` beside hand-written work and write `benchmarks/RESULTS.md`: `make bench`.

Smaller sizes give a quick look: `python -m benchmarks.run --schools 1000 --pupils 100000`.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ROOT, report
from benchmarks.child import REGISTER, SAMPLE
from benchmarks.measuring import Command, Contestant, Result, child, program, race, run
from benchmarks.report import Section

_COLD_TIMES = 3
"""How many times more often a short process is run than a long one."""


@dataclass(frozen=True)
class Sizes:
    """How large the tables are, and how often each contestant is run."""

    schools: int = 40_000
    pupils: int = 50_000_000
    rows: int = 100_000
    """Rows of the workbook."""
    reports: int = 200
    """Workbooks of ФИС ОКО."""
    cards: int = 1_000
    """Schools that get a card."""
    times: int = 5


SECTIONS = ("cold", "parquet", "csv", "cp1251", "xlsx", "reports", "pupils", "halves", "cards")


def measured(sizes: Sizes, folder: Path, wanted: tuple[str, ...] = SECTIONS) -> Iterator[Section]:
    """Yield the sections of the report; tables are made in `folder` once.

    Raises:
        RuntimeError: a contestant failed, or two of them found different verdicts.
    """
    if "cold" in wanted:
        yield from _cold(sizes, folder)
    for suffix in ("parquet", "csv"):
        if suffix in wanted:
            table = _table(folder / f"facts-{sizes.schools}.{suffix}", "facts", sizes.schools)
            yield _verdicts(sizes, table, 1.5)
            yield _whole(sizes, table, 1.5, 1.0)
    if "cp1251" in wanted:
        plain = _table(folder / f"russian-{sizes.schools}.csv", "russian", sizes.schools)
        yield _cp1251(sizes, plain, _table(folder / "cp1251.csv", "in_cp1251", plain))
    if "reports" in wanted:
        yield _reports(sizes, _table(folder / f"reports-{sizes.reports}", "reports", sizes.reports))
    if "xlsx" in wanted:
        yield _xlsx(sizes, _table(folder / f"facts-{sizes.rows}.xlsx", "workbook", sizes.rows))
    if "pupils" in wanted:
        table = _table(folder / f"pupils-{sizes.pupils}.parquet", "pupils", sizes.pupils)
        yield _verdicts(sizes, table, 1.3)
        yield _whole(sizes, table, 1.3, 1.5)
    if "halves" in wanted:
        yield _halves(_table(folder / f"facts-{sizes.schools}.parquet", "facts", sizes.schools))
    if "cards" in wanted:
        table = _table(folder / f"facts-{sizes.cards}.parquet", "facts", sizes.cards)
        yield _cards(sizes, _table(folder / f"run-{sizes.cards}", "recorded", table))


def _table(path: Path, kind: str, size: int | Path) -> Path:
    if not path.exists():
        run(child(kind, path, str(size)))
    return path


def _cold(sizes: Sizes, folder: Path) -> Iterator[Section]:
    times, needed = sizes.times * _COLD_TIMES, folder / "modules.txt"
    run(child("modules", needed, _fresh(folder / "cold")))

    def identify() -> Command:
        return program("identify", SAMPLE, "--schools", REGISTER, "-o", _fresh(folder / "cold"))

    yield Section(
        "`shnor identify` on the sample district, a cold process",
        race(
            [
                Contestant("imports and a connection", lambda: child("bare_imports", needed)),
                Contestant("shnor identify", identify),
            ],
            times,
        ),
        {"shnor identify": 1.6},
    )
    yield Section(
        "`shnor --help`",
        race(
            [
                Contestant("--help of an empty Typer app", lambda: child("empty_help")),
                Contestant("shnor --help", lambda: program("--help")),
            ],
            times,
        ),
        {"shnor --help": 1.5},
    )


def _cp1251(sizes: Sizes, plain: Path, table: Path) -> Section:
    contestants = [
        Contestant("DuckDB by hand, from utf-8", lambda: child("duckdb_reads", plain)),
        Contestant("shnor, from cp1251", lambda: child("program_reads", table)),
    ]
    title = f"{sizes.schools:,} schools x 3 years x 30 assessments, CSV with `;` and decimal commas"
    return Section(f"{title}: reading", race(contestants, sizes.times), {"shnor, from cp1251": 2.0})


def _reports(sizes: Sizes, folder: Path) -> Section:
    contestants = [
        Contestant("python-calamine alone", lambda: child("calamine_reads", folder)),
        Contestant("shnor reads the reports", lambda: child("program_opens", folder)),
        Contestant("shnor reads and checks them", lambda: child("program_reads", folder)),
    ]
    return Section(
        f"{sizes.reports} workbooks of ФИС ОКО, 30 schools each: reading",
        race(contestants, sizes.times),
        {"shnor reads the reports": 1.5},
    )


def _xlsx(sizes: Sizes, table: Path) -> Section:
    contestants = [
        Contestant("python-calamine alone", lambda: child("calamine_reads", table)),
        Contestant("shnor finds the table", lambda: child("program_opens", table)),
        Contestant("shnor reads and checks it", lambda: child("program_reads", table)),
    ]
    return Section(
        f"{sizes.rows:,} rows, XLSX: reading",
        race(contestants, sizes.times),
        {"shnor finds the table": 1.5},
    )


def _verdicts(sizes: Sizes, table: Path, target: float) -> Section:
    unit = ("pupils",) if "pupils" in table.name else ()
    found = {
        name: table.with_name(f"{name}.parquet")
        for name in ("by-hand", "shnor", "categories", "pandas")
    }

    def by_hand(name: str, query: str) -> Command:
        return child("duckdb_judges", table, found[name], query, *unit)

    contestants = [
        Contestant("DuckDB by hand", lambda: by_hand("by-hand", "verdicts")),
        Contestant("shnor", lambda: child("program_judges", table, found["shnor"])),
        Contestant("DuckDB by hand, categories only", lambda: by_hand("categories", "categories")),
    ]
    if not unit:
        contestants.append(
            Contestant(
                "pandas by hand, categories only",
                lambda: child("pandas_judges", table, found["pandas"]),
            )
        )
    results = race(contestants, sizes.times)
    run(child("same_verdicts", found["by-hand"], found["shnor"]))
    for name in ("categories", "pandas")[: len(contestants) - 2]:
        run(child("same_categories", found["by-hand"], found[name]))
    return Section(f"{_title(table, sizes)}: read, measure and judge", results, {"shnor": target})


def _whole(sizes: Sizes, table: Path, target: float, gigabytes: float) -> Section:
    unit = ("pupils",) if "pupils" in table.name else ()
    by_hand, ours = table.with_name("run-by-hand"), table.with_name("run")
    results = race(
        [
            Contestant(
                "DuckDB by hand, with checks and files",
                lambda: child("duckdb_identifies", table, _fresh(by_hand), *unit),
            ),
            Contestant("shnor identify", lambda: program("identify", table, "-o", _fresh(ours))),
        ],
        sizes.times,
    )
    run(child("same_runs", by_hand, ours))
    return Section(
        f"{_title(table, sizes)}: the whole `identify`",
        results,
        {"shnor identify": target},
        gigabytes,
    )


def _halves(table: Path) -> Section:
    said = run(child("halves", table)).said
    judging, measuring = said["judging"], said["measuring"]

    def half(name: str, seconds: float) -> Result:
        return Result(name, seconds, seconds, seconds, 0.0, seconds / measuring, 1.0)

    return Section(
        "Judging against measuring, the same tables",
        [half("measure", measuring), half("judge", judging)],
        {"judge": 1.0},
    )


def _cards(sizes: Sizes, recorded: Path) -> Section:
    written = recorded.with_name("cards")

    def ours(processes: int) -> Command:
        return child("program_writes_cards", recorded, _fresh(written), str(processes))

    contestants = [
        Contestant(
            "docxtpl alone, values at hand",
            lambda: child("docxtpl_writes_cards", recorded, _fresh(written)),
        ),
        Contestant("shnor, one process", lambda: ours(1)),
        Contestant("shnor cards", lambda: ours(os.cpu_count() or 1)),
    ]
    return Section(
        f"{sizes.cards:,} cards of schools, from the run folder to Word files",
        race(contestants, sizes.times),
        {"shnor, one process": 1.3, "shnor cards": 1.3},
    )


def _title(table: Path, sizes: Sizes) -> str:
    if "pupils" in table.name:
        return f"{sizes.pupils:,} rows of pupils, Parquet"
    kind = "CSV" if table.suffix == ".csv" else "Parquet"
    return f"{sizes.schools:,} schools x 3 years x 30 assessments, {kind}"


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def main() -> int:
    """Measure what is asked for; write the report only when everything was measured in full."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=Sizes.schools)
    parser.add_argument("--pupils", type=int, default=Sizes.pupils)
    parser.add_argument("--cards", type=int, default=Sizes.cards)
    parser.add_argument("--times", type=int, default=Sizes.times)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--folder", type=Path, help="keep the tables here")
    given = parser.parse_args()
    sizes = Sizes(given.schools, given.pupils, cards=given.cards, times=given.times)
    with tempfile.TemporaryDirectory(prefix="shnor-bench") as temporary:
        folder = given.folder or Path(temporary)
        sections = []
        for section in measured(sizes, folder, tuple(given.only)):
            print("\n" + "\n".join(report.lines(section)), flush=True)
            sections.append(section)
    if sizes == Sizes(times=given.times) and len(given.only) == len(SECTIONS):
        path = ROOT / "benchmarks" / "RESULTS.md"
        path.write_text(report.page(sections, given.times), encoding="utf-8", newline="\n")
    return 0 if all(section.is_reached for section in sections) else 1


if __name__ == "__main__":
    sys.exit(main())
