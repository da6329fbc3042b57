"""Write what the reports of `sample_data/layouts` leave out: `python -m tools.layout_samples.rest`.

With it the folder holds all results of the district, so that its verdicts are those of the plain
table. Every third row stands in a text file of its own encoding and separator.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from shnor_cli.actions.identifying import identify
from shnor_cli.model import Assessment
from tools.layout_samples.plain_facts import SAMPLES, facts

LAYOUTS = SAMPLES / "layouts"
FOLDER = LAYOUTS / "plain"
WRITTEN = (("utf-16-le", "\t"), ("cp866", ";"), ("koi8-r", ","))
YEAR = 2025

Key = tuple[str, int, Assessment]


def rest() -> Iterator[Mapping[str, str]]:
    """Yield the rows of schools in the plain table that no report has."""
    reports = [each for each in sorted(LAYOUTS.iterdir()) if each != FOLDER]
    found = identify(reports, schools=SAMPLES / "schools.csv", year=YEAR).results
    rows = found.connection.execute(f"SELECT school, year, assessment FROM {found.facts}")
    covered = {
        (found.schools.ids[school], year, found.assessments[code])
        for school, year, code in rows.fetchall()
    }
    return (row for row in facts() if _key(row) not in covered)


def _key(row: Mapping[str, str]) -> Key:
    grade = int(row["класс"] or 0)
    exam = Assessment(row["процедура"], row["предмет"], row["уровень"], grade)
    return row["школа"], int(row["год"]), exam


def _straight(row: Mapping[str, str]) -> Mapping[str, str]:
    """Return a row with the quotes and signs that every Russian encoding has."""
    signs = str.maketrans({"«": '"', "»": '"', "№": "N"})
    return {name: text.translate(signs) for name, text in row.items()}


def write(folder: Path) -> None:
    """Write the files."""
    left = list(rest())
    for part, (encoding, separator) in enumerate(WRITTEN):
        path = folder / f"остальное {encoding}.txt"
        with path.open("w", encoding=encoding, newline="") as file:
            file.write("\ufeff" if encoding.startswith("utf") else "")
            own = csv.DictWriter(file, left[0], delimiter=separator, lineterminator="\n")
            own.writeheader()
            own.writerows(_straight(row) for row in left[part :: len(WRITTEN)])


if __name__ == "__main__":
    write(FOLDER)
