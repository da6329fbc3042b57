"""A finished Word document read back: everything in it, as a reader sees it."""

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_BREAK, WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from shnor_cli.errors import TemplateError
from shnor_cli.memo import write_memo
from shnor_cli.memo.blocks import Document, Paragraph, Table
from shnor_cli.memo.word.reading import read
from tests.memo.building import sample_district

TRACKED = "непринятые исправления (взят текст, каким он будет после их принятия)"


def read_back(document: WordDocument) -> Document:
    content = io.BytesIO()
    document.save(content)
    return read(content.getvalue())


def paragraph_of(document: WordDocument) -> Paragraph:
    (block,) = read_back(document).blocks
    assert isinstance(block, Paragraph)
    return block


@pytest.fixture(name="empty")
def _empty() -> WordDocument:
    return docx.Document()


@pytest.fixture(name="memo", scope="module")
def _memo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("memo") / "spravka.docx"
    write_memo(sample_district(), path)
    return path


def words(document: WordDocument) -> list[str]:
    """Return the text of every paragraph that has any, those in cells too."""
    texts = (
        "".join(each.text or "" for each in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    )
    return [text for text in texts if text]


def read_words(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from (each.text for each in cell.paragraphs)


def test_every_paragraph_and_cell_of_the_memo_is_read(memo: Path) -> None:
    document = read(memo.read_bytes())
    found = [text for text in read_words(document) if text]
    assert found == words(docx.Document(str(memo)))
    assert document.lost == ()


def test_the_memo_is_read_as_it_looks(memo: Path) -> None:
    document = read(memo.read_bytes())
    assert document.title.startswith("АНАЛИТИЧЕСКАЯ СПРАВКА о результатах идентификации школ")
    assert [section.landscape for section in document.sections] == [False, True]
    headings = [b.text for b in document.blocks if isinstance(b, Paragraph) and b.heading == 1]
    assert headings[0] == "1. Общие положения"
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [table.bordered for table in tables[:2]] == [False, True]
    for table in tables:
        assert sum(table.widths) == pytest.approx(1)
        area = sum(cell.columns * cell.rows for row in table.rows for cell in row)
        assert area == len(table.widths) * len(table.rows)
    assert any(cell.fill for table in tables for row in table.rows for cell in row)


def test_list_items_are_numbered_and_each_list_goes_on(empty: WordDocument) -> None:
    for text, style in (
        ("один", "List Number"),
        ("точка", "List Bullet"),
        ("два", "List Number"),
        ("", "List Number"),
        ("три", "List Number"),
    ):
        empty.add_paragraph(text, style=style)
    blocks = [block for block in read_back(empty).blocks if isinstance(block, Paragraph)]
    assert [(b.mark, b.text) for b in blocks if b.text] == [
        ("1.", "один"),
        ("•", "точка"),
        ("2.", "два"),
        ("3.", "три"),
    ]


def test_a_list_of_the_second_style_lies_deeper(empty: WordDocument) -> None:
    for style in ("List Bullet", "List Bullet 2", "List Number 3", "List Bullet"):
        empty.add_paragraph("пункт", style=style)
    blocks = [block for block in read_back(empty).blocks if isinstance(block, Paragraph)]
    assert [block.depth for block in blocks if block.text] == [0, 1, 2, 0]


def test_hands_of_words_are_kept_and_neighbours_joined(empty: WordDocument) -> None:
    paragraph = empty.add_paragraph("обычное ")
    paragraph.add_run("жир").bold = True
    paragraph.add_run("ное").bold = True
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("тайное").font.hidden = True
    read_one = paragraph_of(empty)
    assert [(s.text, s.bold, s.raised) for s in read_one.spans] == [
        ("обычное ", False, 0),
        ("жирное", True, 0),
        ("2", False, 1),
    ]


def test_styles_rest_on_each_other_and_a_paragraph_has_the_last_word(empty: WordDocument) -> None:
    base = empty.styles.add_style("Основа", 1)
    base.font.size = Pt(13)
    base.paragraph_format.space_before = Pt(6)
    style = empty.styles.add_style("Своя", 1)
    style.base_style = base
    style.paragraph_format.alignment = 1
    empty.add_paragraph("текст", style="Своя").paragraph_format.page_break_before = True
    block = paragraph_of(empty)
    assert (block.size, block.before, block.align, block.new_page) == (13, 6, "center", True)


def test_merged_cells_are_one(empty: WordDocument) -> None:
    table = empty.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "вместе"
    table.cell(2, 2).text = "угол"
    (block,) = read_back(empty).blocks
    assert isinstance(block, Table)
    first = block.rows[0][0]
    assert (first.text, first.columns, first.rows) == ("вместе", 2, 2)
    assert [len(row) for row in block.rows] == [2, 1, 3]


def test_corrections_not_accepted_are_read_as_accepted_and_told(empty: WordDocument) -> None:
    paragraph = empty.add_paragraph("было ")
    for tag, inner in (("ins", "<w:t>стало</w:t>"), ("del", "<w:delText>нет</w:delText>")):
        paragraph._p.append(
            parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1"><w:r>{inner}</w:r></w:{tag}>')
        )
    document = read_back(empty)
    assert [text for text in read_words(document) if text] == ["было стало"]
    assert document.lost == (TRACKED,)


def corrected(document: WordDocument, *marks: tuple[BaseOxmlElement, str]) -> list[object]:
    """Mark properties as corrected; return the words of paragraphs and of rows of tables."""
    for properties, mark in marks:
        properties.append(parse_xml(f'<w:{mark} {nsdecls("w")} w:id="1"/>'))
    found = read_back(document)
    assert found.lost == (TRACKED,)
    return [
        [[cell.text for cell in row] for row in each.rows] if isinstance(each, Table) else each.text
        for each in found.blocks
        if isinstance(each, Paragraph | Table)
    ]


def end_of(paragraph: WordParagraph) -> BaseOxmlElement:
    """Return the properties of the mark that ends a paragraph."""
    properties = parse_xml(f"<w:rPr {nsdecls('w')}/>")
    paragraph._p.get_or_add_pPr().append(properties)
    return properties


def table_of(document: WordDocument, *rows: str) -> WordTable:
    table: WordTable = document.add_table(len(rows), len(rows[0]))
    for row, letters in zip(table.rows, rows, strict=True):
        for cell, letter in zip(row.cells, letters, strict=True):
            cell.text = letter
    return table


def test_a_deleted_row_is_not_there(empty: WordDocument) -> None:
    rows = table_of(empty, "аб", "вг", "де").rows
    assert corrected(empty, (rows[1]._tr.get_or_add_trPr(), "del")) == [[["а", "б"], ["д", "е"]]]


def test_a_table_of_deleted_rows_is_not_there(empty: WordDocument) -> None:
    empty.add_paragraph("слово")
    (row,) = table_of(empty, "аб").rows
    assert corrected(empty, (row._tr.get_or_add_trPr(), "del")) == ["слово"]


def test_deleted_cells_are_not_there_and_take_their_column(empty: WordDocument) -> None:
    table = table_of(empty, "абв", "где")
    for column, width in enumerate((10, 20, 30)):
        table.columns[column].width = Mm(width)
    marks = [(row.cells[1]._tc.get_or_add_tcPr(), "cellDel") for row in table.rows]
    assert corrected(empty, *marks) == [[["а", "в"], ["г", "е"]]]
    (block,) = read_back(empty).blocks
    assert isinstance(block, Table)
    assert block.widths == pytest.approx((1 / 4, 3 / 4), abs=0.001)


def test_columns_that_are_deleted_are_counted_by_what_cells_take(empty: WordDocument) -> None:
    table = table_of(empty, "аббв", "гдеё", "жзик")
    for column, width in enumerate((10, 20, 30, 40)):
        table.columns[column].width = Mm(width)
    gone, *rows = table.rows
    for row in rows:
        first, second = row.cells[:2]
        first.merge(second)
    marks = [(row._tr.tc_lst[1].get_or_add_tcPr(), "cellDel") for row in rows]
    corrected(empty, (gone._tr.get_or_add_trPr(), "del"), *marks)
    (block,) = read_back(empty).blocks
    assert isinstance(block, Table)
    assert block.widths == pytest.approx((1 / 7, 2 / 7, 4 / 7), abs=0.001)


def test_paragraphs_whose_mark_is_deleted_are_one(empty: WordDocument) -> None:
    found = [empty.add_paragraph(each, style="Heading 1") for each in ("раз, ", "", "два, ")]
    empty.add_paragraph("три")
    assert corrected(empty, *((end_of(each), "del") for each in found)) == ["раз, два, три"]
    (block,) = read_back(empty).blocks
    assert isinstance(block, Paragraph)
    assert block.heading == 0


def test_a_deleted_paragraph_before_a_table_is_not_there(empty: WordDocument) -> None:
    empty.add_paragraph("слово")
    blank = empty.add_paragraph()
    table_of(empty, "а")
    assert corrected(empty, (end_of(blank), "moveFrom")) == ["слово", [["а"]]]


def test_an_inserted_document_is_told(empty: WordDocument) -> None:
    chunk = parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="rId1"/>')
    empty.add_paragraph("слово")._p.addnext(chunk)
    assert read_back(empty).lost == ("вставленные в документ файлы",)


def test_what_no_format_shows_is_told(empty: WordDocument) -> None:
    paragraph = empty.add_paragraph("чёрное ")
    red, blank, marked = (paragraph.add_run(each) for each in ("красное", " ", "выделенное"))
    red.font.color.rgb = RGBColor(255, 0, 0)
    blank.font.color.rgb = RGBColor(0, 255, 0)
    marked.font.highlight_color = WD_COLOR_INDEX.YELLOW
    empty.add_comment(red, text="проверить", author="Начальник", initials="Н")
    link = empty.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, True)
    xml = f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}"><w:r><w:t>сайт</w:t></w:r></w:hyperlink>'
    paragraph._p.append(parse_xml(xml))
    assert paragraph_of(empty).text == "чёрное красное выделенноесайт"
    assert read_back(empty).lost == (
        "примечания на полях",
        "адреса ссылок (слова их сохранены)",
        "цвет букв",
        "выделение слов цветом",
    )


