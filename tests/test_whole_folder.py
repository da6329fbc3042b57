"""A folder with every layout, in mixed encodings, gives the verdicts of the plain table."""

import csv
import shutil
from pathlib import Path

import pytest

from shnor_cli import actions
from shnor_cli.cli import main
from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Assessment
from tests.tables.layouts.drawn import SAMPLE

REGISTER = SAMPLE / "schools.csv"
WRITTEN = (("utf-16", "\t"), ("cp866", ";"), ("koi8-r", ","))
"""How what no report covers is written, every third row alike."""

Key = tuple[object, ...]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the folder: every sample of a report, and plain tables of what they leave out."""
    folder = tmp_path_factory.mktemp("district") / "район"
    shutil.copytree(SAMPLE / "layouts", folder)
    covered = _covered(folder)
    with (SAMPLE / "results.csv").open(encoding="utf-8-sig", newline="") as source:
        rows = [row for row in csv.DictReader(source, delimiter=";") if not row["группа"]]
    left = [row for row in rows if _key(row) not in covered]
    assert 0 < len(left) < len(rows) / 2
    for part, (encoding, separator) in enumerate(WRITTEN):
        with (folder / f"остальное {part}.txt").open("w", encoding=encoding, newline="") as out:
            writer = csv.DictWriter(out, rows[0], delimiter=separator)
            writer.writeheader()
            writer.writerows(_straight(row) for row in left[part :: len(WRITTEN)])
    return folder


def _straight(row: dict[str, str]) -> dict[str, str]:
    """Return a row with the quotes and signs that every Russian encoding has."""
    signs = str.maketrans({"«": '"', "»": '"', "№": "N"})
    return {name: text.translate(signs) for name, text in row.items()}


def _covered(folder: Path) -> set[Key]:
    found = actions.identify([folder], schools=REGISTER, year=2025).results
    rows = found.connection.execute(f"SELECT school, year, assessment FROM {found.facts}")
    return {
        (found.schools.ids[school], year, found.assessments[code])
        for school, year, code in rows.fetchall()
    }


def _key(row: dict[str, str]) -> Key:
    grade = int(row["класс"] or 0)
    exam = Assessment(row["процедура"], row["предмет"], row["уровень"], grade)
    return row["школа"], int(row["год"]), exam


def _verdicts(found: Identification) -> list[tuple[object, ...]]:
    return [
        (each.school.id, each.status, each.category, each.possible, each.outcomes, each.score)
        for each in found.verdicts()
    ]


@pytest.mark.parametrize("methodology", ["federal-2025", "federal-500plus", "lowest-quartile"])
def test_the_folder_gives_the_verdicts_of_the_plain_table(folder: Path, methodology: str) -> None:
    plain = actions.identify([SAMPLE / "results.csv"], methodology, schools=REGISTER)
    whole = actions.identify([folder], methodology, schools=REGISTER, year=2025)
    assert _verdicts(whole) == _verdicts(plain)


def test_the_command_reads_a_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register, run = str(REGISTER), str(tmp_path / "run")
    arguments = ["identify", str(folder), "--schools", register, "--year", "2025", "-o", run]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "Всего 13 школ: ШНОР — 3, зона риска — 3, не выявлена — 5" in shown.replace("\n", " ")
    assert main(["verify", run]) == 0
