"""What an office does to a memo by hand in Word, in every other format."""

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from shnor_cli.cli import main
from shnor_cli.errors import ShnorError
from shnor_cli.memo import FORMATS
from shnor_cli.memo.blocks import Document, Paragraph, Picture, Table
from shnor_cli.memo.word.reading import read
from tests.memo.browser import browser
from tests.memo.printed import boxes_of, pages_of
from tests.memo.test_office import png

PICTURE = png(2, 1)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@pytest.fixture(name="empty")
def _empty() -> WordDocument:
    return docx.Document()


def saved(document: WordDocument) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def blocks_of(document: WordDocument) -> list[Paragraph]:
    return [each for each in read(saved(document)).blocks if isinstance(each, Paragraph)]


def published(document: WordDocument, folder: Path) -> dict[str, str]:
    """Return what each format says."""
    (folder / "правка.docx").write_bytes(saved(document))
    outputs = [folder / f"правка{suffix}" for suffix in FORMATS]
    more = [word for output in outputs for word in ("-o", str(output))]
    assert main(["publish", str(folder / "правка.docx"), *more]) == 0
    return {
        each.suffix: "".join(pages_of(each))
        if each.suffix == ".pdf"
        else each.read_text(encoding="utf-8")
        for each in outputs
    }


def struck(paragraph: WordParagraph, words: str) -> None:
    paragraph.add_run(words).font.strike = True


def note(document: WordDocument, kind: str, *notes: str) -> None:
    """Put notes of a kind beside a document."""
    said = "".join(
        f'<w:{kind} w:id="{place}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f'<w:r><w:{kind}Ref/></w:r><w:r><w:rPr><w:sz w:val="20"/></w:rPr>'
        f'<w:t xml:space="preserve"> {words}</w:t></w:r></w:p></w:{kind}>'
        for place, words in enumerate(notes, 2)
    )
    xml = f'<w:{kind}s {nsdecls("w")}><w:{kind} w:id="0" w:type="separator"/>{said}</w:{kind}s>'
    package = document.part.package
    assert package is not None
    part = Part(PackURI(f"/word/{kind}s.xml"), f"{_KIND}.{kind}s+xml", xml.encode(), package)
    document.part.relate_to(part, f"{_RELATIONS}/{kind}s")


def refer(paragraph: WordParagraph, kind: str, place: int, own: str = "") -> None:
    follows = ' w:customMarkFollows="1"' if own else ""
    mark = f"<w:t>{own}</w:t>" if own else ""
    reference = f'<w:{kind}Reference{follows} w:id="{place}"/>'
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{reference}{mark}</w:r>"))


def test_struck_out_words_stay_struck_out(empty: WordDocument, tmp_path: Path) -> None:
    paragraph = empty.add_paragraph("Включить: ")
    struck(paragraph, "школу ")
    paragraph.add_run("№").font.double_strike = True
    paragraph.add_run(" лицей")
    struck(empty.add_table(1, 1).cell(0, 0).paragraphs[0], "отменено")
    said = published(empty, tmp_path)
    assert "Включить: <s>школу №</s> лицей" in said[".html"]
    assert "Включить: ~~школу №~~ лицей" in said[".md"]
    assert "| ~~отменено~~ |" in said[".md"]
    assert "Включить: [зачёркнуто: школу №] лицей" in said[".txt"]
    assert "[зачёркнуто: отменено]" in said[".txt"]
    strokes = [span.struck for each in blocks_of(empty) for span in each.spans]
    assert strokes == [False, True, False]


def test_words_struck_out_in_a_heading_are_not_in_the_list_of_contents(
    empty: WordDocument, tmp_path: Path
) -> None:
    struck(empty.add_heading("Школы ", 1), "района")
    said = published(empty, tmp_path)
    assert "## Школы ~~района~~" in said[".md"]
    assert said[".html"].count("района") == 1


def test_a_stroke_is_drawn_through_words_in_pdf(empty: WordDocument) -> None:
    from shnor_cli.memo.pdf import pdf

    plain = pdf(_said(empty, "слово"))
    struck(empty.paragraphs[0], " вычеркнуто")
    assert len(pdf(read(saved(empty)))) > len(plain)


def _said(document: WordDocument, words: str) -> Document:
    document.add_paragraph(words)
    return read(saved(document))


def test_a_picture_stands_where_it_stands_in_the_line(empty: WordDocument, tmp_path: Path) -> None:
    paragraph = empty.add_paragraph("Подпись ")
    paragraph.add_run().add_picture(io.BytesIO(PICTURE), width=Cm(2))
    paragraph.add_run(" директора")
    paragraph._p.xpath(".//wp:docPr")[0].set("descr", "факсимиле")
    said = published(empty, tmp_path)
    assert "Подпись [рисунок: факсимиле] директора" in said[".txt"]
    assert r"Подпись \[рисунок: факсимиле\] директора" in said[".md"]
    before, _, after = said[".html"].partition('<img src="data:image/png;base64,')
    assert before.endswith(">Подпись ")
    assert after.partition('">')[2].startswith(" директора</p>")
    words = {each.word: each for each in boxes_of(tmp_path / "правка.pdf")[0]}
    assert words["директора"].left - words["Подпись"].right > Cm(2).pt
    assert words["директора"].top == words["Подпись"].top


def test_a_picture_in_a_cell_is_taken_along(empty: WordDocument, tmp_path: Path) -> None:
    run = empty.add_table(1, 2).cell(0, 0).paragraphs[0].add_run()
    run.add_picture(io.BytesIO(PICTURE), width=Cm(2))
    document = read(saved(empty))
    assert document.lost == ()
    (table,) = (each for each in document.blocks if isinstance(each, Table))
    assert table.rows[0][0].text == "[рисунок]"
    assert '<img src="data:image/png;base64,' in published(empty, tmp_path)[".html"]


