"""Charts: the same numbers as SVG, in Word, and read back, whatever the names and the sizes."""

import io
import itertools
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from lxml import etree

from shnor_cli.memo.blocks import Chart, Series
from shnor_cli.memo.charts import plots
from shnor_cli.memo.charts.drawn import chart_of
from shnor_cli.memo.charts.labels import Fits, labels
from shnor_cli.memo.charts.native import chart_xml
from shnor_cli.memo.charts.plots import (
    DARK,
    LIGHT,
    MIDDLE,
    PAIRS,
    area_of_points,
    colour_of,
    is_dashed,
    labels_of,
    mark_of,
    names_of,
    shortened,
    ticks_of,
    value_in_words,
    width_of,
    within,
    wrapped,
)
from shnor_cli.memo.charts.svg import svg
from shnor_cli.memo.word.filling import fill
from shnor_cli.memo.word.reading import read
from tests.memo.charting import ENDLESS, FORMS, HOSTILE, LONG, SIZES, bars, columns, lines, points

ALL = FORMS | SIZES
SVG = "{http://www.w3.org/2000/svg}"


def values_of(chart: Chart) -> Iterator[float]:
    for series in chart.series:
        if not series.is_line:
            yield from (value for value in series.values if value is not None)


def document_of(folder: Path, *charts: Chart) -> bytes:
    template = docx.Document()
    for place in range(len(charts)):
        template.add_paragraph(f"{{{{ диаграммы[{place}] }}}}")
    path = folder / "шаблон.docx"
    template.save(str(path))
    return fill(path, {"диаграммы": list(charts)}, None)


def charts_in(content: bytes) -> list[Chart]:
    return [block for block in read(content).blocks if isinstance(block, Chart)]


# --- SVG -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_svg_is_well_formed_and_says_every_number(chart: Chart) -> None:
    root = etree.fromstring(svg(chart))
    titles = " | ".join(each.text or "" for each in root.iter(f"{SVG}title"))
    assert all(value_in_words(chart, value) in titles for value in values_of(chart))
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}desc") == chart.alt


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_svg_stays_within_its_borders(chart: Chart) -> None:
    root = etree.fromstring(svg(chart))
    width, height = (float(each) for each in root.get("viewBox").split()[2:])
    for text in root.iter(f"{SVG}text"):
        x, y, long = float(text.get("x")), float(text.get("y")), width_of(text.text, 12)
        assert 0 <= y <= height
        if text.get("transform") is None:
            left = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.get("text-anchor")]
            assert x - long * left > -12
            assert x + long * (1 - left) < width + 12


@pytest.mark.parametrize("chart", FORMS.values(), ids=FORMS)
def test_svg_needs_nothing_that_a_plain_renderer_lacks(chart: Chart) -> None:
    names = {etree.QName(each).localname for each in etree.fromstring(svg(chart)).iter()}
    assert names <= {"svg", "desc", "g", "title", "text", "rect", "path", "circle"}
    assert not re.search(r"\b(id|class|style|href)=", svg(chart))


@pytest.mark.parametrize("name", HOSTILE)
def test_names_come_through_in_svg_and_word(tmp_path: Path, name: str) -> None:
    for form, chart in FORMS.items():
        named = replace(chart, categories=(name, *chart.categories[1:]), alt=name)
        titles = [each.text or "" for each in etree.fromstring(svg(named)).iter(f"{SVG}title")]
        assert any(each.startswith(name) for each in titles), form
        (back,) = charts_in(document_of(tmp_path, named))
        assert back.categories[0] == back.alt == name


@pytest.mark.parametrize("name", [LONG, ENDLESS])
def test_a_very_long_name_is_cut_and_pushes_nothing_out(tmp_path: Path, name: str) -> None:
    named = replace(bars(), categories=(name, *bars().categories[1:]))
    shown = [each.text for each in etree.fromstring(svg(named)).iter(f"{SVG}text")]
    assert any(each.endswith("…") for each in shown)
    assert all(width_of(each, 12) < 300 for each in shown)
    assert charts_in(document_of(tmp_path, named)) == [named]


