"""The styles of the memo template: one visible table, and how each kind of paragraph is set."""

from collections.abc import Callable
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Times New Roman"
TAG = "Тег"

Style = Any
"""A paragraph style of python-docx, whose parts are typed as optional."""

Setting = Callable[[Style], None]


def set_styles(document: WordDocument) -> None:
    """Make or reset all styles of the template."""
    for name, size, setting in STYLES:
        known = {style.name for style in document.styles}
        style: Style = (
            document.styles[name]
            if name in known
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _drop_theme(style)
        setting(style)
    # a caption too to whoever reads the document by its styles
    document.styles["Подпись рисунка"].base_style = document.styles["Caption"]


def _drop_theme(style: Style) -> None:
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for side in ("cs", "eastAsia"):
        fonts.set(qn(f"w:{side}"), FONT)


def _lines(alignment: ALIGN, *, bold: bool = False, before: float = 0, after: float = 0) -> Setting:
    def setting(style: Style) -> None:
        style.paragraph_format.alignment = alignment
        style.paragraph_format.line_spacing = 1.0
        style.font.bold = bold
        _space(style, before, after)

    return setting


def _space(style: Style, before: float, after: float) -> None:
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _body(style: Style) -> None:
    _lines(ALIGN.JUSTIFY)(style)
    style.paragraph_format.line_spacing = 1.15
    style.paragraph_format.first_line_indent = Cm(1.25)
    style.paragraph_format.widow_control = True


def _item(style: Style) -> None:
    """Set an item of a list of facts, whose numbers a justified line would tear apart."""
    _body(style)
    style.paragraph_format.alignment = ALIGN.LEFT


def _tight(height: float) -> Setting:
    """Set lines of an exact height in points, for tables of many rows."""

    def setting(style: Style) -> None:
        _lines(ALIGN.CENTER)(style)
        style.paragraph_format.line_spacing = Pt(height)

    return setting


def _before_list(style: Style) -> None:
    _body(style)
    style.paragraph_format.keep_with_next = True


def _heading(alignment: ALIGN, indent: float, *, before: float, is_italic: bool = False) -> Setting:
    def setting(style: Style) -> None:
        _lines(alignment, bold=not is_italic, before=before, after=6)(style)
        style.font.italic = is_italic
        style.paragraph_format.first_line_indent = Cm(indent)
        style.paragraph_format.keep_with_next = True

    return setting


def _framed(style: Style) -> None:
    _lines(ALIGN.JUSTIFY, before=12, after=6)(style)
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "4"), ("color", "808080")):
            border.set(qn(f"w:{key}"), value)
        borders.append(border)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _stamp(style: Style) -> None:
    _lines(ALIGN.LEFT)(style)
    style.paragraph_format.left_indent = Cm(9.5)


def _caption(style: Style) -> None:
    _lines(ALIGN.LEFT, before=8, after=4)(style)
    style.paragraph_format.keep_with_next = True


def _figure(style: Style) -> None:
    _lines(ALIGN.CENTER, before=8)(style)
    style.paragraph_format.keep_with_next = True


def _figure_caption(style: Style) -> None:
    _lines(ALIGN.CENTER, before=2, after=6)(style)
    style.paragraph_format.keep_with_next = True  # what must be known to read it may follow


def _tag(style: Style) -> None:
    _lines(ALIGN.LEFT)(style)
    style.font.color.rgb = RGBColor(0x2E, 0x5C, 0x9A)


STYLES: tuple[tuple[str, float, Setting], ...] = (
    ("Normal", 14, _lines(ALIGN.LEFT)),
    ("Heading 1", 14, _heading(ALIGN.CENTER, 0, before=14)),
    ("Heading 2", 14, _heading(ALIGN.LEFT, 1.25, before=10)),
    ("Heading 3", 14, _heading(ALIGN.LEFT, 1.25, before=8, is_italic=True)),
    ("Абзац", 14, _body),
    ("Абзац перед перечнем", 14, _before_list),
    ("List Bullet", 14, _item),
    ("List Bullet 2", 14, _item),
    ("List Number", 14, _body),
    ("List Number 2", 14, _body),
    ("Мера", 14, _body),
    ("Гриф", 14, _stamp),
    ("Логотип", 14, _lines(ALIGN.CENTER, after=6)),
    ("Реквизит", 14, _lines(ALIGN.CENTER, bold=True, after=18)),
    ("Вид документа", 14, _lines(ALIGN.CENTER, bold=True)),
    ("Заголовок к тексту", 14, _lines(ALIGN.CENTER, bold=True)),
    ("Уточнение", 14, _lines(ALIGN.CENTER, after=12)),
    ("Реквизит таблицы", 14, _lines(ALIGN.LEFT)),
    ("Рамка", 12, _framed),
    ("Caption", 12, _caption),
    ("Рисунок", 14, _figure),
    ("Подпись рисунка", 12, _figure_caption),
    ("Шапка таблицы", 10, _lines(ALIGN.CENTER, bold=True)),
    ("Ячейка", 10, _lines(ALIGN.LEFT)),
    ("Мелкая шапка", 8, _lines(ALIGN.CENTER, bold=True)),
    ("Мелкая ячейка", 8, _tight(9)),
    ("Доля", 7, _tight(7.5)),
    ("Примечание", 10, _lines(ALIGN.LEFT, before=3)),
    ("После таблицы", 6, _lines(ALIGN.LEFT)),
    ("Перед подписью", 14, _lines(ALIGN.LEFT, after=14)),
    ("Подпись", 14, _lines(ALIGN.CENTER)),
    ("Под чертой", 9, _lines(ALIGN.CENTER)),
    ("Исполнитель", 10, _lines(ALIGN.LEFT, before=24)),
    ("Приложение", 12, _lines(ALIGN.RIGHT)),
    ("Номер страницы", 12, _lines(ALIGN.CENTER)),
    (TAG, 7, _tag),
)
"""Name in Word, size in points, and the rest."""
