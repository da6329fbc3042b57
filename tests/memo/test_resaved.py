"""Templates that LibreOffice saved anew: they fill, and give the same blocks."""

import shutil
import subprocess
from pathlib import Path

import pytest

from shnor_cli.actions.templates import _examples
from shnor_cli.memo.word.filling import fill
from shnor_cli.memo.word.reading import read
from tests.memo.outline import outline

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").glob("*.docx"))

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


@pytest.fixture(name="resaved", scope="module")
def _resaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("resaved")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, TEMPLATES)], check=True, timeout=180, capture_output=True)
    return folder


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_saved_anew_gives_the_same_blocks(template: Path, resaved: Path) -> None:
    values = next(iter(_examples(template.stem)))
    own, other = (
        outline(read(fill(path, values, None))) for path in (template, resaved / template.name)
    )
    assert other == own
