"""A chart as Word's own: editable, with its numbers in a small workbook inside the document.

XlsxWriter writes the chart (ECMA-376, part 1, 21.2) for a workbook; here it is fitted for Word, and
the workbook without the chart goes along for «Изменить данные».
"""

from html import escape

from docx.opc.part import Part
from lxml import etree

from shnor_cli.memo.blocks import Chart
from shnor_cli.memo.charts.book import FONT, SHEET, SIZE, in_xml, number_format, workbook
from shnor_cli.memo.charts.plots import WIDTH, area_of_points, height_of, labels_of, names_of
from shnor_cli.memo.ooxml import C15, A, C, Node

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NAMES_URI = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
"""The extension of a series that holds names of its points."""

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SHOWN = (
    "showLegendKey",
    "showVal",
    "showCatName",
    "showSerName",
    "showPercent",
    "showBubbleSize",
)
"""All that a label may show: what is not said to be hidden is shown by LibreOffice."""


def drawing(chart: Chart, part: Part, width: int) -> str:
    """Put a chart into the package of a part and return the `w:drawing` that shows it.

    `width` is in English metric units. Ids are those docxtpl gives afterwards.
    """
    package = part.package
    if package is None:
        raise ValueError("the part belongs to no document")
    content = Part(
        package.next_partname("/word/charts/chart%d.xml"), _CHART_TYPE, chart_xml(chart), package
    )
    relation = part.relate_to(content, f"{_RELATIONS}/chart")
    name = package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx")
    book = Part(name, _BOOK_TYPE, workbook(chart), package)
    if content.relate_to(book, f"{_RELATIONS}/package") != _BOOK:
        raise ValueError("the workbook of a chart is its only relation")
    height = round(width * height_of(chart) / WIDTH)
    about = f'id="{relation[3:]}" name="Диаграмма {relation[3:]}" descr="{escape(chart.alt)}"'
    return (
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" xmlns:wp='
        '"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f"<wp:docPr {about}/>"
        '<wp:cNvGraphicFramePr/><a:graphic xmlns:a="http://schemas.openxmlformats.org/'
        'drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/'
        '2006/chart"><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'xmlns:r="{_RELATIONS}" r:id="{relation}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing>"
    )


_BOOK = "rId1"
"""The relation of a chart to its workbook."""


def chart_xml(chart: Chart) -> bytes:
    """Return the chart part, with the numbers in it as well as in the workbook."""
    root = etree.fromstring(in_xml(chart).encode())
    _fit(root, chart)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


# --- touches for Word ----------------------------------------------------------------------------


def _fit(root: Node, chart: Chart) -> None:
    """Say what Word takes for granted otherwise, and lead to the embedded workbook."""
    for each in root.findall(f"{C}printSettings"):
        root.remove(each)
    root.find(f"{C}lang").set("val", "ru-RU")
    root.find(f"{C}lang").addnext(_said("roundedCorners"))
    for each in root.iter(f"{A}rPr", f"{A}defRPr"):
        each.set("lang", "ru-RU")
    for plot in root.iter(f"{C}barChart", f"{C}lineChart", f"{C}scatterChart"):
        after = plot.find(f"{C}grouping")
        (plot.find(f"{C}scatterStyle") if after is None else after).addnext(_said("varyColors"))
    for axis in root.iter(f"{C}catAx", f"{C}valAx"):
        axis.find(f"{C}scaling").addnext(_said("delete"))
    root.find(f"{C}chart").append(_said("dispBlanksAs", "gap"))
    for each in root.iter(f"{C}title", f"{C}legend"):
        each.find(f"{C}layout").addnext(_said("overlay"))
    for each in root.iter(f"{C}dLbls"):
        _complete(each, "showVal")
    for series in root.iter(f"{C}ser"):
        _fit_series(series, chart)
    if chart.form == "points":
        _name_points(root, chart)
    elif labels_of(chart) != chart.categories:
        _add_names(next(root.iter(f"{C}ser")), chart, chr(ord("B") + len(chart.series)))
    book = etree.SubElement(root, f"{C}externalData", {f"{_R}id": _BOOK})
    book.append(_said("autoUpdate"))


