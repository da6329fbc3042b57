"""The blocks of a document as lines that can be read and compared: what they are, how they look."""

from collections.abc import Iterator

from shnor_cli.memo.blocks import Cell, Chart, Document, Paragraph, Picture, Table
from shnor_cli.memo.charts.plots import value_in_words

_BEGINNING = 40
"""Characters that tell which paragraph it is; all the words are compared elsewhere."""


def outline(document: Document) -> str:
    """Return a line for each block, several for a table and a chart."""
    return "\n".join(_lines(document)).replace("\u00a0", " ") + "\n"


def _lines(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield f"=== раздел, {'альбомный' if section.landscape else 'книжный'}"
        for block in section.blocks:
            match block:
                case Paragraph():
                    yield _paragraph(block)
                case Table():
                    yield from _table(block)
                case Chart():
                    yield from _chart(block)
                case Picture():
                    yield "рисунок"


def _paragraph(block: Paragraph) -> str:
    kinds = [
        f"заголовок {block.heading}" if block.heading else "",
        "подпись" if block.caption else "",
        f"пункт {block.mark} {block.depth}" if block.mark else "",
        "в рамке" if block.framed else "",
        "с новой страницы" if block.new_page else "",
    ]
    hands = [
        name
        for name, is_so in (
            ("полужирный", any(span.bold for span in block.spans)),
            ("курсив", any(span.italic for span in block.spans)),
        )
        if is_so
    ]
    looks = [*filter(None, kinds), block.align, f"{block.size:g}", *hands]
    return f"{', '.join(looks)}: {block.text[:_BEGINNING]}".rstrip(": ")


def _table(table: Table) -> Iterator[str]:
    lines = "с рамками" if table.bordered else "без рамок"
    yield (
        f"таблица {len(table.rows)} x {len(table.widths)}, {lines}, шапка {table.heading_rows}, "
        f"ширины {' '.join(f'{100 * width:.0f}' for width in table.widths)}"
    )
    for number, row in enumerate(table.rows, start=1):
        if said := [
            each for place, cell in enumerate(row, start=1) if (each := _cell(place, cell))
        ]:
            yield f"  строка {number}: {'; '.join(said)}"


def _cell(place: int, cell: Cell) -> str:
    """Say what is unusual about a cell; nothing of a plain one."""
    looks = [
        f"заливка {cell.fill}" if cell.fill else "",
        f"{cell.rows} x {cell.columns}" if cell.rows + cell.columns > 2 else "",
        "повёрнута" if cell.turned else "",
        *(f"пункт {each.mark}" for each in cell.paragraphs if each.mark),
    ]
    said = ", ".join(filter(None, looks))
    return f"[{place}] {said}" if said else ""


def _chart(chart: Chart) -> Iterator[str]:
    yield f"диаграмма {chart.form}: {'; '.join(chart.categories)}"
    for series in chart.series:
        values = ("-" if value is None else value_in_words(chart, value) for value in series.values)
        colours = " ".join(series.colours) or series.colour
        yield f"  {series.name} [{colours}]: {'; '.join(values)}"
        if series.at and not series.is_line:
            yield f"    на оси: {'; '.join('-' if at is None else f'{at:g}' for at in series.at)}"
