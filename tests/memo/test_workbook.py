"""The workbook of a run: its numbers are the run's own, and nothing in it is a formula."""

import functools
import io
import math
import operator
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from shnor_cli.engine.verdicts import Fact, Identification
from shnor_cli.memo.charts.drawn import chart_of
from shnor_cli.memo.charts.figures import figures_of
from shnor_cli.memo.words.annexes import detail_rows
from shnor_cli.memo.words.facts import indicator_title, scale_of
from shnor_cli.memo.words.values import value_tables
from shnor_cli.memo.workbook import values as workbook_values
from shnor_cli.memo.workbook.writing import workbook
from shnor_cli.model import Outcome, Why
from shnor_cli.public.version import public
from shnor_cli.putting import printable
from shnor_cli.russian import capital, number, school_year
from tests.memo.building import (
    approved,
    rating,
    sample_district,
    school_table,
    shipped,
    small_district,
)

SHIPPED = (
    "federal-2025",
    "federal-500plus",
    "municipal-points",
    "district-mean-3y",
    "lowest-quartile",
    "contextual",
)
TABLES = ["Заключения", "Показатели", "Критерии", "Замечания", "Источники"]
HEAT = "Школы по процедурам"
HOSTILE = {
    0: '=HYPERLINK("http://x";"y")',
    1: "+1",
    2: "@x & <b>Ж</b>",
    3: "Очень длинное имя " * 17,
    4: "упр\x00\x07авл\ud800ение_x0041_ {{x}}\nвторая",
}
RUNS: dict[str, Callable[[], Identification]] = {
    "rating": rating,
    "none-found": lambda: small_district(0),
    "one-found": lambda: small_district(1),
    "one-year": lambda: sample_district(years=(2025,)),
    "ready-numbers": school_table,
    "undecided": lambda: small_district(0, 0, unknown=1),
}


@functools.cache
def judged_by(name: str) -> Identification:
    return sample_district(shipped(name))


def opened(found: Identification, day: date | None = None) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(io.BytesIO(workbook(found, day)))


def rows_of(sheet: Worksheet, header: int = 1) -> list[dict[str, Any]]:
    """Return the cells of a table under their headers."""
    names, *rows = list(sheet.iter_rows(min_row=header))
    return [{str(name.value): cell for name, cell in zip(names, row, strict=True)} for row in rows]


