"""Helpers: samples of reports beside the facts of the plain table that they were made from."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from shnor_cli.criteria.loading import load_methodology
from shnor_cli.model import Results
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.reports import REPORTS
from shnor_cli.tables.register import read_register
from shnor_cli.tables.results import read_results

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "sample_data" / "layouts"

Facts = dict[tuple[str, int, str], tuple[Any, ...]]
"""School, year and assessment -> participants, every category with 0 for blank, sum of scores."""


def read_sample(folder: Path, *names: str) -> Results:
    """Read samples with the register of the district, where schools have the reports' ids too."""
    return _read(folder, [SAMPLES / name for name in names])


def read_federal(*files: Path) -> Results:
    """Read files by the shipped federal methodology, whose КДР has four levels."""
    methodology = load_methodology(ROOT / "criteria" / "federal-2025.yaml").methodology
    return read_results(duckdb.connect(":memory:"), files, methodology)


def facts_of(results: Results) -> Facts:
    """Return the facts of schools."""
    counts = ", ".join(f"coalesce(c{place}, 0)" for place in range(len(results.categories)))
    rows = results.connection.execute(
        f"SELECT school, year, assessment, participants, {counts}, score_sum FROM {results.facts}"
    ).fetchall()
    return {
        (results.schools.ids[school], year, results.assessments[assessment].title): tuple(counted)
        for school, year, assessment, *counted in rows
    }


def plain_facts(folder: Path, wanted: Callable[[Mapping[str, str]], bool]) -> Facts:
    """Return the facts of the plain table's rows of schools that are wanted."""
    with (ROOT / "sample_data" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    path = folder / "plain.csv"
    _write(path, [row for row in rows if not row["группа"] and wanted(row)])
    return facts_of(_read(folder, [path]))


def reported_of(results: Results) -> Facts:
    """Return the facts that were reported of groups."""
    return {} if results.reported is None else facts_of(results.reported)


def recognisers(path: Path) -> set[str]:
    """Return the titles of the layouts that recognise a sheet of a file."""
    sheets = read_sheets(Input.alone(path))
    return {each.TITLE for sheet in sheets for each in REPORTS if each.recognises(sheet)}


def _read(folder: Path, files: Iterable[Path]) -> Results:
    with (ROOT / "sample_data" / "schools.csv").open(encoding="utf-8-sig", newline="") as file:
        schools = list(csv.DictReader(file, delimiter=";"))
    for row in schools:
        row["логин"], row["код рцои"] = f"sch9900{row['код'][1:]}", f"501{row['код']}"
    _write(folder / "schools.csv", schools)
    methodology = load_methodology(ROOT / "criteria" / "federal-2025.yaml").methodology
    register = read_register(folder / "schools.csv")
    connection = duckdb.connect(":memory:")
    return read_results(connection, list(files), methodology, register=register)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
