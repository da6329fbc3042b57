"""Every report that is read has an invented sample, which no other report takes for its own."""

from collections import Counter

from shnor_cli.tables.containers import read_sheets
from shnor_cli.tables.files import Input
from shnor_cli.tables.layouts.reports import REPORTS
from tests.tables.layouts.drawn import recognised
from tools.layout_samples import rest


def test_every_sheet_of_the_samples_is_of_one_report_and_every_report_has_some() -> None:
    folders = [each for each in rest.LAYOUTS.iterdir() if each != rest.FOLDER]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    sheets = [sheet for path in files for sheet in read_sheets(Input.alone(path))]
    known = [recognised(sheet) for sheet in sheets]
    assert [titles for titles in known if len(titles) != 1] == []
    assert {*Counter(title for (title,) in known)} == {each.TITLE for each in REPORTS}