def test_black_letters_and_links_inside_the_document_are_no_loss(empty: WordDocument) -> None:
    paragraph = empty.add_paragraph()
    run = paragraph.add_run("чёрное")
    run.font.color.rgb = RGBColor(0, 0, 0)
    run.font.highlight_color = WD_COLOR_INDEX.AUTO
    xml = f'<w:hyperlink {nsdecls("w")} w:anchor="раздел"><w:r><w:t>1</w:t></w:r></w:hyperlink>'
    paragraph._p.append(parse_xml(xml))
    assert read_back(empty).lost == ()


@pytest.mark.parametrize("instruction", ['HYPERLINK "mailto:uo@example.org"', "PAGE"])
def test_a_field_with_an_address_is_told(empty: WordDocument, instruction: str) -> None:
    empty.add_paragraph("слово")._p.append(
        parse_xml(f"<w:r {nsdecls('w')}><w:instrText>{instruction}</w:instrText></w:r>")
    )
    is_link = "HYPERLINK" in instruction
    assert read_back(empty).lost == (("адреса ссылок (слова их сохранены)",) if is_link else ())


def test_a_table_inside_a_cell_keeps_its_words_and_is_told(empty: WordDocument) -> None:
    cell = empty.add_table(1, 1).cell(0, 0)
    cell.text = "снаружи"
    cell.add_table(1, 2).cell(0, 1).text = "внутри"
    document = read_back(empty)
    assert [text for text in read_words(document) if text] == ["снаружи", "внутри"]
    assert document.lost == ("рамки таблиц, вложенных в таблицы (слова их сохранены)",)


