"""Names in straight quotes: documents print «ёлочки», the record keeps what was given."""

import csv
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from shnor_cli.actions.runs import open_run
from shnor_cli.cli import main
from shnor_cli.russian import typeset
from tests.district import SAMPLE

NAMES = ('МБОУ "Рассветовская СОШ № 1"', 'МКОУ "Филиал "Ключ" & <Ко>"', 'МБОУ "Непарная {{ 1 }}')
"""Of the first schools of the register; the others are renamed alike."""


@pytest.fixture(name="run", scope="module")
def _run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quotes")
    with (SAMPLE / "schools.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for place, row in enumerate(rows):
        straight = row["название"].replace("«", '"').replace("»", '"')
        row["название"] = NAMES[place] if place < len(NAMES) else straight
    with (folder / "schools.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    results, register = str(SAMPLE / "results.csv"), str(folder / "schools.csv")
    assert main(["identify", results, "--schools", register, "-o", str(folder / "run")]) == 0
    return folder / "run"


def given(run: Path) -> list[str]:
    """Return the names of the judged schools as the run has them."""
    found = open_run(run)
    return [each.school.name for each in found.verdicts]


def words_of(path: Path) -> str:
    body = Document(str(path)).element.body
    return "\n".join(
        "".join(each.text or "" for each in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))
    ).replace("\u00a0", " ")


def texts_of(path: Path) -> set[object]:
    sheets = load_workbook(path, read_only=True)
    return {cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}


def test_the_record_keeps_names_as_they_were_given(run: Path) -> None:
    assert {*NAMES} <= {*given(run)}
    assert 'МБОУ ""Рассветовская СОШ № 1""' in (run / "verdicts.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("public", [[], ["--public"]], ids=["own", "public"])
def test_the_memo_and_the_workbook_print_them(run: Path, tmp_path: Path, public: list[str]) -> None:
    outputs = [tmp_path / "m.docx", tmp_path / "m.md", tmp_path / "m.xlsx"]
    more = [word for output in outputs for word in ("-o", str(output))]
    assert main(["memo", str(run), *public, *more]) == 0
    said = words_of(outputs[0])
    plain = outputs[1].read_text(encoding="utf-8").replace("\\", "").replace("\u00a0", " ")
    cells = texts_of(outputs[2])
    for name in map(typeset, given(run)):
        assert name in said
        assert name in plain
        assert name in cells
    assert {mark for mark in said.split() if '"' in mark} == {'"Непарная'}
    assert "«Филиал „Ключ“ & <Ко>»" in said


def test_the_partner_of_the_office_is_printed_so_too(run: Path, tmp_path: Path) -> None:
    *_, best = (each for each in open_run(run).verdicts if each.category == "не выявлена")
    office = tmp_path / "office.yaml"
    office.write_text(f"name: Отдел\npartner: '{best.school.name}'\n", encoding="utf-8")
    output = tmp_path / "m.docx"
    assert main(["memo", str(run), "--office", str(office), "-o", str(output)]) == 0
    assert '"' in best.school.name
    assert f"высокими результатами ({typeset(best.school.name)})" in words_of(output)


def test_cards_letters_and_the_order_print_them_under_the_same_names_of_files(
    run: Path, tmp_path: Path
) -> None:
    cards, order = tmp_path / "cards", tmp_path / "order"
    assert main(["cards", str(run), "-o", str(cards)]) == 0
    assert main(["order", str(run), "-o", str(order)]) == 0
    card = cards / "001 МБОУ Рассветовская СОШ № 1.docx"
    assert "МБОУ «Рассветовская СОШ № 1»" in words_of(card)
    for path in (*cards.iterdir(), *order.glob("*.docx"), *(order / "letters").iterdir()):
        straight = {mark for mark in words_of(path).split() if '"' in mark}
        assert straight <= {'"Непарная'}, path.name


def test_they_are_the_same_schools_in_an_earlier_run(run: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    results, register = str(SAMPLE / "results.csv"), str(SAMPLE / "schools.csv")
    year = ["--year", "2024"]
    assert main(["identify", results, "--schools", register, *year, "-o", str(earlier)]) == 0
    output = tmp_path / "m.docx"
    assert main(["memo", str(run), "--previous", str(earlier), "-o", str(output)]) == 0
    said = words_of(output)
    assert "в таблицах школы больше нет" not in said
    assert {mark for mark in said.split() if '"' in mark} == {'"Непарная'}
