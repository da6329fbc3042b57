"""A short run imports what it needs and no more: start-up is most of its time."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UNWANTED = (
    *("pandas", "pyarrow", "docxtpl", "jinja2", "python_calamine", "rich.progress", "xlsxwriter"),
    *("shnor_cli.memo.word.filling", "shnor_cli.revise", "shnor_cli.cases", "shnor_cli.frames"),
    *("shnor_cli.criteria.lint", "shnor_cli.criteria.wording", "shnor_cli.actions.explaining"),
    *("shnor_cli.record.verifying", "shnor_cli.tables.layouts.reports", "shnor_cli.tables.pupils"),
    "numpy.ma",
)


def imported_by(folder: Path, *given: str) -> set[str]:
    """Return what a command imports that is run in a folder."""
    code = "import sys; from shnor_cli.cli import main; main(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, *given],
        cwd=folder,
        capture_output=True,
        check=True,
        encoding="utf-8",
        errors="replace",
    )
    return {*done.stdout.split()}


def test_identify_on_the_plain_table_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    tables = ROOT / "sample_data"
    schools = ["--schools", str(tables / "schools.csv"), "-o", str(tmp_path / "run")]
    imported = imported_by(ROOT, "identify", str(tables / "results.csv"), *schools)
    assert imported.isdisjoint(UNWANTED)


def test_identify_reads_the_terms_of_an_office_and_no_picture(tmp_path: Path) -> None:
    said = "logo: герб.png\nterms: {short: ШНРО, long: школы}\n"
    (tmp_path / "office.yaml").write_text(said, encoding="utf-8")
    imported = imported_by(tmp_path, "identify", str(ROOT / "sample_data" / "results.csv"))
    assert "shnor_cli.memo.words.office" in imported
    assert imported.isdisjoint((*UNWANTED, "docx"))


def test_python_ends_in_peace_after_a_refusal() -> None:
    code = (
        "from shnor_cli import identify\n"
        "try: identify(['t.csv'], methodology='нет')\n"
        "except Exception as error: print(type(error).__name__)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, "MethodologyError", "")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C reaches a whole console there")
@pytest.mark.parametrize("module", ["typer", "shnor_cli.cli.skin"])
def test_ctrl_c_while_the_program_starts_is_told_in_a_word(module: str) -> None:
    """Python is interrupted where it imports that module, as if Ctrl+C came at this moment."""
    code = (
        "import signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from shnor_cli.__main__ import entry\n"
        "entry()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "Прервано.\n")