PAGE = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>'
LONG_PAGE = """<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE \\* MERGEFORMAT
</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r>
<w:fldChar w:fldCharType="end"/></w:r>"""
PICTURE = "<w:r><w:drawing/></w:r>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("inner", "lost"),
    [
        ("", ()),
        (PAGE, ()),
        (LONG_PAGE, ()),
        (f"{run('Страница ')}{PAGE}{run(' из ')}{PAGE.replace('PAGE', 'NUMPAGES')}", ()),
        (run("– –"), ()),
        (run("Управление образования"), ("слова колонтитулов",)),
        (f"{PAGE}{run('КОЛОНТИТУЛ')}", ("слова колонтитулов",)),
        (f"{run('страница')}", ("слова колонтитулов",)),
        (LONG_PAGE.replace("PAGE", "FILENAME"), ("слова колонтитулов",)),
        (PICTURE, ("рисунки колонтитулов",)),
    ],
)
@pytest.mark.parametrize("part", ["header", "footer"])
def test_words_of_headers_and_footers_are_told_as_lost(
    empty: WordDocument, part: str, inner: str, lost: tuple[str, ...]
) -> None:
    empty.add_paragraph("текст")
    paragraph = getattr(empty.sections[0], part).paragraphs[0]._p
    for each in parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"):
        paragraph.append(each)
    assert read_back(empty).lost == lost