def test_a_spoilt_picture_is_named(empty: WordDocument) -> None:
    from shnor_cli.memo.pdf import pdf

    empty.add_picture(io.BytesIO(PICTURE))
    (part,) = empty.part.package.image_parts
    part._blob = PICTURE[:-16] + b"\0" + PICTURE[-15:]
    with pytest.raises(ShnorError, match="рисунок в документе испорчен"):
        pdf(read(saved(empty)))


def test_a_picture_alone_stands_alone(empty: WordDocument) -> None:
    empty.add_paragraph("до")
    empty.add_picture(io.BytesIO(PICTURE))
    empty.add_paragraph("после")
    kinds = [type(each) for each in read(saved(empty)).blocks]
    assert kinds == [Paragraph, Picture, Paragraph]


def test_an_anchored_picture_follows_the_words_that_it_follows(empty: WordDocument) -> None:
    paragraph = empty.add_paragraph("слова")
    paragraph.add_run().add_picture(io.BytesIO(PICTURE))
    (inline,) = paragraph._p.xpath(".//wp:inline")
    inline.tag = inline.tag.replace("inline", "anchor")
    assert [each.kind for each in read(saved(empty)).blocks] == ["paragraph", "picture"]


def test_notes_stand_at_the_end_under_their_numbers(empty: WordDocument, tmp_path: Path) -> None:
    first, second = empty.add_paragraph("Первое"), empty.add_paragraph("Второе")
    refer(first, "footnote", 3)
    refer(second, "endnote", 2)
    refer(second, "footnote", 2)
    refer(second, "footnote", 4, own="*")
    note(empty, "footnote", "по приказу", "по данным", "* своя")
    note(empty, "endnote", "в конце")
    document = read(saved(empty))
    assert document.lost == ()
    assert [each.text for each in document.notes] == [
        "1 по данным",
        "2 по приказу",
        "* своя",
        "i в конце",
    ]
    assert {each.size for each in document.notes} == {10}
    said = published(empty, tmp_path)
    for suffix in (".md", ".txt"):
        words = said[suffix].replace("\\", "")
        assert "Первое¹\n\nВтороеⁱ²*\n\n¹ по данным\n\n² по приказу\n\n* своя\n\nⁱ в конце" in words
    assert "Первое<sup>1</sup>" in said[".html"]
    assert "<sup>1</sup> по данным</p>" in said[".html"]
    assert said[".pdf"].index("Второе") < said[".pdf"].index("по данным")


def test_notes_are_in_no_card_of_the_page(empty: WordDocument, tmp_path: Path) -> None:
    for level in (1, 2, 3):
        empty.add_heading("Школа", level)
    refer(empty.add_paragraph("слова"), "footnote", 2)
    note(empty, "footnote", "сноска")
    page = published(empty, tmp_path)[".html"]
    assert page.index("</details>\n\n<p") < page.index(" сноска</p>")


def test_a_note_without_words_is_told(empty: WordDocument) -> None:
    refer(empty.add_paragraph("слова"), "footnote", 9)
    document = read(saved(empty))
    assert document.lost == ("сноски, слов которых в документе нет",)
    assert document.paragraphs[0].text == "слова1"


def indented(document: WordDocument, words: str, left: float) -> None:
    document.add_paragraph(words).paragraph_format.left_indent = Pt(left)


def test_a_left_indent_is_kept_everywhere(empty: WordDocument, tmp_path: Path) -> None:
    indented(empty, "УТВЕРЖДАЮ", 269.3)
    indented(empty, "Приложение", 5000)
    empty.add_paragraph("Слова")
    said = published(empty, tmp_path)
    lines = said[".txt"].splitlines()
    assert [len(line) - len(line.lstrip()) for line in lines if line] == [46, 50, 0]
    first, second, third = boxes_of(tmp_path / "правка.pdf")[0]
    assert first.left - third.left == pytest.approx(269.3, abs=0.1)
    assert second.right < 595 - 15 / 25.4 * 72
    (tmp_path / "страница.html").write_text(said[".html"], encoding="utf-8")
    with browser() as page:
        page.resize(1200, 800)
        page.open(tmp_path / "страница.html")
        left, far, start, width = page.run(
            "const [a, b, c] = [...document.querySelectorAll('.sheet p')]"
            ".map(each => each.getBoundingClientRect());"
            "[a.left - c.left, b.left - c.left, c.left, c.width]"
        )
    assert left / width == pytest.approx(269.3 / 467.7, abs=0.01)
    assert far / width == pytest.approx(0.8, abs=0.01)
    assert start > 0


def test_a_hanging_line_begins_before_the_others(empty: WordDocument) -> None:
    style = empty.add_paragraph("слово " * 40).paragraph_format
    style.left_indent, style.first_line_indent = Pt(40), Pt(-30)
    (block,) = blocks_of(empty)
    assert (block.left, block.indent) == (40, -30)


def test_a_hanging_line_in_pdf(empty: WordDocument, tmp_path: Path) -> None:
    empty.add_paragraph("Край")
    style = empty.add_paragraph("слово " * 40).paragraph_format
    style.left_indent, style.first_line_indent = Pt(40), Pt(-30)
    published(empty, tmp_path)
    edge, first, *others = boxes_of(tmp_path / "правка.pdf")[0]
    assert first.left - edge.left == pytest.approx(10, abs=0.1)
    assert min(each.left for each in others if each.top > first.top + 5) - edge.left == (
        pytest.approx(40, abs=0.1)
    )
