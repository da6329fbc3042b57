"""The pages say what the program does."""

import re
from pathlib import Path
from typing import Any

import pytest

from shnor_cli.cli import main
from shnor_cli.cli.app import COMMANDS, GROUPS
from tools import make_docs

ROOT = make_docs.ROOT
PAGES = sorted(path for folder in (ROOT, ROOT / "docs") for path in folder.glob("*.md"))


@pytest.mark.parametrize("name", make_docs.PAGES)
def test_generated_page_is_current(name: str) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert written == make_docs.PAGES[name](), f"{name} is stale: run `make docs`"


def test_readme_names_every_command_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    grouped = (f"{group} {name}" for group, (_, names) in GROUPS.items() for name in names)
    groups = "|".join(GROUPS)
    named = re.findall(rf"^\| `shnor ((?:(?:{groups}) )?\w+)", readme, re.MULTILINE)
    assert set(named) == {*COMMANDS, *grouped}


def test_readme_names_targets_that_make_has() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"(?:`|    )make (\w+)", page.read_text(encoding="utf-8")))
        assert named <= targets, page.name


def test_python_example_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.+?)```", readme, re.DOTALL)
    monkeypatch.chdir(ROOT)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - the README is ours
    assert len(names["found"].verdicts) == 13


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_constraints_are_names_and_versions_of_what_the_project_asks_for() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    held = {line.split("==")[0].lower().replace("_", "-") for line in lines}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = set(re.findall(r'^  "([\w.-]+)>=', project, re.MULTILINE))
    assert {name.lower() for name in asked} - held == set()


def test_worked_cases_of_the_page_come_out_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name, text in re.findall(r"`(\S+\.yaml)`:\n\n```yaml\n(.+?)```", page, re.DOTALL):
        Path(name).write_text(text, encoding="utf-8")
    shown = re.findall(r"```console\n\$ shnor (criteria test \S+)\n(.+?)```", page, re.DOTALL)
    assert len(shown) == 3
    for command, expected in shown:
        if "[-]" in expected:
            changed = Path("район.yaml").read_text(encoding="utf-8").replace("30 %", "20 %")
            Path("район.yaml").write_text(changed, encoding="utf-8")
        main(command.split())
        assert capsys.readouterr().out == expected
