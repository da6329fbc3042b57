"""The memo as Markdown and as plain text."""

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from shnor_cli.memo.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Paragraph,
    Picture,
    Series,
    Span,
    Table,
)
from shnor_cli.russian import DASH, NBSP, number

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&])")
_LINE_START = re.compile(r"^(\s*\d*)(?=[#+=-]|(?<=\d)[.)])", re.MULTILINE)
"""Where a line begins like a heading, an item of a list or a rule: a backslash goes there."""
_WIDTH = 80
_LETTER = 467.7 / _WIDTH
"""Points of a line of the document that a letter of plain text takes."""
_MOST = 290.0
"""Points at most that are left free before words: their longest lines still have half the page."""
_RAISED = str.maketrans("0123456789+-=()nivx", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵛˣ")
_ENDS = str.maketrans("\n\t", "  ")
"""What stands between words of a cell, in one line."""
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
"""Small letters for what a plain line cannot raise or lower; others stay as they are."""


def markdown(document: Document) -> bytes:
    """Write a document as Markdown with tables of pipes (GitHub's); utf-8."""
    return _text(_spaced(document.blocks, _markdown_of))


def text(document: Document) -> bytes:
    """Write a document as plain text of 80 columns; tables may be wider; utf-8."""
    return _text(_spaced(document.blocks, _plain_of))


def _text(lines: Iterator[str]) -> bytes:
    return ("\n".join(lines).strip("\n") + "\n").encode()


def _spaced(blocks: Sequence[Block], written: Callable[[Block], str]) -> Iterator[str]:
    """Yield the blocks with a blank line between them, items of one list together."""
    in_list = False
    for block in blocks:
        said = written(block)
        if not said.strip():
            continue
        is_item = isinstance(block, Paragraph) and bool(block.mark)
        if not (in_list and is_item):
            yield ""
        in_list = is_item
        yield said


def _markdown_of(block: Block) -> str:
    match block:
        case Table():
            return _pipes(block)
        case Chart():
            return _pipes(chart_table(block))
        case Picture():
            return _escaped(block.words)
    if block.heading:
        said = " ".join(_markdown_line(block, _clean).split("\n"))
        return f"{'#' * min(block.heading + 1, 6)} {said}"
    words = _markdown_line(block, _marked)
    words = _LINE_START.sub(r"\1\\", words).replace("\n", "  \n")
    if block.mark:
        mark = block.mark if re.fullmatch(r"\d+[.)]", block.mark) else "-"
        return f"{'    ' * block.depth}{mark} {words}"
    return f"> {words}" if block.framed and words else words


def _markdown_line(paragraph: Paragraph, written: Callable[[Span], str]) -> str:
    return _line(paragraph, written, "~~", "~~")


def _plain_line(paragraph: Paragraph) -> str:
    return _line(paragraph, _small, "[зачёркнуто: ", "]")


def _line(paragraph: Paragraph, written: Callable[[Span], str], begins: str, ends: str) -> str:
    """Write the words of a paragraph with marks around those that are struck out."""
    said = ""
    for is_struck, spans in groupby(paragraph.spans, key=lambda span: span.struck):
        words = "".join(map(written, spans))
        said += _between(words, begins, ends) if is_struck else words
    return said.strip()


def _between(said: str, begins: str, ends: str) -> str:
    """Put marks close to words: Markdown takes them for marks only there."""
    inner = said.strip()
    return said.replace(inner, f"{begins}{inner}{ends}", 1) if inner and begins else said


def _marked(span: Span) -> str:
    mark = "**" * span.bold + "*" * span.italic
    return _between(_clean(span), mark, mark[::-1])


def _clean(span: Span) -> str:
    return _escaped(_small(span))


def _small(span: Span) -> str:
    if not span.raised:
        return span.text
    return span.text.translate(_RAISED if span.raised > 0 else _LOWERED)


def _escaped(said: str) -> str:
    return _SPECIAL.sub(r"\\\1", said)


def _pipes(table: Table) -> str:
    rows = _grid(table, lambda cell: _lines(cell, _markdown_in_cell))
    heading, rest = _heading(rows, table.heading_rows)
    lines = [heading, ["---"] * len(heading), *rest]
    return "\n".join(f"| {' | '.join(line)} |".replace("\n", "<br>") for line in lines)


def _markdown_in_cell(paragraph: Paragraph) -> str:
    line = _markdown_line(paragraph, _clean)
    return f"{_escaped(paragraph.mark)} {line}" if paragraph.mark else line


def _plain_in_cell(paragraph: Paragraph) -> str:
    return f"{paragraph.mark} {_plain_line(paragraph)}"


def _heading(rows: list[list[str]], count: int) -> tuple[list[str], list[list[str]]]:
    """Return one row of headings, several put together, and the rows below."""
    if not count:
        return [""] * len(rows[0] if rows else [""]), rows
    columns = zip(*rows[:count], strict=True)
    return [", ".join(dict.fromkeys(filter(None, column))) for column in columns], rows[count:]


def _grid(table: Table, written: Callable[[Cell], str]) -> list[list[str]]:
    """Return the words by row and column, those of a merged cell in each that it takes."""
    width = len(table.widths)
    taken: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(table.rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            words = written(cell)
            for below in range(cell.rows):
                for beside in range(cell.columns):
                    taken[row + below, column + beside] = words
    return [[taken.get((row, at), "") for at in range(width)] for row in range(len(table.rows))]


def _lines(cell: Cell, written: Callable[[Paragraph], str]) -> str:
    return "\n".join(filter(None, (written(each).strip() for each in cell.paragraphs)))


def chart_table(chart: Chart) -> Table:
    """Return the numbers of a chart as a table: a row for each category, a column a series."""
    names = ["", *([chart.x_title] if _has_places(chart) else []), *_names(chart)]
    rows = [tuple(map(_cell, names))]
    for place, category in enumerate(chart.categories):
        said = [category]
        if _has_places(chart):
            at = _at(chart.series[0].at, place)
            said.append(DASH if at is None else number(at))
        said += [_number(_at(each.values, place), chart) for each in _own_series(chart)]
        rows.append(tuple(map(_cell, said)))
    return Table(tuple(rows), 1, (1 / len(names),) * len(names))


def _has_places(chart: Chart) -> bool:
    return chart.form == "points"


def _own_series(chart: Chart) -> list[Series]:
    return [each for each in chart.series if not each.is_line]


def _names(chart: Chart) -> list[str]:
    unit = f", {chart.unit}" if chart.unit else ""
    return [f"{each.name}{unit}" for each in _own_series(chart)]


def _at(values: Sequence[float | None], place: int) -> float | None:
    return values[place] if place < len(values) else None


def _number(value: float | None, chart: Chart) -> str:
    return DASH if value is None else number(value, chart.digits)


def _cell(said: str) -> Cell:
    return Cell((Paragraph((Span(said),)),))


def _plain_of(block: Block) -> str:
    match block:
        case Table():
            return _columns(block)
        case Chart():
            return _columns(chart_table(block))
        case Picture():
            return block.words
    words = _plain_line(block)
    if block.align == "center" and words:
        return "\n".join(line.center(_WIDTH).rstrip() for line in _wrapped(words))
    if block.align == "right" and words:
        return "\n".join(line.rjust(_WIDTH) for line in _wrapped(words))
    free = round(min(block.left, _MOST) / _LETTER)
    first = " " * free + "    " * block.depth + (f"{block.mark} " if block.mark else "")
    return "\n".join(_wrapped(words, first))


def _wrapped(words: str, first: str = "") -> list[str]:
    """Wrap at ordinary spaces only: what a no-break space holds together stays together."""
    held = words.replace(NBSP, "\ue000")
    lines = textwrap.wrap(
        held,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [line.replace("\ue000", NBSP) for line in lines]


def _columns(table: Table) -> str:
    """Write a table in columns as wide as their longest words."""
    grid = _grid(table, lambda cell: _lines(cell, _plain_in_cell))
    rows = [[said.translate(_ENDS) for said in row] for row in grid]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if table.heading_rows:
        lines.insert(table.heading_rows, "  ".join("-" * width for width in widths))
    return "\n".join(lines)
