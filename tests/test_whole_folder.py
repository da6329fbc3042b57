"""A folder with every layout, in mixed encodings, gives the verdicts of the plain table."""

import re
from pathlib import Path

import pytest

from shnor_cli.actions.identifying import identify
from shnor_cli.cli import main
from shnor_cli.engine.verdicts import Identification
from tests.tables.layouts.drawn import SAMPLE
from tools.layout_samples import rest

REGISTER = SAMPLE / "schools.csv"
PAGE = (SAMPLE.parent / "docs" / "inputs.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ shnor (.+?)\n(.+?)```", PAGE, re.DOTALL)


def _verdicts(found: Identification) -> list[tuple[object, ...]]:
    return [
        (each.school.id, each.status, each.category, each.possible, each.outcomes, each.score)
        for each in found.verdicts
    ]


@pytest.mark.parametrize("methodology", ["federal-2025", "federal-500plus", "lowest-quartile"])
def test_the_folder_gives_the_verdicts_of_the_plain_table(methodology: str) -> None:
    plain = identify([SAMPLE / "results.csv"], methodology, schools=REGISTER)
    whole = identify([rest.LAYOUTS], methodology, schools=REGISTER, year=rest.YEAR)
    assert _verdicts(whole) == _verdicts(plain)


def test_what_no_report_covers_is_current(tmp_path: Path) -> None:
    rest.write(tmp_path)
    assert _bytes(tmp_path) == _bytes(rest.FOLDER)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_commands_of_the_page_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", str(tmp_path)]) == 0
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    assert [command.split()[0] for command, _ in SHOWN] == ["check", "identify", "identify"]
    for command, expected in SHOWN:
        capsys.readouterr()
        assert main(command.split()) == 0
        pieces = map(re.escape, expected.split("…\n"))
        assert re.fullmatch(".*".join(pieces), capsys.readouterr().out, re.DOTALL), command
    folder, plain = (Path(command.split()[-1]) / "verdicts.csv" for command, _ in SHOWN[1:])
    assert folder.read_bytes() == plain.read_bytes()
