"""A sheet of Excel may be written in many valid ways: what stands in its cells is seen in each."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shnor_cli.errors import TableError
from shnor_cli.tables.bounds import BOUNDS
from shnor_cli.tables.files import Input
from shnor_cli.tables.packed import look
from shnor_cli.tables.seen import UNSAVED, Seen

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKED = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
ROWS = """\
<row r="1"><c r="A1" t="n"><v>1</v></c><c r="B1" t="n"><v>2</v></c></row>
<row r="2" hidden="1"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>
  <c r="B2" t="e"><v>#N/A</v></c><c r="C2" s="1" t="b"><v>1</v></c></row>
<row r="3"><c r="A3"><f>1+1</f></c><c r="B3" t="n"><f>1+1</f><v/></c><c r="C3" t="str"><f>1</f></c>
  <c r="D3" t="str"><f>""</f><v></v></c><c r="E3"><f t="shared" si="0"/></c>
  <c r="F3"><f>1+1</f><v>2</v></c><c r="G3" t="e"><f>1+1</f></c></row>
<row r="4" hidden="0"><c r="A4"><v>1</v></c></row>
"""
EXPECTED = Seen(
    hidden=[2],
    broken={
        (1, 0): "#DIV/0!",
        (1, 1): "#N/A",
        (2, 0): UNSAVED,
        (2, 1): UNSAVED,
        (2, 2): UNSAVED,
        (2, 4): UNSAVED,
        (2, 6): UNSAVED,
    },
    may_have_bools=True,
)


def prefixed(xml: str) -> str:
    """Write elements as .NET does."""
    return re.sub(r"<(/?)(\w)", r"<\1x:\2", xml).replace("xmlns=", "xmlns:x=")


def written(folder: Path, rewrite: Callable[[str], str], *, part: str = SHEET) -> Path:
    """Write a workbook whose one part is written in another way."""
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Л &amp; 5" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKED}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{ROWS}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(folder / "t.xlsx", "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, rewrite(content) if name == part else content)
    return folder / "t.xlsx"


WRITINGS: dict[str, Callable[[str], str]] = {
    "the usual": lambda xml: xml,
    "a prefix": prefixed,
    "a prefix of rows alone": lambda xml: re.sub(
        r"<(/?)(row|c|f|v)\b", r"<\1x:\2", xml.replace("xmlns=", f'xmlns:x="{MAIN}" xmlns=')
    ),
    "no addresses": lambda xml: re.sub(r' r="\w+"', "", xml),
    "no addresses of cells": lambda xml: re.sub(r'<c r="\w+"', "<c", xml),
    "no addresses of rows": lambda xml: re.sub(r'<row r="\w+"', "<row", xml),
    "some without addresses": lambda xml: re.sub(r' r="[B2]\d?"', "", xml),
    "single quotes": lambda xml: xml.replace('"', "'"),
    "another order": lambda xml: re.sub(r' (r="\w+")((?: \w+="\w+")+)', r"\2 \1", xml),
    "blanks around signs": lambda xml: re.sub(r'(\w)=(")', r"\1 = \2", xml),
    "blanks in tags": lambda xml: re.sub(r"(\w\"?)(/?)>", r"\1 \2>", xml),
    "line breaks": lambda xml: xml.replace(" ", "\n").replace("><", ">\n<"),
    "said to be kept": lambda xml: xml.replace("<v>", '<v xml:space="preserve">'),
    "texts apart": lambda xml: re.sub(r"<v>(.+?)</v>", r"<v><![CDATA[\1]]></v>", xml),
    "comments": lambda xml: xml.replace("<v>", "<!-- value --><v>"),
}


@pytest.mark.parametrize("rewrite", WRITINGS.values(), ids=WRITINGS)
def test_errors_formulas_and_hidden_rows_are_seen(
    tmp_path: Path, rewrite: Callable[[str], str]
) -> None:
    path = written(tmp_path, rewrite)
    assert look(Input.alone(path), BOUNDS) == {"Л & 5": EXPECTED}


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize(
    "rewrite",
    [
        prefixed,
        lambda xml: xml.replace('"', "'"),
        lambda xml: xml.replace("r:", "d3p1:").replace("xmlns:r=", "xmlns:d3p1="),
        lambda xml: xml.replace("worksheets/", "/xl/worksheets/"),
    ],
)
def test_sheets_are_found(tmp_path: Path, part: str, rewrite: Callable[[str], str]) -> None:
    path = written(tmp_path, rewrite, part=part)
    assert look(Input.alone(path), BOUNDS) == {"Л & 5": EXPECTED}


@pytest.mark.parametrize("rename", [str.upper, lambda name: name.replace("/", "\\")])
def test_names_of_parts_may_be_written_otherwise(
    tmp_path: Path, rename: Callable[[str], str]
) -> None:
    path = written(tmp_path, str)
    with zipfile.ZipFile(path) as opened:
        parts = {rename(each): opened.read(each) for each in opened.namelist()}
    with zipfile.ZipFile(path, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    assert look(Input.alone(path), BOUNDS) == {"Л & 5": EXPECTED}


_ADDRESSED = {name: each for name, each in WRITINGS.items() if "addresses" not in name}


@pytest.mark.parametrize("rewrite", _ADDRESSED.values(), ids=_ADDRESSED)
def test_a_row_written_twice_is_refused(tmp_path: Path, rewrite: Callable[[str], str]) -> None:
    path = written(tmp_path, lambda xml: rewrite(xml.replace('<row r="4"', '<row r="3"')))
    with pytest.raises(TableError, match="строка 3 записана в книге дважды"):
        look(Input.alone(path), BOUNDS)


def test_a_cell_far_away_needs_no_address(tmp_path: Path) -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 16_000 + '</row><row r="1048576"><c><v>1</v></c></row>'
    path = written(tmp_path, lambda xml: xml.replace(ROWS, wide))
    with pytest.raises(TableError, match="занимает больше 26"):
        look(Input.alone(path), BOUNDS)


def test_entities_are_refused_wherever_they_are_declared(tmp_path: Path) -> None:
    late = f'<!--{" " * 70_000}--><!DOCTYPE a [<!ENTITY b "b">]><x:worksheet '
    path = written(tmp_path, lambda xml: prefixed(xml).replace("<x:worksheet ", late))
    with pytest.raises(TableError, match="сущности XML"):
        look(Input.alone(path), BOUNDS)
