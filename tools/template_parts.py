"""What the templates have alike: the page, the head, the box, the signature."""

from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from tools.template_layout import (
    add,
    add_office,
    add_row,
    add_table,
    add_tag,
    drop_leftovers,
    keep_together,
    set_lists,
    set_page,
)
from tools.template_styles import set_styles

DATE = "«___» ______________ 20__ г."
"""A date to be filled in by hand."""

STEPS = (
    "Чем темнее заливка, тем дальше значение от границы: светлая — менее чем на половину границы, "
    "средняя — на половину и более, тёмная — на всю границу и более."
)
"""What the three fills of a table of values mean."""

TO_ORDER = (
    "Приложение",
    "к приказу{{ ' ' ~ управление_родительный if управление_родительный }}",
    "от {{ дата }} № {{ номер }}",
)
"""What stands at the upper right of an annex to an order."""


def blank() -> WordDocument:
    """Return an empty document with the styles, lists and page of the memo."""
    document = Document()
    drop_leftovers(document)
    set_styles(document)
    set_lists(document)
    set_page(document)
    return document


def add_head(document: WordDocument, kind: str, title: str) -> None:
    """Add the office, the kind of document, the date with a number, the place, and the title."""
    add_office(document)
    add(document, "Вид документа", kind)
    add_date(document)
    add_tag(document, "if место")
    add(document, "Уточнение", "{{ место }}")
    add_tag(document, "endif")
    add(document, "Заголовок к тексту", title)


def add_date(document: WordDocument) -> None:
    """Add a line with the date at the left and the number at the right."""
    table = add_table(document, [85, 80], borders=False)
    row = add_row(table, ["{{ дата }}", "№ {{ номер }}"], "Реквизит таблицы")
    row.cells[1].paragraphs[0].alignment = ALIGN.RIGHT
    add(document, "После таблицы")


def add_box(document: WordDocument, text: str, condition: str = "методика.пример") -> None:
    """Add a framed warning that stands there on a condition."""
    add_tag(document, f"if {condition}")
    add(document, "Рамка", text)
    add_tag(document, "endif")


def add_stamp(
    document: WordDocument, lines: Sequence[str], indent: int = 90, style: str = "Приложение"
) -> Paragraph:
    """Add lines at the upper right, set as one block (гриф), and return the first of them.

    The indent is in millimetres.
    """
    made = [add(document, style, line) for line in lines]
    for paragraph in made:
        paragraph.alignment = ALIGN.LEFT
        paragraph.paragraph_format.left_indent = Mm(indent)
    return made[0]


def add_signature(document: WordDocument) -> None:
    """Add the post, a line to sign on, and the name or a line for it.

    It never stands alone on a page. LibreOffice keeps a table with what follows only if it has
    two rows.
    """
    add(document, "Перед подписью").paragraph_format.keep_with_next = True
    table = add_table(document, [70, 40, 55], borders=False)
    texts = ["{{ подпись.должность }}", "______________", "{{ подпись.фио }}"]
    row = add_row(table, texts, "Подпись")
    row.cells[0].paragraphs[0].alignment = ALIGN.LEFT
    for cell in row.cells:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
    whose = "{{ '(инициалы, фамилия)' if not подпись.назван }}"
    add_row(table, ["", "(подпись)", whose], "Под чертой")
    for each in table.rows:
        keep_together(each)


def add_executor(document: WordDocument) -> None:
    """Add the mark of who prepared the document."""
    add(document, "Исполнитель", "Исполнитель: {{ исполнитель }}")
