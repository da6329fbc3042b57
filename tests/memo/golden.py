"""The memo of the sample district, word for word: `spravka.txt` beside this module.

After a change of words it is written anew: `python -m tests.memo.golden`; the diff shows them.
"""

import tempfile
from datetime import date
from pathlib import Path

from shnor_cli.actions import identify
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.office import read_office
from tests.district import SAMPLE
from tests.memo.words import memo_of, words_of

GOLDEN = Path(__file__).with_name("spravka.txt")


def sample(*more: Path, doubted: Path | None = None) -> Identification:
    """Read the files of the sample district as the command does."""
    return identify(
        [SAMPLE / "results.csv", *more],
        "federal-2025",
        schools=SAMPLE / "schools.csv",
        doubted=doubted,
        folder=SAMPLE.parent,
    )


def words(folder: Path) -> str:
    """Return the words of the memo of the sample district, signed by its office."""
    office = read_office(SAMPLE / "office.yaml")
    return words_of(memo_of(sample(), folder, date(2026, 1, 27), office=office)) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        GOLDEN.write_text(words(Path(made)), encoding="utf-8")