SAME = "Муниципальное бюджетное общеобразовательное учреждение городского округа Заря "
KIND = "Средняя общеобразовательная школа"
DEEP = "с углублённым изучением отдельных предметов имени академика Заварицкого"
ALIKE = (
    *(f"{SAME}«Основная общеобразовательная школа №\u00a0{each}»" for each in range(14, 20)),
    *(f"{SAME}«{KIND} №\u00a0{each} {DEEP}»" for each in range(1, 5)),
    f"Государственное казённое учреждение «{KIND} №\u00a01 {DEEP}»",
    *(f"МБОУ «Школа имени Героя Советского Союза Петра {each}ова»" for each in ("Иван", "Сидор")),
    *(f"МБОУ «Школа имени Героя Советского Союза Петра Орлова» ({each} район)" for each in "АБ"),
    ENDLESS,
    f"{ENDLESS[1:]}Ъ",
    f"{ENDLESS[2:]}ЪЪ",
)
"""Names of schools that begin alike."""


def alike(form: str) -> Chart:
    chart = {"bars": bars, "columns": columns, "points": points}[form](len(ALIKE))
    return replace(chart, categories=ALIKE)


@pytest.mark.parametrize("form", ["bars", "columns", "points"])
def test_no_two_names_of_a_chart_are_alike(tmp_path: Path, form: str) -> None:
    chart = alike(form)
    assert len(set(labels_of(chart))) == len(ALIKE)
    assert charts_in(document_of(tmp_path, chart)) == [chart]
    titles = [each.text or "" for each in etree.fromstring(svg(chart)).iter(f"{SVG}title")]
    assert all(any(each.startswith(name) for each in titles) for name in ALIKE[4:])


@pytest.mark.parametrize("width", [60, 100, 200, 250])
def test_names_stay_apart_whatever_the_room(width: int) -> None:
    fits = within(width, 12)
    found = labels(ALIKE, fits)
    assert len(set(found)) == len(ALIKE)
    assert all(map(fits, found))


def test_a_thousand_names_that_begin_alike_are_short_soon() -> None:
    names = [f"{SAME}«{KIND} имени Героя {each:04} {DEEP}»" for each in range(1000)]
    begin = time.perf_counter()
    assert len(set(labels(names, within(200, 12)))) == len(names)
    assert time.perf_counter() - begin < 2


def test_in_a_cloud_only_what_may_be_named_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(names: Sequence[str], fits: Fits) -> tuple[str, ...]:
        asked.append(len(names))
        return labels(names, fits)

    monkeypatch.setattr(plots, "labels", counted)
    crowd = Series("Остальные", (1.0, 2.0, 3.0, None), (10.0, 20.0, 30.0, 40.0))
    found = Series("Выявленные", (None, None, None, 4.0), (10.0, 20.0, 30.0, 40.0))
    chart = Chart("points", ("А", "Б", "В", "Г"), (crowd, found), "")
    assert [each.text for each in names_of(chart, area_of_points(chart))] == ["Г"]
    assert asked == [1, 1]


def test_a_number_stays_where_a_name_is_cut() -> None:
    found = labels_of(alike("bars"))
    assert found[0] == "…«Основная общеобразовательная школа №\u00a014»"
    assert found[6].startswith("МБОУ городского округа Заря «СОШ №\u00a01 с углублённым")
    assert found[7].startswith("…«СОШ №\u00a02 с углублённым")
    assert labels(ALIKE, within(130, 12))[0] == "…«ООШ №\u00a014»"
    assert [each.partition("…")[2] for each in labels(ALIKE, within(160, 12))[11:13]] == [
        "Иванова»",
        "Сидорова»",
    ]


def test_a_name_corrected_at_the_axis_stays_corrected() -> None:
    root = etree.fromstring(chart_xml(alike("bars")))
    root.find(".//{*}cat//{*}v").text = "Да"
    chart = chart_of(etree.tostring(root), "")
    assert chart is not None
    assert chart.categories == ("Да", *ALIKE[1:])


def test_full_names_are_read_from_the_workbook_beside_the_chart(tmp_path: Path) -> None:
    document = read(without_names(document_of(tmp_path, alike("bars"))))
    assert list(document.blocks) == [alike("bars")]


