"""Reading what is drawn in a Word document: charts by their numbers, pictures as they are."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath

from lxml import etree

from shnor_cli.memo.blocks import Chart, Picture
from shnor_cli.memo.charts.drawn import chart_of
from shnor_cli.memo.ooxml import C, Node, W, words
from shnor_cli.memo.word.looks import number
from shnor_cli.memo.word.package import MOST_BYTES, Package, TooLargeError

BOXES = "надписи вместе с их словами"
LONGEST_ALT = 4_000
"""Characters of a title, or of a text that stands for a picture: a pdf holds no more than 16,383.
"""

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_INLINE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU = 12_700
"""English metric units in a point."""
_MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}


class Drawings:
    """The drawings of one part of a document; `lose` is told what no block keeps."""

    def __init__(self, package: Package, part: str, lose: Callable[[str], None]) -> None:
        self._package = package
        self._relations = package.relations(part)
        self._lose = lose
        self._bytes = 0
        """Of charts and pictures up to here, each as often as it stands there."""

    def drawn(self, drawing: Node) -> Chart | Picture | None:
        """Return what is drawn; what it is lost with goes to `lose`."""
        about = next(drawing.iter(f"{_INLINE}docPr"), None)
        said = "" if about is None else about.get("descr") or about.get("title") or ""
        alt = said[:LONGEST_ALT]
        chart = next(drawing.iter(f"{C}chart"), None)
        drawn = self._picture(drawing, alt) if chart is None else self._chart(chart, alt)
        if has_words(drawing):
            self._lose(BOXES)
        if drawn is None and chart is not None:
            self._lose("диаграммы, кроме столбчатых, линейных и точечных")
        elif drawn is None and not has_words(drawing):
            self._lose("фигуры")
        return drawn

    def _chart(self, node: Node, alt: str) -> Chart | None:
        _, name = self._relations.get(node.get(f"{_R}id", ""), ("", ""))
        try:
            chart = chart_of(self._part(name), alt, partial(self._book, name))
        except (ValueError, etree.XMLSyntaxError):
            return None  # said by the caller: the rest of the document is whole
        if chart is not None and any(chart.categories) and any(_nameless(chart)):
            self._lose("названия точек диаграммы, кроме тех, что стоят рядом с ними")
        return chart

    def _book(self, chart: str) -> bytes:
        """Return the workbook beside a chart, or nothing."""
        for kind, name in self._package.relations(chart).values():
            if kind.endswith("/package"):
                return self._part(name)
        return b""

    def _picture(self, drawing: Node, alt: str) -> Picture | None:
        blip, extent = (
            next(drawing.iter(f"{_DRAWING}blip"), None),
            drawing.find(f".//{_INLINE}extent"),
        )
        if blip is None or extent is None:
            return None
        _, name = self._relations.get(blip.get(f"{_R}embed", ""), ("", ""))
        media = _MEDIA.get(PurePosixPath(name).suffix.casefold())
        if media is None:
            return None
        content = b64encode(self._part(name)).decode()
        width, height = (number(extent.get(side)) / _EMU for side in ("cx", "cy"))
        return Picture(f"data:{media};base64,{content}", alt, width, height)

    def _part(self, name: str) -> bytes:
        part = self._package.part(name)
        self._bytes += len(part)
        if self._bytes > MOST_BYTES:
            raise TooLargeError
        return part


def is_in_line(drawing: Node) -> bool:
    """Say whether a drawing stands among the words of its line."""
    return drawing.find(f"{_INLINE}inline") is not None


def _nameless(chart: Chart) -> Iterator[int]:
    """Yield the places of points that have numbers and no name."""
    clouds = [each.values for each in chart.series if chart.form == "points" and not each.is_line]
    for place, name in enumerate(chart.categories):
        if not name and any(values[place : place + 1] not in ((), (None,)) for values in clouds):
            yield place


def has_words(drawing: Node) -> bool:
    """Say whether there is a text box with words in a drawing."""
    return any(words(box).strip() for box in drawing.iter(f"{W}txbxContent"))
