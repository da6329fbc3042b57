"""One memo in every format: the same words, the same places, nothing lost on the way."""

import html
import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from shnor_cli.cli import main
from shnor_cli.memo import FORMATS, SUFFIXES, write_memo
from shnor_cli.resources import shipped
from tests.memo.building import sample_district, small_district
from tests.memo.printed import pages_of

HOSTILE = (
    "Школа & <b>дом</b>; дальше",
    "=HYPERLINK(1)",
    "{{ 7 * 7 }} {% for %}",
    '#link "x" $y$ @ref [скобки]',
    "*звёзды* _черты_ `код` | труба",
    "Ш" * 300,
    "Школа\x00 с\x07 управляющими\x1b знаками",
    "Школа \u202eнаоборот\u202c\u2066\u200f",
)


@pytest.fixture(name="memo", scope="module")
def _memo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    outputs = [folder / f"spravka{suffix}" for suffix in SUFFIXES]
    assert write_memo(sample_district(), *outputs, date=date(2026, 1, 27)) == ()
    return folder


def words_of(content: bytes) -> Iterator[str]:
    """Yield every paragraph of a Word document that has words, those of cells and captions too."""
    for paragraph in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        text = "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
        if text.strip():
            yield text


def squeezed(text: str) -> str:
    """Drop all white space: formats break lines where they please."""
    return re.sub(r"\s+", "", text)


def shown(path: Path) -> str:
    """Return the words that a reader of a file sees."""
    if path.suffix == ".pdf":
        return "\n".join(pages_of(path))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        body = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", "", body))
    if path.suffix == ".md":
        from markdown_it import MarkdownIt

        made = MarkdownIt("commonmark").enable("table").render(text)
        return html.unescape(re.sub(r"<[^>]+>", "", made))
    return text


@pytest.mark.parametrize("suffix", [each for each in FORMATS if each != ".pdf"])
def test_every_paragraph_cell_and_caption_is_in_every_format(memo: Path, suffix: str) -> None:
    found = squeezed(shown(memo / f"spravka{suffix}"))
    words = list(words_of((memo / "spravka.docx").read_bytes()))
    assert len(words) > 500
    assert [text for text in words if squeezed(text) not in found] == []


def test_every_paragraph_cell_and_caption_is_in_the_pdf_as_often_as_in_the_memo(
    memo: Path,
) -> None:
    path = memo / "spravka.pdf"
    first, *others = pages_of(path, "-raw")  # cell by cell, each page under its number
    found = squeezed(first + "".join(text.partition("\n")[2] for text in others))
    written = Counter(map(squeezed, words_of((memo / "spravka.docx").read_bytes())))
    assert len(written) > 500
    assert [text for text, times in written.items() if found.count(text) < times] == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_publishing_what_was_not_touched_gives_the_same_bytes(
    memo: Path, tmp_path: Path, suffix: str
) -> None:
    again = tmp_path / f"again{suffix}"
    assert main(["publish", str(memo / "spravka.docx"), "-o", str(again)]) == 0
    assert again.read_bytes() == (memo / f"spravka{suffix}").read_bytes()


def test_what_the_office_corrects_in_word_is_published(memo: Path, tmp_path: Path) -> None:
    document = docx.Document(str(memo / "spravka.docx"))
    corrected = next(each for each in document.paragraphs if "Анализ выполнен" in each.text)
    corrected.runs[0].text = "Исправлено & подписано."
    document.save(str(tmp_path / "исправленная.docx"))
    outputs = [tmp_path / f"out{suffix}" for suffix in FORMATS]
    arguments = [word for output in outputs for word in ("-o", str(output))]
    assert main(["publish", str(tmp_path / "исправленная.docx"), *arguments]) == 0
    assert ["Исправлено & подписано." in shown(output) for output in outputs] == [True] * 4


def test_a_template_that_is_not_filled_is_not_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "письмо.md"
    assert main(["publish", str(shipped("templates") / "pismo.docx"), "-o", str(output)]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "pismo.docx: в документе остались теги шаблона: {%p if логотип %} и ещё " in said
    assert "shnor memo ПРОГОН --template ФАЙЛ" in said
    assert not output.exists()


@pytest.mark.parametrize("name", ["{{ 7*7 }}", "Школа {% if 1 %}", "{%p for x in y %}"])
def test_a_name_that_looks_like_a_tag_is_published(tmp_path: Path, name: str) -> None:
    memo, corrected, page = (tmp_path / each for each in ("m.docx", "исправленная.docx", "m.md"))
    write_memo(small_district(1, names={0: name}), memo)
    docx.Document(str(memo)).save(str(corrected))
    assert main(["publish", str(corrected), "-o", str(page)]) == 0
    assert squeezed(name) in squeezed(page.read_text(encoding="utf-8").replace("\\", ""))


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_come_through(tmp_path: Path, name: str, suffix: str) -> None:
    output = tmp_path / f"m{suffix}"
    write_memo(small_district(1, names={0: name}), output)
    plain = re.sub(r"[\x00-\x1f\u200f\u202a-\u202e\u2066]", "", name)
    found = shown(output)
    if suffix == ".pdf" and len(set(name)) == 1:  # a page or a column may end within the name
        assert found.count(name[0]) >= len(name)
    else:
        assert squeezed(plain) in squeezed(found)


def test_a_faulty_format_leaves_all_earlier_files(tmp_path: Path) -> None:
    from shnor_cli.errors import RunError

    earlier = tmp_path / "m.md"
    earlier.write_text("прежняя", encoding="utf-8")
    with pytest.raises(RunError, match=r"В файл m\.rtf не записать"):
        write_memo(sample_district(), earlier, tmp_path / "m.rtf")
    assert earlier.read_text(encoding="utf-8") == "прежняя"


def test_only_what_is_asked_is_loaded(memo: Path) -> None:
    program = (
        "import sys; from shnor_cli.cli import main; "
        f"main(['publish', {str(memo / 'spravka.docx')!r}, '-o', {str(memo / 'x.md')!r}]); "
        "print(sorted({'typst', 'xlsxwriter', 'docxtpl', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"
