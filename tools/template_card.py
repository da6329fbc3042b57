"""The template of a school's card."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

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
from tools.template_parts import add_box
from tools.template_styles import TAG


def card(document: WordDocument) -> None:
    """Lay out the card of one school."""
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
    _values(document)
    _missing(document)


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
    table = add_table(document, [60, 22, 22, 22, 39])
    years = ["{%tc for год in таблица.годы %}", "{{ год }}", "{%tc endfor %}"]
    add_header(table, ["Что измерено", *years, "Отклонение от границы в {{ год }}"])
    add_tag_row(table, "for строка in таблица.строки")
    cells = ["{%tc for ячейка in строка.ячейки %}", _VALUE, "{%tc endfor %}"]
    row = add_row(table, ["{{ строка.название }}", *cells, "{{ строка.отклонение }}"], "Ячейка")
    row.cells[2].add_paragraph("{%p if ячейка.доля %}", style=TAG)
    row.cells[2].add_paragraph("{{ ячейка.доля }}", style="Доля")
    row.cells[2].add_paragraph("{%p endif %}", style=TAG)
    for paragraph in row.cells[2].paragraphs + row.cells[4].paragraphs:
        paragraph.alignment = ALIGN.CENTER
    add_tag_row(table, "endfor")
    add_tag(document, "if таблица.граница")
    add(document, "Примечание", "Для всех значений {{ таблица.граница }}.")
    add_tag(document, "endif")
    add_tag(document, "endfor")
    add_loop(document, "примечание in примечания", "Примечание", "{{ примечание }}")
    add_tag(document, "if таблицы")
    add(document, "Примечание", _UNDER)
    add_tag(document, "endif")


_VALUE = "{% cellbg ячейка.цвет %}{{ ячейка.значение }}"
_UNDER = (
    "Отклонение положительно, если критерий выполнен; рядом указано, при изменении результатов "
    "скольких участников изменился бы ответ по этому одному результату."
)


def _missing(document: WordDocument) -> None:
    add_tag(document, "if нет_данных")
    add(document, "Heading 1", "Каких данных не хватает")
    text = "{{ строка }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "строка in нет_данных", "List Bullet", text)
    add_tag(document, "endif")
