"""Build the wheel, install it in a clean environment outside the checkout and try it there.

The sample district is run from what the wheel brought along; its memo must be a Word document, and
a PDF too, whose library is an extra.
"""

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
WHERE = "from shnor_cli.resources import shipped; print(shipped('sample_data'))"


def main() -> None:
    """Build, install and run; any failing step stops with its own message."""
    with tempfile.TemporaryDirectory(prefix="shnor-wheel-", ignore_cleanup_errors=True) as folder:
        outside = Path(folder)
        wheel = build(outside / "dist")
        print(f"built {wheel.name}")
        scripts = install(outside / "venv", wheel)
        identify(scripts, outside)
        run(str(scripts / "shnor"), "init", "own", cwd=outside)
        if not (outside / "own" / "docs" / "tables.md").is_file():
            sys.exit("the wheel has not brought along its pages of help")
        with zipfile.ZipFile(outside / "memo.docx") as document:
            document.getinfo("word/document.xml")
        if not (outside / "memo.pdf").read_bytes().startswith(b"%PDF-"):
            sys.exit("the memo is not a PDF")
        print("the sample district and its memo: done from the wheel alone")


def build(folder: Path) -> Path:
    """Build the wheel into a folder and return it."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(folder: Path, wheel: Path) -> Path:
    """Install the wheel in a new environment and return the folder of its programs."""
    venv.create(folder, with_pip=True)
    scripts = folder / SCRIPTS
    held = ROOT / "constraints.txt"
    pip = ("-m", "pip", "install", "--quiet", "-c", str(held))
    run(str(scripts / "python"), *pip, f"{wheel}[pdf]", cwd=folder)
    return scripts


def identify(scripts: Path, folder: Path) -> None:
    """Run the sample district in a folder of its own and write its memo."""
    sample = Path(run(str(scripts / "python"), "-I", "-c", WHERE, cwd=folder).strip())
    if not sample.is_relative_to(folder.resolve()):
        sys.exit(f"the sample district was taken from {sample}, not from the wheel")
    files = (str(sample / "results.csv"), "--schools", str(sample / "schools.csv"))
    memos = ("--memo", "memo.docx", "--memo", "memo.pdf")
    print(run(str(scripts / "shnor"), "identify", *files, *memos, cwd=folder))


def run(*command: str, cwd: Path) -> str:
    """Run a program to its end and return what it printed; its errors go to the screen."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["PYTHONUTF8"] = "1"
    done = subprocess.run(
        command, cwd=cwd, env=environment, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return done.stdout


if __name__ == "__main__":
    main()