def parts_of(content: bytes, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {
            name: book.read(name).decode() for name in book.namelist() if re.search(pattern, name)
        }


# --- the same bytes ----------------------------------------------------------------------------


def test_same_run_and_day_give_the_same_bytes() -> None:
    found = small_district(2)
    assert workbook(found, None) == workbook(small_district(2), None)
    assert workbook(found, date(2025, 1, 27)) != workbook(found, None)


def test_properties_carry_the_day_and_never_the_clock() -> None:
    found = small_district(1)
    assert opened(found).properties.created == datetime(1980, 1, 1)  # noqa: DTZ001 - as read
    dated = opened(found, date(2025, 1, 27)).properties
    assert dated.created == dated.modified == datetime(2025, 1, 27)  # noqa: DTZ001 - the same


# --- everything is the run's own ---------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_conclusions_are_those_of_the_run(name: str) -> None:
    found = judged_by(name)
    verdicts = found.verdicts
    title = indicator_title(found.methodology, found.methodology.score or "")
    rows = rows_of(opened(found)["Заключения"], header=2)
    assert [row["Код"].value for row in rows] == [each.school.id for each in verdicts]
    for row, verdict in zip(rows, verdicts, strict=True):
        assert row["Школа"].value == verdict.school.name
        if verdict.category:
            assert row["Категория"].value == verdict.category
        for possible in verdict.possible[1:]:
            assert possible in row["Категория"].value
        score = next(row[each] for each in row if each.startswith(title))
        assert score.value == (
            None if verdict.score is None else pytest.approx(verdict.score, rel=1e-14)
        )
        for criterion, outcome in verdict.outcomes.items():
            said = next(row[each] for each in row if each.split(". ")[0] == criterion).value
            assert said is None or said == outcome.title
        if verdict.fact is not None:
            check_fact(found, row, verdict.fact)


def check_fact(found: Identification, row: dict[str, Any], fact: Fact) -> None:
    times = 100 if scale_of(found.methodology, fact.indicator).is_difference else 1
    if fact.value is not None:
        assert row["Значение"].value == pytest.approx(fact.value * times, rel=1e-14)
    if fact.threshold is not None:
        assert row["Граница"].value == pytest.approx(fact.threshold * times, rel=1e-14)
    assert row["N"].value == fact.denominator
    assert row["Участников до границы"].value == (abs(fact.pupils) if fact.pupils else None)


@pytest.mark.parametrize("name", SHIPPED)
def test_values_are_those_of_the_run_and_each_stands_once(name: str) -> None:
    found = judged_by(name)
    met: dict[tuple[object, ...], Any] = {}
    for row in rows_of(opened(found)["Показатели"]):
        axes = [row[each].value if each in row else None for each in AXES]
        key = (row["Код"].value, row["Показатель"].value, *axes, row["Год"].value)
        assert key not in met
        met[key] = row
    for key, (value, counts, why) in expected_values(found).items():
        row = met.pop(key)
        if math.isnan(value):
            assert row["Почему нет значения"].value == why
            assert row["Значение"].value in {"—", "н/д"}
        else:
            assert row["Значение"].value == pytest.approx(value, rel=1e-14)
            assert row["N"].value == counts[1]
            assert row["n"].value == counts[0]
    assert not met


AXES = ("Процедура", "Предмет", "Уровень", "Класс")


def expected_values(found: Identification) -> dict[tuple[object, ...], Any]:
    """Return value, n and N, and why there is none, straight from the arrays."""
    values: dict[tuple[object, ...], Any] = {}
    for grid in found.measured.grids.values():
        scale = scale_of(found.methodology, grid.indicator)
        for s in range(grid.value.shape[0]):
            for y, year in enumerate(found.measured.years):
                for k, each in enumerate(grid.slices):
                    at = (s, y, k)
                    why = found.measured.reasons[grid.missing[at]]
                    never = grid.sliced and why.kind == Why.NOT_TAKEN
                    if never or year > found.year or year not in found.results.years:
                        continue
                    whole = int(grid.denominator[at]) if grid.denominator is not None else 0
                    share = scale.is_share and grid.numerator is not None and whole > 0
                    n = int(grid.numerator[at]) if share and grid.numerator is not None else None
                    key = (
                        found.results.schools.ids[s],
                        indicator_title(found.methodology, grid.indicator),
                        *(each.procedure or None, each.subject or None, each.level or None),
                        *(each.grade or None, school_year(year)),
                    )
                    number = float(grid.value[at]) * (100 if scale.is_difference else 1)
                    values[key] = (number, (n, whole or None), why.text)
    return values


def test_rows_of_remarks_and_sources_are_those_of_the_run() -> None:
    found = judged_by("federal-2025")
    book = opened(found, date(2025, 1, 27))
    remark = found.results.remarks[0]
    assert [cell.value for cell in next(book["Замечания"].iter_rows(min_row=2))] == [
        *("замечание", "R-1", "results.csv", None, 14, None),
        *(capital(remark.text), capital(remark.done)),
    ]
    said = [tuple(cell.value for cell in row) for row in book["Источники"].iter_rows(min_row=2)]
    assert said == [
        *((row["название"], row["значение"]) for row in detail_rows(found)),
        ("Дата справки", "27\u00a0января 2025\u00a0г."),
    ]


def test_criteria_are_said_and_their_outcomes_counted() -> None:
    found = judged_by("federal-2025")
    rows = {row["Обозначение"].value: row for row in rows_of(opened(found)["Критерии"])}
    assert {*found.methodology.indicators, *found.methodology.criteria} <= {*rows}
    judged = [each for each in found.verdicts if each.status == 0]
    for outcome in Outcome:
        count = sum(each.outcomes["K1"] is outcome for each in judged)
        assert rows["K1"][f"{capital(outcome.title)}, школ"].value == count
    assert rows["K0"]["Как отвечается"].value == "по каждой оценочной процедуре"
    assert rows["K0"]["Выполнен, школ"].value is None


def test_an_example_says_so_on_its_face_and_an_approved_one_does_not() -> None:
    assert "не утверждена" in opened(judged_by("federal-2025"))["Заключения"]["A1"].value
    approved_sheet = opened(sample_district(approved()))["Заключения"]
    assert "не утверждена" not in approved_sheet["A1"].value
    assert "не утверждена" not in (approved_sheet.oddFooter.left.text or "")


# --- shading agrees with what was judged -------------------------------------------------------


HOLDS = {
    "не менее": operator.ge,
    "более": operator.gt,
    "не более": operator.le,
    "менее": operator.lt,
}


def is_painted(row: dict[str, Any]) -> bool:
    """Say whether Excel shows a value shaded: by its own fill or by a rule."""
    value, bound, words = (row[each].value for each in ("Значение", "Граница", "Условие"))
    if row["Значение"].fill.fgColor.rgb == "FFF4CCCC":
        return True
    are_numbers = all(isinstance(each, int | float) for each in (value, bound))
    return are_numbers and words in HOLDS and bool(HOLDS[words](value, bound))


@pytest.mark.parametrize("name", [*SHIPPED, "ready-numbers", "one-found"])
def test_a_value_is_shaded_where_a_criterion_is_met_and_nowhere_else(name: str) -> None:
    found = judged_by(name) if name in SHIPPED else RUNS[name]()
    rows = rows_of(opened(found)["Показатели"])
    for row in rows:
        outcomes = re.split("; | — ", row["Исход"].value or "")
        assert is_painted(row) is ("выполнен" in outcomes)
    assert any(map(is_painted, rows)) or not found.methodology.categories


def test_a_rule_of_shading_asks_for_numbers_on_both_sides() -> None:
    sheet = opened(judged_by("federal-2025"))["Показатели"]
    ((where, rules),) = sheet.conditional_formatting._cf_rules.items()
    assert str(where.sqref) == f"I2:I{sheet.max_row}"
    assert [rule.formula for rule in rules] == [
        ['AND(ISNUMBER($I2),ISNUMBER($M2),$L2="не менее",$I2>=$M2)']
    ]


def test_a_bound_by_which_excel_would_decide_otherwise_is_a_text() -> None:
    found = judged_by("federal-2025")
    source = workbook_values._source(found, found.measured.grids["low_share"])
    shown, bound = workbook_values._compared(source, 0.3, 0.3, "")
    assert (shown.value, shown.fill, bound) == (0.3, "", "30,0\u00a0%")
    _, bound = workbook_values._compared(source, 0.3, 0.3, "F4CCCC")
    assert bound == (0.3, '[$-419]0"\u00a0"%', "")


# --- schools by assessments are those of the memo -----------------------------------------------


def of_memo(found: Identification) -> list[tuple[str, str, str, str, str]]:
    """Return school, year, column, value and fill of the memo's tables by assessments."""
    return [
        (school["название"], row["год"], column, cell["значение"], cell["цвет"])
        for table in value_tables(found, found.verdicts)
        if table["по_годам"]
        for school in table["школы"]  # type: ignore[attr-defined]
        for row in school["строки"]
        for column, cell in zip(table["столбцы"], row["ячейки"], strict=True)  # type: ignore[call-overload]
    ]


def of_sheet(found: Identification) -> list[tuple[str, str, str, str, str]]:
    """Return the same of the sheet, numbers written as Excel shows them in Russia."""
    return [
        (row["Школа"].value, row["Год"].value, name, *looks_of(cell))
        for row in rows_of(opened(found)[HEAT], 2)
        for name, cell in list(row.items())[4:]
    ]


def looks_of(cell: Any) -> tuple[str, str]:  # noqa: ANN401 - openpyxl has no types
    fill = str(cell.fill.fgColor.rgb)[2:] if cell.fill.fill_type else ""
    if isinstance(cell.value, str):
        return cell.value, fill
    digits = len(cell.number_format.partition(".")[2].partition('"')[0])
    return number(100 * Fraction(str(cell.value)), digits), fill


@pytest.mark.parametrize("is_public", [False, True], ids=["own", "public"])
def test_schools_by_assessments_have_values_and_fills_of_the_memo(*, is_public: bool) -> None:
    found = public(judged_by("federal-2025")) if is_public else judged_by("federal-2025")
    said = of_sheet(found)
    plain = [tuple(each.replace("\xa0", " ") for each in row) for row in said]
    assert sorted(plain) == sorted(
        tuple(each.replace("\xa0", " ") for each in row) for row in of_memo(found)
    )
    assert {fill for *_, fill in said} >= {"", "F4CCCC", "E69A9A"}
    assert {fill for *_, value, fill in said if value in {"—", "н/д", "скр."}} <= {""}
    assert any(value == "скр." for *_, value, _ in said) is is_public


def test_a_sheet_says_what_its_fills_mean_and_keeps_its_headers() -> None:
    sheet = opened(judged_by("federal-2025"))[HEAT]
    assert sheet["A1"].value == (
        "Доля участников, не преодолевших минимальный порог. Заливка — выполнен критерий "
        "«Низкий результат по процедуре»; чем темнее, тем дальше от границы."
    )
    assert sheet.freeze_panes == "E3"
    assert not sheet.conditional_formatting


# --- nothing is a formula ----------------------------------------------------------------------


@pytest.mark.parametrize("few", [50, 0])
def test_hostile_names_come_through_as_texts(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shnor_cli.memo.workbook.writing._FEW", few)
    read = str if few else unescape  # openpyxl leaves _x005F_ in the cells of a long workbook
    found = small_district(2, 3, names=HOSTILE)
    content = workbook(found, None)
    book = load_workbook(io.BytesIO(content))
    wanted = {printable(name) for name in HOSTILE.values()}
    for sheet, header in (("Заключения", 2), ("Показатели", 1), (HEAT, 2)):
        cells = [row["Школа"] for row in rows_of(book[sheet], header)]
        assert {read(cell.value) for cell in cells} == wanted
        assert {cell.data_type for cell in cells} == {"s"}


def test_no_sheet_has_a_formula_or_a_link() -> None:
    content = workbook(small_district(2, names=HOSTILE), None)
    sheets = parts_of(content, r"worksheets/sheet\d+\.xml$")
    assert len(sheets) == 7
    for part in sheets.values():
        assert "<f>" not in part
        assert "<f " not in part
        assert "hyperlink" not in part
    for part in parts_of(content, r"\.(xml|rels)$").values():
        ET.fromstring(part)  # noqa: S314 - our own file


# --- on screen and on paper --------------------------------------------------------------------


def test_tables_are_frozen_filtered_and_print_whole() -> None:
    book = opened(judged_by("federal-2025"))
    assert book.sheetnames == [*TABLES, HEAT, "Диаграммы"]
    for name in [*TABLES, HEAT]:
        sheet = book[name]
        top = 2 if name in {"Заключения", HEAT} else 1
        last = sheet.cell(top, sheet.max_column).column_letter
        assert sheet.auto_filter.ref == f"A{top}:{last}{sheet.max_row}"
        assert int(re.sub(r"\D", "", sheet.freeze_panes)) == top + 1
        assert sheet.print_title_rows == f"$1:${top}"
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {None, 1}
    assert book["Диаграммы"].print_area


def test_a_column_is_as_wide_as_its_longest_text_within_reason() -> None:
    sheet = opened(small_district(1, 1, names={0: "А" * 20, 1: "Б"}))["Показатели"]
    assert 20 < sheet.column_dimensions["B"].width < 24
    long = opened(small_district(1, 1, names={0: "А" * 300}))["Показатели"]
    assert long.column_dimensions["B"].width < 45


@pytest.mark.parametrize(("name", "charts"), [*zip(RUNS, (3, 2, 4, 2, 1, 1), strict=True)])
def test_every_kind_of_run_has_its_tables_and_charts(name: str, charts: int) -> None:
    found = RUNS[name]()
    content = workbook(found, None)
    book = load_workbook(io.BytesIO(content))
    more = [] if name == "ready-numbers" else [HEAT]
    assert book.sheetnames == [*TABLES, *more, "Диаграммы"]
    assert len(parts_of(content, r"charts/chart\d+\.xml$")) == charts
    assert book["Заключения"].max_row == 2 + len(found.results.schools)


def test_letters_stand_among_numbers() -> None:
    rows = rows_of(opened(school_table())["Показатели"])
    assert [row["Значение"].value for row in rows] == [130, "D", 171.5, "A", "н/д", "B"]


def test_charts_are_those_of_the_memo_and_know_their_numbers_before_they_are_recalculated() -> None:
    found = judged_by("federal-2025")
    figures = figures_of(found, found.verdicts).values()
    drawn = parts_of(workbook(found, None), r"charts/chart\d+\.xml$")
    charts = [chart_of(drawn[f"xl/charts/chart{n}.xml"].encode(), "") for n in (1, 2, 3, 4)]
    for figure, chart in zip(figures, charts, strict=True):
        assert figure is not None
        assert chart is not None
        assert chart.title == figure.caption
        for own, read in zip(figure.chart.series, chart.series, strict=True):
            assert read.name == own.name
            assert read.values == own.values
            assert read.colours == own.colours


def test_a_note_stands_below_its_chart() -> None:
    (drawing,) = parts_of(workbook(judged_by("federal-2025"), None), r"drawing1\.xml$").values()
    assert "Тёмным выделены школы категории" in drawing


def test_what_a_sheet_has_no_room_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = small_district(2, 3)
    monkeypatch.setattr(workbook_values, "_MOST_ROWS", 13)  # a school has six rows
    book = opened(found)
    first = [verdict.school.id for verdict in found.verdicts][:2]
    shown = [row["Код"].value for row in rows_of(book["Показатели"])]
    assert list(dict.fromkeys(shown)) == first
    name, said = (cell.value for cell in list(book["Источники"].iter_rows())[-1])
    assert name == "На листе «Показатели»"
    assert "2\u00a0школы" in said


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_another_office_suite_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "tables.xlsx"
    path.write_bytes(workbook(small_district(2, 3, names=HOSTILE), None))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):"]
    command[-1] += "44,34,76"
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, timeout=120)
    said = (tmp_path / "tables.csv").read_text(encoding="utf-8")
    assert '"=HYPERLINK(""http://x"";""y"")"' in said
    assert "40,0\u00a0%" in said