@pytest.mark.parametrize("is_used", [True, False])
@pytest.mark.parametrize("which", ["first_page_header", "even_page_footer"])
def test_a_header_that_no_page_shows_is_no_loss(
    empty: WordDocument, which: str, *, is_used: bool
) -> None:
    section = empty.sections[0]
    getattr(section, which).paragraphs[0].text = "КОЛОНТИТУЛ"
    section.different_first_page_header_footer = is_used
    empty.settings.odd_and_even_pages_header_footer = is_used
    assert read_back(empty).lost == (("слова колонтитулов",) if is_used else ())


@pytest.mark.parametrize(
    ("element", "words", "lost"),
    [
        ("drawing", "Согласовано", "надписи вместе с их словами"),
        ("pict", "Согласовано", "надписи вместе с их словами"),
        ("drawing", "", "фигуры"),
        ("pict", "", "рисунки и объекты прежних версий Word"),
    ],
)
def test_words_of_text_boxes_are_told_as_lost(
    empty: WordDocument, element: str, words: str, lost: str
) -> None:
    box = f"<w:txbxContent><w:p>{run(words)}</w:p></w:txbxContent>"
    drawn = parse_xml(f"<w:r {nsdecls('w')}><w:{element}>{box}</w:{element}></w:r>")
    empty.add_paragraph("текст")._p.append(drawn)
    document = read_back(empty)
    assert document.lost == (lost,)
    assert list(read_words(document)) == ["текст"]


def test_a_landscape_page_is_a_section(empty: WordDocument) -> None:
    empty.add_paragraph("прямо")
    section = empty.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    empty.add_paragraph("широко")
    sections = read_back(empty).sections
    assert [section.landscape for section in sections] == [False, True]
    assert [len(section.blocks) for section in sections] == [1, 1]


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18, b"<html></html>"])
def test_what_is_no_word_document_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateError) as refused:
        read(content, "справка.docx")
    (problem,) = refused.value.problems
    assert problem.place.file == "справка.docx"
    assert problem.fault == "файл не открывается как документ Word (.docx)"


def test_a_page_break_at_the_end_of_a_paragraph_begins_the_next_one(empty: WordDocument) -> None:
    empty.add_paragraph("до").add_run().add_break(WD_BREAK.PAGE)
    empty.add_paragraph("после")
    empty.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    blocks = [each for each in read_back(empty).blocks if isinstance(each, Paragraph)]
    assert [(each.text, each.new_page) for each in blocks] == [
        ("до", False),
        ("после", True),
        ("", True),
    ]


def test_a_page_break_between_words_makes_two_paragraphs(empty: WordDocument) -> None:
    paragraph = empty.add_paragraph("", style="List Number")
    for words in ("Конец фразы.", "Начало страницы", ""):
        paragraph.add_run(words).add_break(WD_BREAK.PAGE)
    table = empty.add_table(1, 1)
    inside = table.cell(0, 0).paragraphs[0]
    inside.add_run("в").add_break(WD_BREAK.PAGE)
    inside.add_run("ячейке")
    *blocks, last = read_back(empty).blocks
    assert isinstance(last, Table)
    assert [
        (each.text, each.mark, each.new_page) for each in blocks if isinstance(each, Paragraph)
    ] == [("Конец фразы.", "1.", False), ("Начало страницы", "", True)]
    assert [each.text for each in last.rows[0][0].paragraphs] == ["в", "ячейке"]
