"""The template of a school's card."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from tools.template_layout import (
    add,
    add_caption,
    add_header,
    add_loop,
    add_row,
    add_rows,
    add_table,
    add_tag,
    add_tag_row,
)
from tools.template_parts import STEPS, add_box
from tools.template_styles import STYLES


def card(document: WordDocument) -> None:
    """Lay out the card of one school: close set, so that most of them take one page."""
    _set_close(document)
    add(document, "Реквизит", "{{ управление }}")
    add(document, "Вид документа", "КАРТОЧКА ШКОЛЫ")
    add(document, "Заголовок к тексту", "{{ школа.название }}")
    add(
        document,
        "Уточнение",
        "({{ школа.муниципалитет + ', ' if школа.муниципалитет }}код {{ школа.код }}, "
        "{{ год }} учебный год)",
    )
    add_box(
        document,
        "Карточка составлена по примеру методики. Пример не утверждён: вывод носит "
        "предварительный характер и основанием для решений не является.",
    )
    table = add_table(document, [65, 100])
    value = "{% cellbg сведение.цвет %}{{ сведение.значение }}"
    add_rows(table, "сведение in сведения", ["{{ сведение.название }}", value])
    _grounds(document)
    _missing(document)
    _values(document)


def _set_close(document: WordDocument) -> None:
    for name, size, _ in STYLES:
        document.styles[name].font.size = Pt(_CLOSE.get(size, size))
    for name in ("Реквизит", "Рамка", "Heading 1", "Caption"):
        spaces = document.styles[name].paragraph_format
        spaces.space_before, spaces.space_after = Pt(6 if spaces.space_before else 0), Pt(3)


_CLOSE: dict[float, float] = {14: 12, 10: 9}
"""Sizes in points: of the text the least that the standard allows, of tables less."""


def _grounds(document: WordDocument) -> None:
    add(document, "Heading 1", "Основания")
    add_tag(document, "if вывод")
    add(document, "Абзац", "{{ вывод }}")
    add_tag(document, "endif")
    add_tag(document, "for основание in основания")
    text = "{{ основание.текст }}{{ ':' if основание.факты else ('.' if loop.last else ';') }}"
    add(document, "List Bullet", text)
    fact = "{{ факт }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "факт in основание.факты", "List Bullet 2", fact)
    add_tag(document, "endfor")


def _values(document: WordDocument) -> None:
    add(document, "Heading 1", "Значения показателей")
    add_tag(document, "if not таблицы")
    add(document, "Абзац", "Показателей, по которым делаются выводы, нет.")
    add_tag(document, "endif")
    add_tag(document, "for таблица in таблицы")
    add_caption(document, "{{ таблица.название }}")
    table = add_table(document, [54, 24, 24, 24, 39], is_tight=True)
    years = ["{%tc for год in таблица.годы %}", "{{ год }}", "{%tc endfor %}"]
    add_header(table, ["Что измерено", *years, "Отклонение от границы в {{ год }}"])
    add_tag_row(table, "for строка in таблица.строки")
    cells = ["{%tc for ячейка in строка.ячейки %}", _VALUE, "{%tc endfor %}"]
    row = add_row(table, ["{{ строка.название }}", *cells, "{{ строка.отклонение }}"], "Ячейка")
    for cell in (row.cells[2], row.cells[4]):
        cell.paragraphs[0].alignment = ALIGN.CENTER
    add_tag_row(table, "endfor")
    add_tag(document, "if таблица.граница")
    add(document, "Примечание", "Для всех значений {{ таблица.граница }}.")
    add_tag(document, "endif")
    for condition, text in _OF_TABLE:
        _note(document, f"таблица.{condition}", text)
    add_tag(document, "endfor")
    for condition, text in _OF_CARD:
        _note(document, f"таблицы|selectattr('{condition}')|list", text)


def _note(document: WordDocument, condition: str, text: str) -> None:
    add_tag(document, f"if {condition}")
    add(document, "Примечание", text)
    add_tag(document, "endif")


_VALUE = (
    "{% cellbg ячейка.цвет %}{{ ячейка.значение }}{{ ' (' + ячейка.доля + ')' if ячейка.доля }}"
)
_OF_TABLE = (
    ("критерии", "Заливкой выделены значения, при которых выполнен {{ таблица.критерии }}."),
    ("есть_ступени", STEPS),
    (
        "граница_своя",
        (
            "Граница своя у каждого года и каждой группы школ, поэтому равные значения могут быть "
            "выделены по-разному."
        ),
    ),
)
_OF_CARD = (
    ("есть_доли", "В скобках у доли — сколько участников она составляет и из скольких."),
    (
        "есть_пропуски",
        "— процедура не проводилась или неприменима, или результат не учтён; н/д — нет данных.",
    ),
    (
        "критерии",
        (
            "Отклонение положительно, если критерий выполнен; рядом — сколько участников отделяют "
            "результат от другого ответа."
        ),
    ),
)
"""What is told under one table, and under all of them."""


def _missing(document: WordDocument) -> None:
    add_tag(document, "if нет_данных")
    add(document, "Heading 1", "Каких данных не хватает")
    text = "{{ строка }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "строка in нет_данных", "List Bullet", text)
    add_tag(document, "endif")
