"""Every name of every document has a meaning, and every meaning a name."""

import html
import json
import re
from collections.abc import Mapping

import pytest

from shnor_cli.actions.templates import template_names
from shnor_cli.cli import main
from shnor_cli.memo.word.filling import environment
from shnor_cli.memo.word.names import COMMON, FILTERS, MEANINGS
from shnor_cli.resources import shipped


@pytest.mark.parametrize("template", MEANINGS)
def test_every_name_has_a_meaning_or_stands_under_one(template: str) -> None:
    meanings: Mapping[str, str] = COMMON | MEANINGS[template]
    names = [each.path for each in template_names(template)]
    alone = [
        name
        for name in names
        if not any(name == each or name.startswith((f"{each}.", f"{each}[]")) for each in meanings)
        and not any(each.startswith(f"{name}.") for each in meanings)
    ]
    assert alone == []
    assert set(meanings) - set(names) == set()


def test_every_shipped_template_of_word_has_names() -> None:
    assert {path.stem for path in shipped("templates").glob("*.docx")} == set(MEANINGS)


def test_every_filter_has_a_meaning() -> None:
    assert set(FILTERS) == {name for name in environment().filters if name.isidentifier()}


@pytest.mark.parametrize(("name", "meaning"), FILTERS.items())
def test_an_example_of_a_filter_gives_what_it_says(name: str, meaning: str) -> None:
    found = re.fullmatch(r"[^{]+: ({{ .* }}) — (.+)", meaning)
    assert found is not None
    assert f"|{name}" in found[1]
    printed = html.unescape(environment().from_string(found[1]).render())
    assert printed.replace("\u00a0", " ") == found[2]


def test_names_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "names"]) == 0
    shown = capsys.readouterr().out
    assert "управление — орган управления образованием, из office.yaml" in shown
    assert "категории[].школы[].название — название школы: МКОУ «Верхнеключевская СОШ»" in shown
    assert "процент — доля в процентах: {{ 0.285|процент }} — 28,5 %" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_names_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "names", "prikaz.docx", "--json"]) == 0
    found = {each["path"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["школы[].код"]["example"] == "003"


def test_an_unknown_template_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "names", "приказ"]) == 1
    assert "Есть шаблоны: spravka, kartochka, pismo, prikaz" in capsys.readouterr().err