def test_every_named_point_has_its_name_beside_it() -> None:
    """The right one stands too near the border for its name, with others of the crowd around."""
    names = ("МБОУ «Дальняя СОШ»", "МБОУ «Приреченская СОШ»", "МБОУ «Тополёвская СОШ»")
    chart = Chart(
        form="points",
        categories=names,
        series=(
            Series("Остальные", (38.5, None, None), (57.0, 73.0, 39.0)),
            Series("Выявленные", (None, 39.7, 41.0), (57.0, 73.0, 39.0)),
        ),
        alt="",
    )
    shown = [each.text for each in etree.fromstring(svg(chart)).iter(f"{SVG}text")]
    assert "Приреченская СОШ" in shown
    assert names[2] in shown


def test_a_value_pointed_at_is_told_with_its_name() -> None:
    titles = [each.text for each in etree.fromstring(svg(bars())).iter(f"{SVG}title")]
    assert titles[0] == "МКОУ «Школа & <b>дом</b>»: 91,7\u00a0%"
    titles = [each.text for each in etree.fromstring(svg(columns())).iter(f"{SVG}title")]
    assert titles[0] == "ВПР, русский язык, 4 класс, Школы «ШНОР»: 30,50"


def test_a_line_is_broken_where_a_year_is_missing() -> None:
    paths = [each.get("d") for each in etree.fromstring(svg(lines(2))).iter(f"{SVG}path")]
    assert [path.count("M") for path in paths if path.count("L") + path.count("M") > 2] == [1, 2]


# --- what tells things apart ---------------------------------------------------------------------


