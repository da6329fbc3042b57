"""Measure `shnor` beside hand-written work and write `benchmarks/RESULTS.md`: `make bench`.

Smaller sizes give a quick look: `python -m benchmarks.run --schools 1000 --pupils 100000`.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    memo: int = 300
    """Schools of a long memo."""
    times: int = 5


def measured(sizes: Sizes, folder: Path, wanted: Iterable[str]) -> Iterator[Section]:
    """Yield the sections of the report; tables are made in `folder` once.

    Raises:
        RuntimeError: a contestant failed, or two of them found different verdicts.
    """
    for name in wanted:
        yield from SECTIONS[name](sizes, folder)


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


def _cp1251(sizes: Sizes, folder: Path) -> Iterator[Section]:
    plain = _table(folder / f"russian-{sizes.schools}.csv", "russian", sizes.schools)
    table = _table(folder / "cp1251.csv", "in_cp1251", plain)
    contestants = [
        Contestant("DuckDB by hand, from utf-8", lambda: child("duckdb_reads", plain)),
        Contestant("shnor, from cp1251", lambda: child("program_reads", table)),
    ]
    title = f"{sizes.schools:,} schools x 3 years x 30 assessments, CSV with `;` and decimal commas"
    yield Section(f"{title}: reading", race(contestants, sizes.times), {"shnor, from cp1251": 2.0})


def _reports(sizes: Sizes, place: Path) -> Iterator[Section]:
    folder = _table(place / f"reports-{sizes.reports}", "reports", sizes.reports)
    contestants = [
        Contestant("python-calamine alone", lambda: child("calamine_reads", folder)),
        Contestant(
            "python-calamine, and zipfile unpacks the parts",
            lambda: child("calamine_after_a_look", folder),
        ),
        Contestant("shnor reads the reports", lambda: child("program_opens", folder)),
        Contestant("shnor reads and checks them", lambda: child("program_reads", folder)),
    ]
    yield Section(
        f"{sizes.reports} workbooks of ФИС ОКО, 30 schools each: reading",
        race(contestants, sizes.times),
        {"shnor reads the reports": 1.5},
    )


def _xlsx(sizes: Sizes, folder: Path) -> Iterator[Section]:
    table = _table(folder / f"facts-{sizes.rows}.xlsx", "workbook", sizes.rows)
    contestants = [
        Contestant("python-calamine alone", lambda: child("calamine_reads", table)),
        Contestant("shnor finds the table", lambda: child("program_opens", table)),
        Contestant("shnor reads and checks it", lambda: child("program_reads", table)),
    ]
    yield Section(
        f"{sizes.rows:,} rows, XLSX: reading",
        race(contestants, sizes.times),
        {"shnor finds the table": 1.5},
    )


def _parquet(sizes: Sizes, folder: Path) -> Iterator[Section]:
    return _judged(sizes, _facts(sizes.schools, folder), 1.5, 1.0)


def _csv(sizes: Sizes, folder: Path) -> Iterator[Section]:
    return _judged(sizes, _facts(sizes.schools, folder, "csv"), 1.5, 1.0)


def _pupils(sizes: Sizes, folder: Path) -> Iterator[Section]:
    table = _table(folder / f"pupils-{sizes.pupils}.parquet", "pupils", sizes.pupils)
    return _judged(sizes, table, 1.3, 1.5)


def _judged(sizes: Sizes, table: Path, target: float, gigabytes: float) -> Iterator[Section]:
    yield _verdicts(sizes, table, target)
    yield _whole(sizes, table, target, gigabytes)


def _facts(schools: int, folder: Path, suffix: str = "parquet") -> Path:
    return _table(folder / f"facts-{schools}.{suffix}", "facts", schools)


def _run_of(schools: int, folder: Path) -> Path:
    """Return the run folder of an invented table."""
    return _table(folder / f"run-{schools}", "recorded", _facts(schools, folder))


def _verdicts(sizes: Sizes, table: Path, target: float) -> Section:
    unit = ("pupils",) if "pupils" in table.name else ()
    names = ("by-hand", "shnor", "pandas")
    found = {name: table.with_name(f"{name}.parquet") for name in names}
    contestants = [
        Contestant(
            "DuckDB by hand", lambda: child("duckdb_judges", table, found["by-hand"], *unit)
        ),
        Contestant("shnor", lambda: child("program_judges", table, found["shnor"])),
        Contestant("pandas by hand", lambda: child("pandas_judges", table, found["pandas"])),
    ]
    if unit:  # pandas would need the memory of all pupils
        contestants.pop()
    results = race(contestants, sizes.times)
    for name in names[1 : len(contestants)]:
        run(child("same_verdicts", found["by-hand"], found[name]))
    title = f"{_title(table, sizes)}: read, measure and judge"
    return Section(title, results, {"shnor": target}, slower=() if unit else ("pandas by hand",))


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


def _halves(sizes: Sizes, folder: Path) -> Iterator[Section]:
    table = _facts(sizes.schools, folder)
    said = run(child("halves", table)).said
    judging, measuring = said["judging"], said["measuring"]

    def half(name: str, seconds: float) -> Result:
        return Result(name, seconds, seconds, seconds, 0.0, seconds / measuring, 1.0)

    yield Section(
        "Judging against measuring, the same tables",
        [half("measure", measuring), half("judge", judging)],
        {"judge": 1.0},
    )


def _cards(sizes: Sizes, folder: Path) -> Iterator[Section]:
    recorded = _run_of(sizes.cards, folder)
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
    yield Section(
        f"{sizes.cards:,} cards of schools, from the run folder to Word files",
        race(contestants, sizes.times),
        {"shnor, one process": 1.3, "shnor cards": 1.3},
    )


def _memo(sizes: Sizes, folder: Path) -> Iterator[Section]:
    long = _run_of(sizes.memo, folder)
    written, district = folder / "memo", folder / "run-district"
    if not district.exists():
        run(program("identify", SAMPLE, "--schools", REGISTER, "-o", district))

    def five(recorded: Path) -> Command:
        places = (word for kind in _FORMATS for word in ("-o", written / f"memo.{kind}"))
        return program("memo", recorded, *places)

    yield Section(
        f"The memo of the sample district as {', '.join(_FORMATS)}, a cold process",
        race(
            [
                Contestant(
                    "two processes that import docxtpl, typst and xlsxwriter, and a second",
                    lambda: child("imports_for_memo"),
                ),
                Contestant("shnor memo", lambda: five(district)),
            ],
            sizes.times * _COLD_TIMES,
        ),
        {"shnor memo": 1.0},
    )
    yield Section(
        f"The memo of {sizes.memo} schools in the same formats",
        race([Contestant("shnor memo", lambda: five(long))], sizes.times),
        {"shnor memo": 1.0},
        0.6,
    )


_FORMATS = ("docx", "pdf", "html", "md", "xlsx")


SECTIONS: Mapping[str, Callable[[Sizes, Path], Iterator[Section]]] = {
    "cold": _cold,
    "parquet": _parquet,
    "csv": _csv,
    "cp1251": _cp1251,
    "xlsx": _xlsx,
    "reports": _reports,
    "pupils": _pupils,
    "halves": _halves,
    "cards": _cards,
    "memo": _memo,
}
"""What is measured, by name."""


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
    parser.add_argument("--only", nargs="+", choices=tuple(SECTIONS), default=tuple(SECTIONS))
    parser.add_argument("--folder", type=Path, help="keep the tables here")
    given = parser.parse_args()
    sizes = Sizes(given.schools, given.pupils, cards=given.cards, times=given.times)
    with tempfile.TemporaryDirectory(prefix="shnor-bench") as temporary:
        folder = given.folder or Path(temporary)
        sections = []
        for section in measured(sizes, folder, given.only):
            print("\n" + "\n".join(report.lines(section)), flush=True)
            sections.append(section)
    if sizes == Sizes(times=given.times) and len(given.only) == len(SECTIONS):
        path = ROOT / "benchmarks" / "RESULTS.md"
        path.write_text(report.page(sections, given.times), encoding="utf-8", newline="\n")
    return 0 if all(section.is_reached for section in sections) else 1


if __name__ == "__main__":
    sys.exit(main())
