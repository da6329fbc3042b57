"""The layout of the memo template by GOST R 7.0.97-2016: page, styles, lists, tables, annexes.

Widths are in millimetres and sizes in points; Word itself wants dxa, twentieths of a point.
"""

import copy
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from shnor_cli.putting import repacked, with_part
from shnor_cli.russian import nbsp
from tools.template_styles import FONT, TAG

Node = Any
"""An element of lxml, which has no types."""


def add(document: WordDocument, style: str, text: str = "") -> Paragraph:
    """Add a paragraph of a style; its words are held together by no-break spaces."""
    plain = style in {TAG, "Заголовок к тексту"}  # the title goes into the properties as well
    return document.add_paragraph(text if plain else nbsp(text), style=style)


def add_optional(cell: _Cell, style: str, value: str) -> None:
    """Add to a cell a paragraph that is there only where its value says something."""
    cell.add_paragraph(f"{{%p if {value} %}}", style=TAG)
    cell.add_paragraph(f"{{{{ {value} }}}}", style=style)
    cell.add_paragraph("{%p endif %}", style=TAG)


def keep_together(row: _Row) -> None:
    """Hold a row on one page with what follows."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def add_tag(document: WordDocument, tag: str) -> None:
    """Add a paragraph that holds a tag alone and vanishes when the template is filled."""
    add(document, TAG, f"{{%p {tag} %}}")


def add_office(document: WordDocument) -> None:
    """Add the logo of the office, if it has one, and its name."""
    add_tag(document, "if логотип")
    add(document, "Логотип", "{{ логотип }}")
    add_tag(document, "endif")
    add(document, "Реквизит", "{{ управление }}")


def add_loop(document: WordDocument, loop: str, style: str, text: str) -> None:
    """Add a paragraph that is repeated: `loop` is «абзац in абзацы»."""
    add_tag(document, f"for {loop}")
    add(document, style, text)
    add_tag(document, "endfor")


def add_annex(document: WordDocument, number: int, title: str, *, on_new_page: bool = True) -> None:
    """Add the heading of an annex, at the right and then in the middle."""
    first = add(document, "Приложение", f"Приложение № {number}")
    first.paragraph_format.page_break_before = on_new_page
    add(document, "Приложение", "к аналитической справке")
    add(document, "Heading 1", title)


def add_caption(document: WordDocument, text: str) -> None:
    """Add the caption of a table; its number is a field that filling writes."""
    _numbered(document, "Caption", "Таблица", text)


def add_figure(document: WordDocument, name: str) -> None:
    """Add a chart of the context with its caption and what must be known to read it."""
    figure = f"диаграммы.{name}"
    add_tag(document, f"if {figure}")
    add(document, "Рисунок", f"{{{{ {figure}.рисунок }}}}")
    _numbered(document, "Подпись рисунка", "Рисунок", f"{{{{ {figure}.подпись }}}}")
    add_tag(document, f"if {figure}.пояснение")
    add(document, "Примечание", f"{{{{ {figure}.пояснение }}}}")
    add_tag(document, "endif")
    add_tag(document, "endif")


def _numbered(document: WordDocument, style: str, what: str, text: str) -> None:
    paragraph = add(document, style, f"{what} ")
    _add_field(paragraph, f" SEQ {what} \\* ARABIC ", "1")
    paragraph.add_run(f" — {text}")


def add_table(
    document: WordDocument, widths: Sequence[int], *, borders: bool = True, is_tight: bool = False
) -> Table:
    """Add a table of fixed widths, as yet without rows; a tight one has hardly any margins."""
    table: Table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid" if borders else "Normal Table"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    margins = OxmlElement("w:tblCellMar")
    upright = 4 if is_tight else 28
    for side, width in (("top", upright), ("left", 57), ("bottom", upright), ("right", 57)):
        _set(margins, side, w=str(width), type="dxa")
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # noqa: SLF001 - not in python-docx
    return table


def add_row(table: Table, texts: Sequence[str], style: str) -> _Row:
    """Add a row that is not broken over pages; a text of several lines makes paragraphs."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # not typed in python-docx
    _mark(row, "cantSplit")
    for cell, text in zip(row.cells, texts, strict=True):
        first, *others = text.split("\n")
        cell.paragraphs[0].text = first
        cell.paragraphs[0].style = TAG if first.startswith("{%t") else style
        for other in others:
            cell.add_paragraph(other, style=style)
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return row


def add_header(table: Table, titles: Sequence[str], style: str = "Шапка таблицы") -> _Row:
    """Add a row of headings that is repeated on every page."""
    row = add_row(table, titles, style)
    _mark(row, "tblHeader")
    return row


def add_rows(table: Table, loop: str, texts: Sequence[str], centred: Iterable[int] = ()) -> None:
    """Add a row that is repeated; `centred` are the places of cells set in the middle."""
    add_tag_row(table, f"for {loop}")
    row = add_row(table, texts, "Ячейка")
    for place in centred:
        for paragraph in row.cells[place].paragraphs:
            paragraph.alignment = ALIGN.CENTER
    add_tag_row(table, "endfor")


