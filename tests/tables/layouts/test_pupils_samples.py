"""Samples of pupils' own rows give the very facts of the plain table."""

import csv
import re
from pathlib import Path

import pytest

from shnor_cli.resources import scale_files
from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts import individual, open_set, protocols
from shnor_cli.tables.register import read_register
from shnor_cli.tables.scales import Scales
from tests.tables.layouts.pupils_drawn import facts, known_as
from tests.tables.reading import file, layout
from tools.layout_samples import pupils

SAMPLE = Path(__file__).resolve().parents[3] / "sample_data"
FOLDER = SAMPLE / "layouts" / "pupils"
LAYOUTS = {
    pupils.F1: individual,
    pupils.F1_SCHOOL: individual,
    pupils.AUTUMN: protocols,
    pupils.SPRING: protocols,
    pupils.OF_2022: protocols,
    pupils.LATER: protocols,
    pupils.OPEN_SET: open_set,
}
ids = [work.file for work in LAYOUTS]


@pytest.fixture
def logins(tmp_path: Path) -> Path:
    """The register of the district, logins in ФИС ОКО being further names of its schools."""
    with (SAMPLE / "schools.csv").open(encoding="utf-8-sig", newline="") as source:
        schools = [row["код"] for row in csv.DictReader(source, delimiter=";")]
    rows = (f"{id_};{id_};sch990{id_}|edu990{id_}\n" for id_ in schools)
    return file(tmp_path, "logins.csv", "код;название;псевдонимы\n" + "".join(rows))


@pytest.mark.parametrize("work", LAYOUTS, ids=ids)
def test_a_sample_is_recognised_by_its_layout_alone(work: pupils.Work) -> None:
    assert known_as(FOLDER / work.file) == [LAYOUTS[work].TITLE]


@pytest.mark.parametrize("work", LAYOUTS, ids=ids)
def test_a_sample_gives_the_counts_of_the_plain_table(work: pupils.Work, logins: Path) -> None:
    found = facts(FOLDER / work.file, register=read_register(logins))
    title = f"ВПР, {work.subject}, {work.grade} класс"
    assert found == [
        (row["школа"], work.year, title, *(int(row[each]) for each in ("участников", *"2345")))
        for row in sorted(pupils.counts(work), key=lambda row: row["школа"])
    ]


def test_samples_are_as_their_script_writes_them(tmp_path: Path) -> None:
    pupils.write(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in FOLDER.iterdir()}


PAGE = (SAMPLE.parent / "docs" / "inputs.md").read_text(encoding="utf-8")


def blocks(beginning: str) -> list[str]:
    """Return the YAML examples of the page that begin so."""
    found = [each.split("```")[0] for each in PAGE.split("```yaml\n")[1:]]
    return [each for each in found if each.startswith(beginning)]


def test_the_open_set_is_read_by_the_layout_of_the_page_too(tmp_path: Path, logins: Path) -> None:
    (text,) = blocks("rows: pupil")
    table, register = FOLDER / pupils.OPEN_SET.file, read_register(logins)
    # with a layout the repeated header is dropped as well
    assert facts(table, register=register, layout=layout(tmp_path, text)) == facts(
        table, register=register
    )


def test_the_scale_of_the_page_is_a_scale(tmp_path: Path) -> None:
    (text,) = blocks("scales:")
    ours = Scales((file(tmp_path, "scales.yaml", text),))
    found = facts(FOLDER / pupils.LATER.file, scales=Scales((*ours.paths, *scale_files(tmp_path))))
    assert len(found) == 1


PAGE = (SAMPLE.parent / "docs" / "inputs.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"`([^`\n]+\.(?:csv|xlsx))`[^\n]*\n\n```text\n(.+?)```", PAGE, re.DOTALL)


def test_every_protocol_and_the_open_set_stand_on_the_page_as_their_samples_begin() -> None:
    files = {path.name for path in FOLDER.iterdir() if not path.name.startswith("Ф1")}
    assert {name for name, _ in PICTURES} == files
    for name, picture in PICTURES:
        (sheet,) = read_sheets(Input.alone(FOLDER / name))
        for line, shown in zip(sheet.lines, picture.splitlines(), strict=False):
            parts = map(re.escape, re.split(r" {2,}", shown))
            pattern = " ".join(parts).replace(" … ", " .+ ")
            assert re.match(pattern, " ".join(cell or "" for cell in line.cells)), name
