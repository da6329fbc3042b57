"""The template of the annex to an order: criteria and indicators."""

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm

from tools.template_layout import add, add_header, add_row, add_table, add_tag, add_tag_row
from tools.template_parts import TO_ORDER, add_box, add_stamp
from tools.template_styles import TAG


def annex(document: WordDocument) -> None:
    """Lay out the annex on pages on their side: the table is wide."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(15)
    add_stamp(document, TO_ORDER, 170)
    add(document, "Heading 1", "КРИТЕРИИ И ПОКАЗАТЕЛИ\nидентификации {{ термин.родительный }}")
    add_box(
        document,
        "Составлено по примеру методики. До утверждения проверьте процедуры, пороги и основания, "
        "впишите в методику реквизиты документа и поставьте status: утверждена.",
    )
    _table(document)
    _section(document, "I. Общие положения", [_AIM, _USE], "общие")
    _section(document, "II. Источники данных", [], "источники")
    _section(document, "III. Порядок расчёта показателей", _CALCULATION, "расчёт")
    _section(document, "IV. Правило отнесения школ к категориям", [], "правило")
    _section(document, "V. Исключения", [], "исключения")
    _approval(document)


def _table(document: WordDocument) -> None:
    table = add_table(document, [9, 40, 35, 50, 37, 33, 35, 23])
    add_header(table, list(_COLUMNS))
    add_tag_row(table, "for строка in строки")
    row = add_row(table, list(_COLUMNS.values()), "Ячейка")
    for place, cell in enumerate(row.cells):
        for paragraph in cell.paragraphs:
            paragraph.alignment = ALIGN.CENTER if place in {0, 5, 7} else ALIGN.LEFT
            if paragraph.text.startswith("{%p"):
                paragraph.style = TAG
    add_tag_row(table, "endfor")


def _each(key: str) -> str:
    """Return a cell with a paragraph for each line of a value."""
    return f"{{%p for линия in строка.{key} %}}\n{{{{ линия }}}}\n{{%p endfor %}}"


_COLUMNS = {
    "№": "{{ строка.номер }}",
    "Критерий": _each("критерий"),
    "Показатель": "{{ строка.показатель }}",
    "Формула, единица измерения": "{{ строка.формула }}",
    "Источник данных": "{{ строка.источник }}",
    "Пороговое значение": _each("порог"),
    "Балл (вес)": _each("балл"),
    "Период": "{{ строка.период }}",
}

_AIM = (
    "Критерии и показатели определяют порядок идентификации {{ термин.родительный }} "
    "(далее — {{ термин.кратко }}) по результатам оценочных процедур."
)
_USE = (
    "Результаты идентификации используются для планирования адресной методической помощи "
    "и не являются оценкой деятельности руководителей и педагогических работников."
)
_CALCULATION = [
    (
        "Показатели рассчитываются по формулам таблицы отдельно для каждой школы и каждого "
        "учебного года."
    ),
    (
        "Доля рассчитывается по числу участников. Доля по нескольким процедурам — это отношение "
        "суммы к сумме, а не среднее долей."
    ),
    "С пороговым значением сравнивается неокруглённое значение, если в таблице не сказано иное.",
]


def _section(document: WordDocument, title: str, texts: list[str], loop: str) -> None:
    number = title.split(".", maxsplit=1)[0]
    place = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}[number]
    add(document, "Heading 1", title)
    for count, text in enumerate(texts, start=1):
        add(document, "Абзац", f"{place}.{count}. {text}")
    add_tag(document, f"for абзац in {loop}")
    add(document, "Абзац", f"{place}.{{{{ loop.index + {len(texts)} }}}}. {{{{ абзац }}}}")
    add_tag(document, "endfor")


def _approval(document: WordDocument) -> None:
    add(document, "Heading 1", "VI. Порядок утверждения перечня")
    add_tag(document, "if есть_категории")
    for count, text in enumerate(_APPROVAL, start=1):
        add(document, "Абзац", f"6.{count}. {text}")
    add_tag(document, "else")
    add(document, "Абзац", "6.1. Методика не делит школы на категории, перечень не составляется.")
    add_tag(document, "endif")


_APPROVAL = [
    (
        "Идентификация проводится ежегодно по данным, завершённым к её началу. Её результаты "
        "излагаются в аналитической справке."
    ),
    (
        "Перечень школ категории «{{ первая_категория }}» утверждается приказом на основании "
        "аналитической справки."
    ),
    (
        "Решение, отличное от результата применения критериев, принимается отдельно и указывается "
        "в справке рядом с этим результатом."
    ),
    (
        "Исходные таблицы, методика и протокол идентификации хранятся так, чтобы расчёт можно было "
        "повторить."
    ),
    "О включении в перечень и его основаниях школа извещается письмом.",
]
