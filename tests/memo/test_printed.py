"""Documents as LibreOffice prints them: how many pages, which headings and tables stand there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from shnor_cli.actions.templates import _examples
from shnor_cli.memo.blocks import Document, Paragraph, Table
from shnor_cli.memo.word.filling import fill
from shnor_cli.memo.word.reading import read
from tests.memo.printed import pages_of, sizes_of

PAGES = {
    "spravka": range(16, 21),
    "kartochka": range(1, 3),
    "pismo": range(1, 3),
    "prikaz": range(2, 4),
    "prilozhenie": range(2, 5),
    "iyun": range(1, 5),
    "deficity": range(2, 8),
}
"""How many pages each document of the sample district takes; fonts of machines differ a little."""

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    for name in PAGES:
        template = Path(__file__).parents[2] / "templates" / f"{name}.docx"
        (folder / f"{name}.docx").write_bytes(fill(template, next(iter(_examples(name))), None))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    files = [str(folder / f"{name}.docx") for name in PAGES]
    subprocess.run([*command, *files], check=True, timeout=180, capture_output=True)
    return folder


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def captions_and_headings(document: Document) -> list[str]:
    return [
        block.text
        for block in document.blocks
        if isinstance(block, Paragraph) and (block.heading or block.caption) and block.text
    ]


@pytest.mark.parametrize("name", PAGES)
def test_pages_headings_and_tables_are_there(folder: Path, name: str) -> None:
    pages = pages_of(folder / f"{name}.pdf")
    assert len(pages) in PAGES[name]
    assert [page for page in pages if not page.strip()] == []
    document = read((folder / f"{name}.docx").read_bytes())
    text = squeezed("".join(pages))
    assert [each for each in captions_and_headings(document) if squeezed(each) not in text] == []
    for table in (block for block in document.blocks if isinstance(block, Table)):
        first = next(cell.text for row in table.rows for cell in row if cell.text)
        assert squeezed(first.split("\n")[0]) in text


def test_annexes_of_the_memo_lie_on_their_side_and_pages_are_numbered(folder: Path) -> None:
    sizes = sizes_of(folder / "spravka.pdf")
    upright = [width < height for width, height in sizes]
    assert upright == sorted(upright, reverse=True)
    assert 0 < upright.count(False) < len(upright)
    pages = pages_of(folder / "spravka.pdf")
    numbered = [str(number) in page.split() for number, page in enumerate(pages, start=1)]
    assert numbered[1:] == [True] * (len(pages) - 1)


def test_the_signature_does_not_stand_alone(folder: Path) -> None:
    pages = pages_of(folder / "spravka.pdf")
    signed = next(page for page in pages if "(подпись)" in page)
    assert len(signed.split("(подпись)")[0].split()) > 40