def grey_of(colour: str) -> float:
    """Return the lightness of a colour in grey print, from 0 to 255 (ITU-R BT.601)."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_colours_differ_in_grey_print() -> None:
    assert grey_of(MIDDLE) - grey_of(DARK) > 60
    assert grey_of(LIGHT) - grey_of(MIDDLE) > 60
    assert all(grey_of(pale) - grey_of(dark) > 60 for dark, pale in PAIRS)


def test_lines_differ_by_dash_and_mark_without_any_colour() -> None:
    chart = lines(8)
    looks = [(is_dashed(chart, place), mark_of(place)) for place in range(8)]
    assert len(set(looks)) == 8


@pytest.mark.parametrize(
    ("values", "unit", "ticks"),
    [
        ([91.7], "%", [0, 20, 40, 60, 80, 100]),
        ([31.0, 2.5], "%", [0, 10, 20, 30, 40]),
        ([1.75], "", [0, 0.5, 1, 1.5, 2]),
        ([0.0], "", [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([-3.0, 8.0], "", [-5, -2.5, 0, 2.5, 5, 7.5, 10]),
        ([1234.0], "", [0, 250, 500, 750, 1000, 1250]),
        ([None], "", [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_axes_have_round_numbers_that_hold_all_values(
    values: list[float | None], unit: str, ticks: list[float]
) -> None:
    assert ticks_of(values, unit).places == pytest.approx(ticks)


def test_a_text_is_broken_at_spaces_only_and_whole_while_it_fits() -> None:
    text = "МБОУ «Школа имени Героя» № 2"
    lines_ = wrapped(text, 100, 12, 9)
    assert " ".join(lines_) == text
    assert all(width_of(each, 12) <= 100 for each in lines_)
    assert wrapped(text, 60, 12, 2)[1] == "«Шк…№ 2"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Государственное бюджетное учреждение города Москвы «Школа № 426»", "…«Школа № 426»"),
        ("МУНИЦИПАЛЬНОЕ КАЗЁННОЕ УЧРЕЖДЕНИЕ ОРЬЕВСКАЯ ШКОЛА", "…ОРЬЕВСКАЯ ШКОЛА"),
        ("МБОУ «Рассветовская средняя школа имени Героя»", "МБОУ «Рассветовская…"),
    ],
)
def test_a_long_name_of_a_school_keeps_what_tells_it_apart(name: str, shown: str) -> None:
    assert shortened(name, 140, 12) == shown
    assert shortened(name, 900, 12) == name


# --- Word's own ----------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_a_chart_is_read_back_as_it_was(tmp_path: Path, chart: Chart) -> None:
    (back,) = charts_in(document_of(tmp_path, chart))
    assert back == chart


def test_a_document_has_the_same_bytes_every_time(tmp_path: Path) -> None:
    assert document_of(tmp_path, *FORMS.values()) == document_of(tmp_path, *FORMS.values())


def test_every_chart_has_its_part_its_workbook_and_an_id_of_its_own(tmp_path: Path) -> None:
    content = document_of(tmp_path, bars(), bars(), points())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        body = package.read("word/document.xml").decode()
        books = [package.read(name) for name in names if name.startswith("word/embeddings/")]
        types = package.read("[Content_Types].xml").decode()
    ids = re.findall(r'<wp:docPr id="(\d+)"', body)
    assert len(ids) == len(set(ids)) == 3
    assert sum(name.startswith("word/charts/chart") for name in names) == len(books) == 3
    assert types.count("drawingml.chart+xml") == 3
    with zipfile.ZipFile(io.BytesIO(books[0])) as book:
        assert not any("chart" in name for name in book.namelist())


def test_charts_that_a_template_has_stay(tmp_path: Path) -> None:
    template = docx.Document(io.BytesIO(document_of(tmp_path, bars(), lines())))
    template.add_paragraph("{{ рисунок }}")
    path = tmp_path / "с диаграммами.docx"
    template.save(str(path))
    assert charts_in(fill(path, {"рисунок": points()}, None)) == [bars(), lines(), points()]


def test_a_name_in_the_workbook_is_never_a_formula(tmp_path: Path) -> None:
    content = document_of(tmp_path, *FORMS.values())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        books = [package.read(name) for name in package.namelist() if name.endswith(".xlsx")]
    for content in books:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("chart", FORMS.values(), ids=FORMS)
def test_labels_say_of_everything_whether_it_is_shown(chart: Chart) -> None:
    root = etree.fromstring(chart_xml(chart))
    space = {"c": root.nsmap["c"]}
    labels = root.xpath("//c:dLbls | //c:dLbl", namespaces=space)
    shown = [{etree.QName(e).localname for e in each if "show" in e.tag} for each in labels]
    assert all(len(each) == 6 for each in shown)
    assert not root.findall(".//c:printSettings", space)
    assert root.find("c:lang", space).get("val") == "ru-RU"
    assert root.find("c:chart/c:dispBlanksAs", space).get("val") == "gap"


def test_a_name_beside_a_point_has_its_letters_where_each_program_looks() -> None:
    root = etree.fromstring(chart_xml(points()))
    labels = root.findall(".//{*}dLbl")
    assert labels
    for label in labels:
        for way in ("tx/{*}rich/{*}p/{*}pPr/{*}defRPr", "tx/{*}rich/{*}p/{*}r/{*}rPr"):
            assert label.find(f"{{*}}{way}").get("sz") == "800"


def test_a_chart_among_words_stands_after_them_and_keeps_them(tmp_path: Path) -> None:
    template = docx.Document()
    template.add_paragraph("До {{ рисунок }} после")
    template.add_paragraph("{% if рисунок %}Есть.{% endif %}{{ рисунок.alt }}")
    path = tmp_path / "шаблон.docx"
    template.save(str(path))
    document = read(fill(path, {"рисунок": bars()}, None))
    assert [getattr(each, "text", each.kind) for each in document.blocks] == [
        "До  после",
        "chart",
        f"Есть.{bars().alt}",
    ]


def test_a_chart_of_another_form_is_named_as_lost() -> None:
    root = etree.fromstring(chart_xml(bars()))
    for plot in root.iter("{*}barChart"):
        plot.tag = plot.tag.replace("barChart", "pieChart")
    assert chart_of(etree.tostring(root), "") is None


def test_a_chart_that_claims_a_billion_points_is_not_drawn() -> None:
    xml = chart_xml(bars()).replace(b'ptCount val="6"', b'ptCount val="1000000000"')
    assert chart_of(xml, "") is None


def test_without_an_alt_text_the_numbers_are_said() -> None:
    back = chart_of(chart_xml(columns(1)), "")
    assert back is not None
    assert back.alt == (
        "Диаграмма. Школы «ШНОР», ВПР, русский язык, 4 класс: 30,50; "
        "Все школы, ВПР, русский язык, 4 класс: 12,25"
    )


def without_names(content: bytes, edit: bytes = b"", to: bytes = b"") -> bytes:
    """Return a document as LibreOffice saves it: names of points stand only beside some of them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as file, zipfile.ZipFile(made, "w") as copy:
        for name in file.namelist():
            part = file.read(name)
            if name.startswith("word/charts/chart"):
                part = re.sub(rb"<c:extLst>.*?</c:extLst>", b"", part, flags=re.DOTALL)
                part = part.replace(edit, to) if edit else part
            copy.writestr(name, part)
    return made.getvalue()


