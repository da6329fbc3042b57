"""The annexes of the memo template."""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from tools.template_layout import (
    add,
    add_annex,
    add_caption,
    add_header,
    add_loop,
    add_row,
    add_rows,
    add_table,
    add_tag,
    add_tag_row,
    turn,
)


def annex_values(document: WordDocument) -> None:
    """Add the annex with values of every school, shaded as they were judged."""
    add_annex(document, 1, "Показатели школ, по которым сделаны выводы", on_new_page=False)
    add_tag(document, "for таблица in таблицы")
    add_caption(document, "{{ таблица.название }}")
    add_tag(document, "if таблица.по_годам")
    _values(document, [8, 50, 16, 60, 60, 66], with_years=True)
    add_tag(document, "else")
    _values(document, [10, 90, 55, 50, 55], with_years=False)
    add_tag(document, "endif")
    add_loop(document, "примечание in таблица.примечания", "Примечание", "{{ примечание }}")
    add_tag(document, "endfor")
    add_tag(document, "if not таблицы")
    add(document, "Абзац", "Показателей, по которым делаются выводы, нет.")
    add_tag(document, "endif")


def _values(document: WordDocument, widths: Sequence[int], *, with_years: bool) -> None:
    table = add_table(document, widths)
    fixed = ["№", "Школа", "Год"] if with_years else ["№", "Школа"]
    looped = ["{%tc for столбец in таблица.столбцы %}", "{{ столбец }}", "{%tc endfor %}"]
    header = add_header(table, fixed + looped, "Мелкая шапка")
    if with_years:
        turn(header.cells[4], header, height=40)
    add_tag_row(table, "for школа in таблица.школы")
    add_tag_row(table, "for строка in школа.строки")
    texts = ["{% vm %}{{ школа.номер }}", "{% vm %}{{ школа.название }}", "{{ строка.год }}"]
    cells = ["{%tc for ячейка in строка.ячейки %}", _VALUE, "{%tc endfor %}"]
    row = add_row(table, texts[: len(fixed)] + cells, "Мелкая ячейка")
    row.cells[1].paragraphs[0].alignment = ALIGN.LEFT
    row.cells[-2].add_paragraph("{{ ячейка.доля }}", style="Доля")
    add_tag_row(table, "endfor")
    add_tag_row(table, "endfor")


_VALUE = "{% cellbg ячейка.цвет %}{{ ячейка.значение }}"


def annex_remarks(document: WordDocument) -> None:
    """Add the annex with remarks on the data."""
    add_annex(document, 2, "Замечания к исходным данным")
    add_tag(document, "if замечания")
    table = add_table(document, [12, 78, 100, 70])
    add_header(table, ["№ п/п", "Где", "Замечание", "Что сделано"])
    keys = ("номер", "место", "замечание", "сделано")
    texts = [f"{{{{ замечание.{key} }}}}" for key in keys]
    add_rows(table, "замечание in замечания", texts, centred=[0])
    add_tag(document, "else")
    add(document, "Абзац", "Замечаний нет.")
    add_tag(document, "endif")


def annex_details(document: WordDocument) -> None:
    """Add the annex with what the memo can be checked by."""
    add_annex(document, 3, "Сведения для проверки")
    table = add_table(document, [90, 170])
    add_header(table, ["Сведение", "Значение"])
    texts = ["{{ сведение.название }}", "{{ сведение.значение }}"]
    add_rows(table, "сведение in сведения", texts)
    add(
        document,
        "Примечание",
        "Отпечаток совпадает только у одинаковых файлов. По нему проверяют, что справка "
        "составлена по этой методике и этим исходным данным.",
    )