def _said(name: str, value: str = "0") -> Node:
    return etree.Element(f"{C}{name}", {"val": value})


def _complete(labels: Node, shown: str) -> None:
    """Say of everything that a label may show whether it does."""
    for name in _SHOWN:
        for each in labels.findall(f"{C}{name}"):
            labels.remove(each)
        labels.append(_said(name, "1" if name == shown else "0"))


def _fit_series(series: Node, chart: Chart) -> None:
    values = series.find(f"{C}val") if chart.form != "points" else series.find(f"{C}yVal")
    for each in values.iter(f"{C}formatCode"):
        each.text = number_format(chart.unit, chart.digits)
    if chart.form in ("bars", "columns"):
        series.find(f"{C}spPr").addnext(_said("invertIfNegative"))
        for each in series.iterfind(f"{C}dPt/{C}idx"):
            each.addnext(_said("invertIfNegative"))
    elif series.find(f"{C}smooth") is None:
        series.append(_said("smooth"))


def _name_points(root: Node, chart: Chart) -> None:
    """Name the points: in words beside those that find room, in an extension all of them."""
    names = names_of(chart, area_of_points(chart))
    for place, series in enumerate(root.iter(f"{C}ser")):
        if chart.series[place].is_line:
            continue
        mine = sorted((each for each in names if each.series == place), key=lambda n: n.place)
        if mine:
            labels = etree.Element(f"{C}dLbls")
            for each in mine:
                labels.append(_label(each.place, each.text, each.side))
            _complete(labels, "")
            series.find(f"{C}xVal").addprevious(labels)
        _add_names(series, chart)


def _label(place: int, text: str, side: str) -> Node:
    label = etree.Element(f"{C}dLbl")
    label.append(_said("idx", str(place)))
    run = etree.SubElement(_line(etree.SubElement(label, f"{C}tx"), "rich"), f"{A}r")
    _set_hand(run, "rPr")
    etree.SubElement(run, f"{A}t").text = text
    _line(label, "txPr")
    label.append(_said("dLblPos", side))
    _complete(label, "showVal")
    return label


def _line(node: Node, name: str) -> Node:
    """Add a paragraph of a label; LibreOffice takes its letters from the paragraph, not the run."""
    body = etree.SubElement(node, f"{C}{name}")
    etree.SubElement(body, f"{A}bodyPr", {"wrap": "none"})
    paragraph = etree.SubElement(body, f"{A}p")
    _set_hand(etree.SubElement(paragraph, f"{A}pPr"), "defRPr")
    return paragraph


def _set_hand(node: Node, name: str) -> None:
    size = str(round((SIZE - 1) * 100))
    hand = etree.SubElement(node, f"{A}{name}", {"lang": "ru-RU", "sz": size})
    etree.SubElement(hand, f"{A}latin", {"typeface": FONT})


def _add_names(series: Node, chart: Chart, column: str = "A") -> None:
    """Add the full names of all that is drawn, as Excel keeps labels taken from cells."""
    extension = etree.SubElement(
        etree.SubElement(series, f"{C}extLst"),
        f"{C}ext",
        {"uri": _NAMES_URI},
        nsmap={"c15": C15[1:-1]},
    )
    names = etree.SubElement(extension, f"{C15}datalabelsRange")
    etree.SubElement(
        names, f"{C15}f"
    ).text = f"{SHEET}!${column}$2:${column}${len(chart.categories) + 1}"
    cache = etree.SubElement(names, f"{C15}dlblRangeCache")
    cache.append(_said("ptCount", str(len(chart.categories))))
    for place, name in enumerate(chart.categories):
        if name:
            point = etree.SubElement(cache, f"{C}pt", {"idx": str(place)})
            etree.SubElement(point, f"{C}v").text = name