def test_names_of_points_are_read_from_the_workbook_beside_the_chart(tmp_path: Path) -> None:
    document = read(without_names(document_of(tmp_path, points())))
    assert list(document.blocks) == [points()]
    assert document.lost == ()


def test_a_point_with_other_numbers_than_the_workbook_has_is_told_nameless(tmp_path: Path) -> None:
    said = f"<c:v>{next(values_of(points())):g}</c:v>".encode()
    document = read(without_names(document_of(tmp_path, points()), said, b"<c:v>99.5</c:v>"))
    (chart,) = document.blocks
    assert isinstance(chart, Chart)
    nameless = [place for place, name in enumerate(chart.categories) if not name]
    assert nameless
    assert {chart.series[0].values[place] for place in nameless} == {99.5}
    assert document.lost == ("названия точек диаграммы, кроме тех, что стоят рядом с ними",)


def book_of(sheet: str) -> bytes:
    made = io.BytesIO()
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{space}">{sheet}</worksheet>')
    return made.getvalue()


NAME = '<c r="A4" t="inlineStr"><is><t>Школа</t></is></c>'


@pytest.mark.parametrize(
    "book",
    [
        b"",
        b"not a zip",
        book_of(""),
        book_of("<c"),
        book_of(f'{NAME}<c r="B4"><v>много</v></c>'),
        book_of(f'{NAME}<c r="B4" t="s"><v>7</v></c>'),
    ],
)
def test_a_workbook_that_cannot_be_read_names_no_points(book: bytes) -> None:
    xml = re.sub(rb"<c:extLst>.*?</c:extLst>", b"", chart_xml(points()), flags=re.DOTALL)
    chart = chart_of(xml, "", lambda: book)
    assert chart is not None
    assert "" in chart.categories
    assert chart.series == points().series


# --- LibreOffice ---------------------------------------------------------------------------------

with_office = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="нет LibreOffice или poppler",
)


def converted(folder: Path, content: bytes, kind: str) -> Path:
    source = folder / "диаграммы.docx"
    source.write_bytes(content)
    target = folder / "готово"
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(target)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    return next(target.iterdir())


@with_office
def test_libreoffice_draws_every_form(tmp_path: Path) -> None:
    pdf = converted(tmp_path, document_of(tmp_path, *FORMS.values()), "pdf")
    said = subprocess.run(["pdftotext", str(pdf), "-"], check=True, capture_output=True, text=True)
    text = " ".join(said.stdout.split())
    assert "91,7 %" in text
    assert "30,50" in text
    assert "Процедура 3" in text
    assert "Верхняя граница" in text
    assert "Участников" in text


@with_office
def test_numbers_are_the_same_after_libreoffice_saved_the_document(tmp_path: Path) -> None:
    charts = [*FORMS.values(), points(2)]
    saved = converted(tmp_path, document_of(tmp_path, *charts), "docx").read_bytes()
    back = charts_in(saved)
    assert len(back) == len(charts)
    for chart, found in zip(charts, back, strict=True):
        assert found.form == chart.form
        assert found.series == chart.series
        assert (found.unit, found.x_title, found.y_title) == (
            chart.unit,
            chart.x_title,
            chart.y_title,
        )
        assert found.categories == chart.categories
        if chart.form != "points":
            assert found.digits == chart.digits


def test_every_series_has_a_colour_even_if_none_is_given() -> None:
    plain = tuple(Series(each.name, each.values) for each in columns().series)
    chart = replace(columns(), series=plain)
    colours = [colour_of(chart, place) for place in range(2)]
    assert all(
        abs(grey_of(one) - grey_of(other)) > 60 for one, other in itertools.combinations(colours, 2)
    )
