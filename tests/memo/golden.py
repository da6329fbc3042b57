"""The memo of the sample district, word for word and block by block.

`spravka.txt` and `spravka.blocks.txt` beside this module. After a change of words or looks both are
written anew: `python -m tests.memo.golden`; the diff shows it.
"""

import tempfile
from datetime import date
from pathlib import Path

from docx.document import Document as WordDocument

from shnor_cli.actions.identifying import identify
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.word.reading import read
from shnor_cli.memo.words.office import read_office
from tests.district import SAMPLE
from tests.memo.outline import outline
from tests.memo.words import memo_of, words_of

GOLDEN = Path(__file__).with_name("spravka.txt")
GOLDEN_BLOCKS = Path(__file__).with_name("spravka.blocks.txt")


def sample(*more: Path, doubted: Path | None = None) -> Identification:
    """Read the files of the sample district as the command does."""
    return identify(
        [SAMPLE / "results.csv", *more],
        "federal-2025",
        schools=SAMPLE / "schools.csv",
        doubted=doubted,
        folder=SAMPLE.parent,
    )


def memo(folder: Path) -> WordDocument:
    """Write the memo of the sample district, signed by its office, and open it."""
    office = read_office(SAMPLE / "office.yaml")
    return memo_of(sample(), folder, date(2026, 1, 27), office=office)


def words(folder: Path) -> str:
    """Return the words of the memo."""
    return words_of(memo(folder)) + "\n"


def blocks(folder: Path) -> str:
    """Return the blocks of the memo."""
    memo(folder)
    return outline(read((folder / "spravka.docx").read_bytes()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        GOLDEN.write_text(words(Path(made)), encoding="utf-8")
        GOLDEN_BLOCKS.write_text(blocks(Path(made)), encoding="utf-8")