def add_tag_row(table: Table, tag: str) -> None:
    """Add a row that holds a tag alone and vanishes when the template is filled."""
    cells = table.add_row().cells  # type: ignore[no-untyped-call]  # the same
    paragraph = cells[0].merge(cells[-1]).paragraphs[0]
    paragraph.text = f"{{%tr {tag} %}}"
    paragraph.style = TAG


def turn(cell: _Cell, row: _Row, height: int) -> None:
    """Write a heading from bottom to top, in a row high enough for a long one."""
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    properties: Node = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - not in python-docx
    properties.find(qn("w:vAlign")).addprevious(direction)
    row.height = Mm(height)


def set_page(document: WordDocument) -> None:
    """Set an upright A4 page with its number at the top, from the second page on."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.style = "Номер страницы"
    _add_field(paragraph, " PAGE ", "2")


def start_landscape(document: WordDocument) -> None:
    """Start a section of pages on their side; the numbers of pages go on."""
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(15)
    section.different_first_page_header_footer = False


def set_lists(document: WordDocument) -> None:
    """Set the marks of lists: a dash, a point one step in, and numbers with a full stop."""
    for name, mark, left in (
        ("List Bullet", "–", 0),
        ("List Bullet 2", "•", 1134),
        ("List Number", "%1.", 0),
        ("List Number 2", "%1.", 0),
    ):
        level = _level(document, name)
        text = level.find(qn("w:lvlText"))
        text.set(qn("w:val"), mark)
        for old in level.findall(qn("w:rPr")) + level.findall(qn("w:suff")):
            level.remove(old)
        suffix = OxmlElement("w:suff")
        suffix.set(qn("w:val"), "space")
        text.addprevious(suffix)
        indent = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        indent.attrib.clear()
        first = 0 if left else 709
        indent.set(qn("w:left"), str(left))
        indent.set(qn("w:firstLine"), str(first))
        paragraphs = document.styles[name].paragraph_format
        paragraphs.left_indent, paragraphs.first_line_indent = Pt(left / 20), Pt(first / 20)
    _give_list(document, "Мера", like="List Number 2")


def _give_list(document: WordDocument, name: str, like: str) -> None:
    """Give a style the numbering of another: a second list of the document counts from one."""
    styles: Node = document.styles
    numbering = copy.deepcopy(styles[like].element.pPr.numPr)
    styles[name].element.get_or_add_pPr().insert_element_before(numbering, *_AFTER_NUMBERING)


_AFTER_NUMBERING = ("w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _level(document: WordDocument, style: str) -> Node:
    numbering: Node = document.part.numbering_part.element
    properties: Node = document.styles[style].element
    wanted = str(properties.pPr.numPr.numId.val)
    numbers = {each.get(qn("w:numId")): each for each in numbering.findall(qn("w:num"))}
    abstract = numbers[wanted].find(qn("w:abstractNumId")).get(qn("w:val"))
    return next(
        each.find(qn("w:lvl"))
        for each in numbering.findall(qn("w:abstractNum"))
        if each.get(qn("w:abstractNumId")) == abstract
    )


def drop_leftovers(document: WordDocument) -> None:
    """Drop what python-docx's own template carries and a Russian document must not."""
    for relations in (document.part.rels, document.part.package.rels):
        stale = [k for k, each in relations.items() if "thumbnail" in each.reltype]
        stale += [k for k, each in relations.items() if "stylesWithEffects" in each.reltype]
        for key in stale:
            del relations[key]
    styles: Node = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in _TABLE_STYLES:
            styles.remove(style)
    for spacing in list(styles.iterfind(f".//{qn('w:pPrDefault')}//{qn('w:spacing')}")):
        spacing.getparent().remove(spacing)
    defaults = styles.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts = defaults.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for side in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{side}"), FONT)
    defaults.find(qn("w:lang")).set(qn("w:val"), "ru-RU")


_TABLE_STYLES = {"TableNormal", "TableGrid"}
"""The styles of our tables; a hundred others are most of python-docx's own template."""


def packed(
    document: WordDocument, title: str = "Аналитическая справка о результатах идентификации"
) -> bytes:
    """Return the bytes of the document: the same for the same words, on any machine and day."""
    properties = document.core_properties
    properties.title = title
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.language = "ru-RU"
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    content = io.BytesIO()
    document.save(content)
    return repacked(with_part(content.getvalue(), "docProps/app.xml", _by_us))


def _by_us(properties: bytes) -> bytes:
    """Say which program made the document: not the one whose empty document it began as."""
    return re.sub(rb"<Application>[^<]*", b"<Application>shnor", properties)


def _add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields


def _mark(row: _Row, name: str) -> None:
    properties: Node = row._tr.get_or_add_trPr()  # noqa: SLF001 - not in python-docx
    properties.append(OxmlElement(f"w:{name}"))


def _set(parent: Node, name: str, **attributes: str) -> None:
    child = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        child.set(qn(f"w:{key}"), value)
    parent.append(child)
