"""The public version: what it must not show, what cannot be subtracted back, what stays."""

import itertools
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_cli.cli import main
from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Objectivity
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.errors import Place
from shnor_cli.memo.blocks import Chart
from shnor_cli.memo.charts.figures import figures_of
from shnor_cli.memo.charts.shares import Illustration
from shnor_cli.memo.papers.memo import context_of
from shnor_cli.memo.words.office import Office
from shnor_cli.memo.words.values import value_tables
from shnor_cli.memo.workbook.writing import workbook
from shnor_cli.model import Assessment, Attribute, Decision, Grid, Remark, Status
from shnor_cli.public.mark import HIDDEN, is_public
from shnor_cli.public.people import KNOWN, told
from shnor_cli.public.small import own_small
from shnor_cli.public.version import public
from shnor_cli.russian import NBSP, school_year
from shnor_cli.tables.people import NAMES
from tests.district import REGISTER as SCHOOLS
from tests.memo.auditor import (
    Counts,
    Line,
    Printed,
    district,
    least_count,
    lines,
    numbers_in,
    printed,
    reach,
)
from tests.memo.building import (
    CRITERIA,
    MARKS,
    named,
    rating,
    sample_district,
    school_table,
    shipped,
    written,
)
from tests.slow.build import build_results
from tests.slow.tables import Row, Tables

SAMPLE = Path(__file__).parents[2] / "sample_data"
METHODOLOGIES = sorted(each.stem for each in CRITERIA.glob("*.yaml") if "cases" not in each.name)


def hidden_cells(
    run: Identification, shown: Identification, year: int
) -> dict[tuple[str, str], Counts]:
    """Return the counts behind the cells that a public version hides in a year."""
    grid, other = run.measured.grids["low_share"], shown.measured.grids["low_share"]
    assert grid.numerator is not None
    assert grid.denominator is not None
    at = run.measured.year(year)
    names = run.results.schools.names
    return {
        (names[school], grid.slices[place].title): (
            int(grid.numerator[school, at, place]),
            int(grid.denominator[school, at, place]),
        )
        for school, place in np.argwhere((grid.missing == 0)[:, at] & (other.missing != 0)[:, at])
    }


def found_out(run: Identification, shown: Identification, year: int) -> list[tuple[str, str]]:
    """Return the hidden small cells of which the printed memo says more than it may."""
    true, paper = _hidden_and_printed(run, shown, year)
    exposed = []
    for cell, (low, whole) in true.items():
        assert paper.cells.get(cell) is None
        if low < 5 and not reach(paper, true, cell, 4) >= set(range(min(4, whole) + 1)):
            exposed.append(cell)
    return exposed


def _hidden_and_printed(
    run: Identification, shown: Identification, year: int
) -> tuple[dict[tuple[str, str], Counts], Printed]:
    true = {
        (school.replace(" ", "\xa0"), title.replace(" ", "\xa0")): counts
        for (school, title), counts in hidden_cells(run, shown, year).items()
    }
    paper = printed(_same_spaces(context_of(shown, None)), school_year(year))
    paper.columns = {
        title.replace(" ", "\xa0"): counts for title, counts in district(shown, year).items()
    }
    return true, paper


def least_told(papers: Sequence[tuple[dict[tuple[str, str], Counts], Printed]]) -> int:
    """Return the smallest count of pupils that some memos together tell of what all of them hide.

    The last of them tells of all cells that any tells of, and what they tell has not changed.
    """
    known = {key: n for _, paper in papers for key, n in paper.cells.items() if n}
    whole = {key: whole for key, (_, whole) in papers[-1][0].items() if key not in known}
    rows: list[Line] = []
    columns: list[Line] = []
    for true, paper in papers:
        there = true.keys() | {key for key, counts in paper.cells.items() if counts}
        own = {key: counts for key, counts in known.items() if key in there}
        of_rows, of_columns = lines(paper, own, whole.keys() & there)
        rows += [each for each in of_rows if each not in rows]
        columns += [each for each in of_columns if each not in columns]
    return least_count(rows, columns, whole)


def _same_spaces(value: object) -> dict[str, object]:
    def walk(each: object) -> object:
        match each:
            case str():
                return each.replace(" ", "\xa0")
            case list() | tuple():
                return [walk(one) for one in each]
            case dict():
                return {key: walk(one) for key, one in each.items()}
        return each

    walked = walk(value)
    assert isinstance(walked, dict)
    return walked


@pytest.fixture(scope="module")
def run() -> Identification:
    return sample_district()


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_nothing_in_the_sample_district_can_be_subtracted_back(
    run: Identification, year: int
) -> None:
    shown = public(run)
    assert len(hidden_cells(run, shown, year)) > 50
    assert found_out(run, shown, year) == []


def test_the_auditor_finds_what_is_given_away(run: Identification) -> None:
    """Without the second part of the rule, hiding small cells alone, much is found out."""
    low, whole = (
        run.measured.grids["low_share"].numerator,
        run.measured.grids["low_share"].denominator,
    )
    assert low is not None
    assert whole is not None
    shown = public(run)
    naive = replace(shown, results=run.results)
    grid = run.measured.grids["low_share"]
    few = (grid.missing == 0) & ((low < 5) | (whole - low < 5))
    code = shown.measured.reasons.index(HIDDEN)
    missing = np.where(few, code, grid.missing).astype(np.int16)
    grids = {
        "low_share": grid._replace(missing=missing),
        "low_index": run.measured.grids["low_index"],
    }
    naive = replace(naive, measured=shown.measured._replace(grids=grids))
    assert found_out(run, naive, 2025)


def test_the_lists_of_schools_stay(run: Identification) -> None:
    shown = public(run)
    before, after = (
        [(each.school.name, each.category) for each in one.verdicts] for one in (run, shown)
    )
    assert sorted(before, key=str) == sorted(after, key=str)
    assert [category for _, category in before] == [category for _, category in after]
    assert list(shown.judgement.category) == list(run.judgement.category)
    assert is_public(shown)
    assert not is_public(run)


def test_results_of_the_district_stay(run: Identification) -> None:
    shown = public(run)
    before, after = district(run, 2025), district(shown, 2025)
    assert after == {title: counts for title, counts in before.items() if title in after}
    assert len(after) >= len(before) - 2


def test_a_public_run_holds_no_hidden_number(run: Identification) -> None:
    shown = public(run)
    for name, grid in shown.measured.grids.items():
        is_hidden = shown.measured.reasons.index(HIDDEN) == grid.missing
        assert np.isnan(grid.value[is_hidden]).all(), name
        for counts in (grid.numerator, grid.denominator):
            assert counts is None or not counts[is_hidden].any(), name
    rows = {(s, y, a): n for s, y, a, n in _rows(run)}
    hidden = hidden_cells(run, shown, 2025)
    same = [key for key in _rows(shown) if rows.get(key[:3]) == key[3] and key[1] == 2025]
    assert len(same) < len(hidden)  # equal parts of the sums, not what each school had


def _rows(run: Identification) -> list[tuple[int, int, int, int]]:
    return run.results.connection.execute(
        f"SELECT school, year, assessment, c{run.results.categories.index('2')} "
        f"FROM {run.results.facts} ORDER BY ALL"
    ).fetchall()


@pytest.mark.parametrize("name", METHODOLOGIES)
def test_no_methodology_prints_fewer_than_five(name: str) -> None:
    shown = public(sample_district(shipped(name)))
    context = context_of(shown, None)
    said = str(context).replace("\\xa0", "\xa0")
    of_pupils = str([context.get(each) for each in ("таблицы", "район_итоги")])
    tables = re.findall(r"'доля': '([^']+)'", of_pupils.replace("\\xa0", "\xa0"))
    for low, whole in [pair for text in tables for pair in numbers_in(text)]:
        assert low >= 5, name
        assert whole - low >= 5, name
    assert "до границы решающего результата — один участник" not in said
    assert not re.search(r"\b[1-4]\xa0участник", said)


def test_residuals_of_a_year_are_shown_all_or_none(run: Identification) -> None:
    """They sum to zero: a single hidden one is what the others lack."""
    methodology = shipped("contextual")
    rows = [row for row in SCHOOLS.values() if not row["преемник"]]
    social = {
        name: Attribute(name, always=np.array([row[name] for row in rows], object))
        for name in _SOCIAL
    }
    results = run.results._replace(attributes={**run.results.attributes, **social})
    judged = identify(methodology, results, run.year)
    before, after = (
        each.measured.grids["deviation"].missing == 0 for each in (judged, public(judged))
    )
    assert before.any()
    for year in range(before.shape[1]):
        assert (before[:, year] == after[:, year]).all() or not after[:, year].any()


_SOCIAL = (
    "родители с высшим образованием",
    "неполные семьи",
    "малообеспеченные семьи",
    "русский язык не родной",
)


def test_a_hidden_part_of_a_sum_is_not_what_the_others_lack() -> None:
    """The category tells the sum of points, and bands tell points of shares.

    The first school is hidden so that the third cannot be subtracted from the sum of all.
    """
    exams = [
        ("ВПР", (300, 300, 300), (90, 90, 90)),
        ("ОГЭ", (40, 40, 40), (10, 10, 10)),
        ("ЕГЭ", (40, 40, 40), (10, 10, 1)),
    ]
    rows = tuple(
        Row(
            school,
            2025,
            Assessment(procedure, "математика", grade=5 if procedure == "ВПР" else 0),
            whole,
            dict(zip(MARKS, (low, whole - 2 * low, low, 0), strict=True)) | {"ниже порога": None},
        )
        for procedure, wholes, lows in exams
        for school, (whole, low) in enumerate(zip(wholes, lows, strict=True))
    )
    results = build_results(Tables(schools=("001", "002", "003"), rows=rows))
    run = identify(shipped("municipal-points"), results, 2025)
    year = run.measured.year(2025)
    for name, grid in public(run).measured.grids.items():
        shown = (grid.missing[:, year, 0] == 0).tolist()
        assert shown == [False, True, False], name


def small(
    counts: Sequence[Sequence[Sequence[int | None]]],
    methodology: str = "federal-2025",
    pupils: int = 12,
) -> Identification:
    """Return schools x assessments of two years, so many of twelve pupils low; None is no row."""
    subjects = ("математика", "русский язык")
    rows = [
        Row(
            school,
            year,
            Assessment("ВПР", subjects[place % 2], grade=5 + place // 2),
            pupils,
            dict(zip(MARKS, (low, pupils - low, 0, 0), strict=True)) | {"ниже порога": None},
        )
        for year, table in zip((2024, 2025), counts, strict=True)
        for school, row in enumerate(table)
        for place, low in enumerate(row)
        if low is not None
    ]
    ids = tuple(f"{place:03}" for place in range(1, len(counts[0]) + 1))
    results = build_results(Tables(schools=ids, rows=tuple(rows)))
    return identify(shipped(methodology), named(results, [f"Школа {each}" for each in ids]), 2025)


tables = st.lists(
    st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=3, max_size=3),
    min_size=2,
    max_size=2,
)


@settings(max_examples=30)
@given(tables)
def test_nothing_of_a_small_district_can_be_subtracted_back(counts: list[list[list[int]]]) -> None:
    run = small(counts)
    shown = public(run)
    for year in (2024, 2025):
        assert found_out(run, shown, year) == []


@settings(max_examples=30)
@given(tables, st.sampled_from([12, 13, 40]))
def test_no_count_of_few_is_what_a_small_district_leaves(
    counts: list[list[list[int]]], pupils: int
) -> None:
    """Neither what a school's sum leaves for its hidden results, nor what any sums together do."""
    run = small(counts, pupils=pupils)
    shown = public(run)
    for year in (2024, 2025):
        assert least_told([_hidden_and_printed(run, shown, year)]) >= 5


@settings(max_examples=15)
@given(tables, st.integers(0, 2), st.sampled_from([12, 40]))
def test_no_count_of_few_is_what_two_versions_leave(
    counts: list[list[list[int]]], came: int, pupils: int
) -> None:
    """A school came later, so that sums of the district differ."""
    fewer = [[row for place, row in enumerate(table) if place < 3 - came] for table in counts]
    then, now = small(fewer, pupils=pupils), small(counts, pupils=pupils)
    before, after = public(then), public(now, [then])
    for year in (2024, 2025):
        papers = [_hidden_and_printed(*each, year) for each in ((then, before), (now, after))]
        assert least_told(papers) >= 5


def test_what_an_earlier_version_hid_stays_hidden() -> None:
    then, now = sample_district(years=(2023, 2024)), sample_district()
    before, after = public(then), public(now, [then])
    old, grid = before.measured.grids["low_share"], after.measured.grids["low_share"]
    years = [now.measured.year(year) for year in then.measured.years]
    places = [grid.slices.index(each) for each in old.slices]
    was_hidden = old.missing == before.measured.reasons.index(HIDDEN)
    is_hidden = grid.missing == after.measured.reasons.index(HIDDEN)
    assert was_hidden.any()
    assert is_hidden[:, years][:, :, places][was_hidden].all()
    assert found_out(now, after, 2024) == []


def test_what_changes_nothing_is_shown_as_before() -> None:
    """Years that both versions tell are told alike: nothing is left to be compared."""
    then, now = sample_district(years=(2023, 2024)), sample_district()
    before, after = public(then), public(now, [then])
    for year in (2023, 2024):
        one, other = district(before, year), district(after, year)
        assert one == other
        paper, earlier = (
            printed(_same_spaces(context_of(each, None)), school_year(year))
            for each in (after, before)
        )
        for school, counts in earlier.rows.items():
            assert paper.rows.get(school, counts) == counts


def test_a_school_that_came_later_is_not_the_difference_of_two_totals() -> None:
    """Its row of last year was not there; with it the district's total would tell its result."""
    counts = [[6, 7, 5, 6], [7, 6, 6, 5], [5, 5, 7, 6], [7, 6, 7, 5]]
    now, then = small([[*counts, [3, 6, 6, 7]]] * 2), small([counts, counts])
    before, after = public(then), public(now, [then])
    assert district(before, 2024)
    assert not district(after, 2024).keys() & district(before, 2024).keys()
    assert district(public(now), 2024)


def test_a_mended_result_is_not_the_difference_of_two_sums() -> None:
    counts = [[6, 7, 1, 2], [7, 6, 3, 1], [8, 8, 2, 3], [7, 6, 4, 2]]
    mended = [[6, 7, 1, 3], *counts[1:]]
    then, now = small([counts, counts]), small([mended, counts])
    year = school_year(2024)
    before = printed(_same_spaces(context_of(public(then), None)), year)
    after = printed(_same_spaces(context_of(public(now, [then]), None)), year)
    assert before.rows["Школа\xa0001"] is not None
    assert after.rows["Школа\xa0001"] is None
    assert after.rows["Школа\xa0002"] == before.rows["Школа\xa0002"]


def test_what_an_earlier_version_gave_away_is_said() -> None:
    """What was shown with other numbers of the year is reckoned with, and named."""
    counts = [[6, 7, 6, 7], [7, 6, 7, 6], [6, 6, 7, 7], [7, 7, 6, 6]]
    later = [[3, 7, 6, 7], *counts[1:]]
    then, now = small([counts, counts]), small([counts, later])
    remarks = [each.text for each in public(now, [then]).results.remarks]
    assert any("в прежней публичной версии" in each for each in remarks)


def test_a_memo_mended_within_the_year_is_reckoned_with(tmp_path: Path) -> None:
    """A hidden result is mended and grows: the sum shown before and now would tell the old one."""
    mended = tmp_path / "mended.csv"
    row = "2025;ВПР;математика;;7;60;64;3;25;24;8;"
    text = (SAMPLE / "results.csv").read_text("utf-8")
    assert row in text
    mended.write_text(text.replace(row, row.replace(";3;25;", ";9;19;")), "utf-8")
    for table, run in ((SAMPLE / "results.csv", "run"), (mended, "mended")):
        assert main(["identify", str(table), "-o", str(tmp_path / run)]) == 0
    said = {}
    for name, previous in (("alone", []), ("after", ["--previous", str(tmp_path / "run")])):
        out = tmp_path / f"{name}.txt"
        given = [str(tmp_path / "mended"), "--public", "-o", str(out), *previous]
        assert main(["memo", *given]) == 0
        said[name] = out.read_text("utf-8")
    assert "35/219" in said["alone"]
    assert "35/219" not in said["after"]


Low = list[list[list[int | None]]]


def with_gaps(seed: int) -> Low:
    """Return a random district of four schools, a row in seven missing."""
    draw = random.Random(seed)  # noqa: S311 - it guards nothing
    lows = [None, 0, 0, 1, 1, 2, 4]
    return [[draw.choices(lows, k=4) for _ in range(4)] for _ in range(2)]


def swapped(counts: Low) -> Iterator[Low]:
    """Yield tables with the same sums of assessments: a pupil of one school for one of another.

    And those with the same sums of schools, too: two pupils each, on a crossing.
    """
    for year, table in enumerate(counts):
        for i, k in itertools.permutations(range(len(table)), 2):
            for j, m in itertools.combinations_with_replacement(range(len(table[0])), 2):
                other = [[list(row) for row in each] for each in counts]
                across = ((i, m, -1), (k, m, 1)) if j != m else ()
                for school, place, step in ((i, j, 1), (k, j, -1), *across):
                    low = other[year][school][place]
                    if low is None or not 0 <= low + step <= 12:
                        break
                    other[year][school][place] = low + step
                else:
                    yield other


def concluded(run: Identification) -> list[object]:
    """Return what a public version gives of every school: its verdict, what criteria answer."""
    return [
        (each.school.id, each.status, each.category, each.possible, dict(each.outcomes))
        for each in run.verdicts
    ]


def hides_alike(one: Identification, other: Identification) -> bool:
    grids = other.measured.grids
    return one.measured.reasons == other.measured.reasons and all(
        np.array_equal(grid.missing, grids[name].missing) and _is_like(grid, grids[name])
        for name, grid in one.measured.grids.items()
    )


def _is_like(grid: Grid, other: Grid) -> bool:
    return np.array_equal(grid.value, other.value, equal_nan=True)


@pytest.mark.parametrize("methodology", ["federal-2025", "federal-500plus", "lowest-quartile"])
def test_a_hidden_number_changes_no_word(methodology: str) -> None:
    """Two districts that differ in what is hidden alone are told alike, where verdicts agree."""
    pairs = 0
    for seed in range(3):
        counts = with_gaps(seed)
        run = small(counts, methodology)
        shown = public(run)
        others = list(swapped(counts))
        for counts_of_other in others[:: len(others) // 8]:
            other = small(counts_of_other, methodology)
            hidden = public(other)
            if concluded(run) == concluded(other) and hides_alike(shown, hidden):
                pairs += 1
                assert context_of(shown, None) == context_of(hidden, None)
                assert workbook(shown, None) == workbook(hidden, None)
    assert pairs > 3


def test_a_gap_is_not_named_beside_what_is_hidden() -> None:
    """Last year's gap matters only where this year's hidden share reaches the bound."""
    before: list[list[int | None]] = [[None, None, 1, None], [2, 2, 2, 2], [2, 2, 2, 2]]
    one, other = (
        small([before, [now, beside, [2, 2, 2, 2]]])
        for now, beside in (([4, 5, 4, 4], [2, 2, 2, 2]), ([3, 5, 5, 4], [3, 2, 1, 2]))
    )
    assert concluded(one) == concluded(other)
    assert len(one.verdict(0).missing) > len(other.verdict(0).missing) > 0
    assert context_of(public(one), None) == context_of(public(other), None)
    assert workbook(public(one), None) == workbook(public(other), None)


def test_a_shade_does_not_tell_a_hidden_value_of_an_earlier_year() -> None:
    shown = public(small([[[0, 1, 1, 0], [5, 5, 6, 6]], [[6, 6, 6, 6]] * 2], "lowest-quartile"))
    cells = [
        cell
        for table in value_tables(shown, shown.verdicts)
        for school in table["школы"]  # type: ignore[attr-defined]
        for row in school["строки"]
        for cell in row["ячейки"]
    ]
    assert any(cell["значение"] == "скр." for cell in cells)
    assert not any(cell["цвет"] for cell in cells if cell["значение"] == "скр.")


def test_no_people_are_named(run: Identification) -> None:
    remark = Remark(Place("Отчёт Ивановой И. И..xlsx"), "ученик Петров Иван Сергеевич: 2 из 3")
    schools = replace(
        run.results.schools,
        excluded={0: "по письму директора Сидоровой А. А."},
        decisions={1: Decision("включить", "приказ подписал Н. Н. Кузнецов")},
    )
    results = run.results._replace(remarks=(remark,), schools=schools)
    office = Office(basis="служебной записки Запискиной М. М.")
    said = str(context_of(public(replace(run, results=results)), None, office))
    for name in ("Иванов", "Петров", "Сидоров", "Кузнецов", "Запискин"):
        assert name not in said


@pytest.mark.parametrize(
    "text",
    [
        *("заявитель Петров Иван", "Мамедов Али Расул оглы", "по заявлению Саая Чойган"),
        *("директор Ким", "Ким просил", "по письму Петровой", "заявитель петров иван"),
        *(
            "заявитель петров п. п.",
            "иск ИВАНОВОЙ",
            "письмо Н. Н. Кузнецова",
            "паспорт 4510 654321",
        ),
        *("по иску саая чойган орланович", "Школа имени Ивана Петрова", "Отчёт_Петров.xlsx"),
        *("Управление образования, Саая", "приказ Управления Петровой", "по письму Ivanova"),
        "болезнь учителя математики петровой анны ивановны",
        *("орлова м. п.", "приказ и. о.", "по просьбе саая", "приказ Приказова", "решение Марта"),
        *("ремонт_петров", "письмо № ТВ-1", "школа имени героя", "Жуковский район"),
    ],
)
def test_a_text_that_may_name_somebody_is_told_inside_only(text: str) -> None:
    assert told(text, "внутри") == "внутри"


@pytest.mark.parametrize(
    "text",
    [
        *("вечерняя (сменная) школа", "Закрыта на капитальный ремонт", "приказ № 7 от 12.05.2025"),
        *("приказ Управления образования администрации района", "включить", "ШНОР"),
        *("по письму Минпросвещения России от 01.09.2025 № 1", "письмо МКОУ СОШ № 3", ""),
        *("ВПР_2025.xlsx", "Результаты ВПР 5 класс.xlsx", "Лист1", "распоряжение от 5 марта 2025"),
        *("протокол комиссии от 11.11.2025 № 3", "ЗАКРЫТА", "приказ № 12-од", "малокомплектная"),
    ],
)
def test_a_text_that_names_nobody_is_told(text: str) -> None:
    assert told(text, "внутри") == text


def test_no_known_word_is_a_first_name() -> None:
    assert KNOWN.isdisjoint(NAMES)


REGISTER = """\
код;название;вид;исключить;причина;решение;основание решения
001;Первая;СОШ;да;заявитель Петров Иван;;
002;Вторая;СОШ;да;Мамедов Али Расул оглы;;
003;Третья;СОШ;да;ремонт;ШНОР;письмо Саая Чойган
004;Четвёртая;СОШ;;;оставил Петров Иван;приказ № 7
005;Пятая;СОШ;;;оставил Петров Иван;
006;Шестая;СОШ;;;оставил Петров Иван;письмо Саая Чойган
"""
RESULTS = """\
школа;год;процедура;предмет;класс;участников;2;3;4;5
001;2025;ВПР;математика;5;20;8;6;4;2
004;2025;ВПР;математика;5;20;8;6;4;2
005;2025;ВПР;математика;5;20;8;6;4;2
006;2025;ВПР;математика;5;20;8;6;4;2
"""


def test_free_texts_that_may_name_somebody_are_not_in_a_public_memo(tmp_path: Path) -> None:
    results, schools, run = (tmp_path / name for name in ("t.csv", "s.csv", "run"))
    results.write_text(RESULTS, "utf-8")
    schools.write_text(REGISTER, "utf-8")
    memo = tmp_path / "memo.txt"
    assert main(["identify", str(results), "--schools", str(schools), "-o", str(run)]) == 0
    assert main(["memo", str(run), "-o", str(memo)]) == 0
    inside = memo.read_text("utf-8")
    assert main(["memo", str(run), "--public", "-o", str(memo)]) == 0
    said = memo.read_text("utf-8").replace(NBSP, " ")
    for name in ("Петров", "Мамедов", "Саая"):
        assert name in inside
        assert name not in said
    assert "Первая — причина указана во внутренней версии" in said
    assert "Вторая — причина указана во внутренней версии" in said
    assert "Третья — ремонт" in said
    assert "ШНОР (документ указан во внутренней версии)" in said
    assert "указано во внутренней версии (приказ № 7)" in said
    assert "текст решения приведён во внутренней версии, документ в нём не назван" in said
    assert "текст решения и его документ приведены во внутренней версии" in said


def test_a_list_of_doubted_results_is_called_by_nobodys_name(run: Identification) -> None:
    objectivity = Objectivity(procedures=("ВПР",), policy="flag", list="письмо Петрова")
    methodology = run.file.methodology.model_copy(update={"objectivity": objectivity})
    called = replace(run, file=run.file._replace(methodology=methodology))
    said = {
        is_open: str(context_of(each, None)) for is_open, each in ((0, called), (1, public(called)))
    }
    assert "письмо Петрова" in said[0]
    assert "письмо" not in said[1]
    assert "назван во внутренней версии" in said[1]


def test_the_memo_says_so(tmp_path: Path) -> None:
    text, office = tmp_path / "memo.txt", tmp_path / "office.yaml"
    office.write_text(_OFFICE, "utf-8")
    runs = {year: tmp_path / f"run-{year}" for year in (2024, 2025)}
    schools = str(SAMPLE / "schools.csv")
    for year, run in runs.items():
        given = ["--schools", schools, "--year", str(year), "-o", str(run)]
        assert main(["identify", str(SAMPLE / "results.csv"), *given]) == 0
    given = ["--office", str(office), "--previous", str(runs[2024]), "-o", str(text)]
    assert main(["memo", str(runs[2025]), "--public", *given]) == 0
    said = " ".join(text.read_text("utf-8").split())
    assert "Публичная версия: сведения о группах менее 5 участников скрыты" in said
    assert "скр. — скрыто: менее 5 участников или число" in said
    assert "31,0 % (40 из 129)" in said
    assert "Организовать тьюторское сопровождение" in said
    assert not re.search("Основания отнесения связаны|Предметы", said)
    assert "По показанным учитываемым процедурам вместе" in said
    assert re.search(r"По \d+ процедурам, показанным за оба года, она составила", said)
    assert "Прочерк — процедура не проводилась или её результат скрыт" in said
    assert "10,6 % (284 из 2 668)" in said
    assert "показаны результаты 16 оценочных процедур." in said
    assert "Показаны результаты 3 110 участников, скрытые сюда не входят" in said
    assert "Начальник управления образования" in said
    assert not re.search("Воронцова|Кузнецов|8-800", said)
    counts = numbers_in(re.sub(r"\b20\d\d/\d\d", "", text.read_text("utf-8")))
    assert len(counts) > 100
    assert [each for each in counts if each[0] < 5 or each[1] - each[0] < 5] == []


_OFFICE = """
name: Управление образования
signatory: {post: Начальник управления образования, name: Е. А. Воронцова}
approver: {post: Глава района, name: И. И. Кузнецов}
executor: {name: Воронцова Елена Андреевна, phone: 8-800-000-00-00}
"""


def test_the_memo_denies_nothing_that_it_does_not_give(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("школа;год;процедура;основание\n001;2025;ВПР;письмо\n", "utf-8")
    tables = [str(SAMPLE / "results.csv"), "--schools", str(SAMPLE / "schools.csv")]
    assert main(["identify", *tables, "--doubted", str(listed), "-o", str(tmp_path / "run")]) == 0
    said = {}
    for kind in ("--public", ""):
        text = tmp_path / f"memo{kind}.md"
        assert main(["memo", str(tmp_path / "run"), "-o", str(text), *filter(None, [kind])]) == 0
        said[kind] = " ".join(text.read_text("utf-8").split())
    assert (
        "## 7. Вопросы к данным Результаты, которые требуют проверки объективности, и вопросы "
        "к данным в публичной версии не приводятся. ## 8." in said["--public"]
    )
    assert "Замечаний к данным: 5. Замечания перечислены в приложении № 2." in said[""]
    assert "Замечаний к данным: 5; их тексты в публичной версии не" in said["--public"]
    assert "Проверить исходные данные. Срок" in said["--public"]
    assert "| Категория | Индекс низких результатов | | ---" in said["--public"]
    assert "Отклонение положительно" not in said["--public"]
    assert "| Решающий результат | Отклонение от границы |" in said[""]
    assert "Отклонение положительно, если критерий выполнен." in said[""]


def test_the_workbook_shows_no_results_of_who_was_not_judged(run: Identification) -> None:
    (excluded,) = (each.school.name for each in run.verdicts if each.status is Status.EXCLUDED)
    book = openpyxl.load_workbook(BytesIO(workbook(public(run), None)))
    head, *rows = list(book["Заключения"].iter_rows(values_only=True))[1:]
    (score,) = (
        row[head.index("Индекс низких результатов")]
        for row in rows
        if row[head.index("Школа")] == excluded
    )
    assert score is None
    assert excluded not in {row[1] for row in book["Показатели"].iter_rows(values_only=True)}


def test_the_workbook_holds_nothing_hidden(run: Identification) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(public(run), None)))
    head, *rows = book["Показатели"].iter_rows(values_only=True)
    at = {name: place for place, name in enumerate(head)}
    hidden = [row for row in rows if row[at["Значение"]] == "скр."]
    assert len(hidden) > 400
    assert all(row[at["n"]] is None and row[at["N"]] is None for row in hidden)
    counted = [(row[at["n"]], row[at["N"]]) for row in rows if row[at["n"]] is not None]
    assert counted
    assert all(low >= 5 and whole - low >= 5 for low, whole in counted)


def test_nothing_tells_how_a_source_was_written(run: Identification, tmp_path: Path) -> None:
    sources = run.results.sources
    assert all(re.fullmatch("[0-9a-f]{64}", each.sha256) for each in sources)
    found = public(run)
    book = openpyxl.load_workbook(BytesIO(workbook(found, None)))
    told = [str(row) for row in book["Источники"].iter_rows(values_only=True)]
    said = [*told, str(context_of(found, None))]
    assert main(["identify", str(SAMPLE / "results.csv"), "-o", str(tmp_path / "run")]) == 0
    outputs = [str(tmp_path / f"memo.{kind}") for kind in ("docx", "html", "md", "txt")]
    given = [word for output in outputs for word in ("-o", output)]
    assert main(["memo", str(tmp_path / "run"), "--public", *given]) == 0
    said += [_whole(Path(output)) for output in outputs]
    for text in said:
        assert not any(each.sha256 in text for each in sources)
    assert not any(re.search(r"\d\s(строка|строки|строк)\b", text) for text in told)
    assert {(each.sha256, each.rows) for each in found.results.sources} == {("", 0)}
    assert sources[0].name in said[-1]
    assert "в публичной версии не приводится" in " ".join(said[-1].split())
    assert run.file.digest in " ".join(told)


def _whole(path: Path) -> str:
    """Read all that stands in a memo, every part of a document of Word."""
    if path.suffix != ".docx":
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as parts:
        return "".join(parts.read(each).decode("utf-8", "replace") for each in parts.namelist())


def test_the_workbook_says_of_hidden_values_that_they_are_hidden(run: Identification) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(public(run), None)))
    rows = list(book["Показатели"].iter_rows(values_only=True))
    outcome, why, condition = (
        rows[0].index(title) for title in ("Исход", "Почему нет значения", "Условие")
    )
    said = {row[outcome] for row in rows[1:] if row[why] == HIDDEN.text and row[condition]}
    assert said == {"скрыто"}
    lists = list(book["Заключения"].iter_rows(values_only=True))
    place = lists[1].index("Индекс низких результатов")
    assert "скрыто" in {row[place] for row in lists[2:]}


def test_charts_show_true_numbers_and_say_that_some_are_hidden(run: Identification) -> None:
    """A share of what is left beside the hidden would be called that of all, and is twice it."""
    shown = public(run)
    whole = figures_of(run, run.verdicts)
    left = figures_of(shown, shown.verdicts)
    for name in ("показатель", "процедуры", "динамика"):
        if (chart := left[name]) is not None:
            assert _numbers(chart.chart) <= _numbers(_there(whole[name]).chart)
    assert "Школы, значения которых скрыты, не показаны." in _plain(left["показатель"])
    assert "не показаны и не учтены" in _plain(left["воронка"])
    lines = [each.name for each in _there(left["воронка"]).chart.series if each.is_line]
    assert lines[0] == "По показанным школам"
    assert "скрыт" not in "".join(_plain(each) for each in whole.values())


def _there(figure: Illustration | None) -> Illustration:
    assert figure is not None
    return figure


def _plain(figure: Illustration | None) -> str:
    return _there(figure).note.replace("\xa0", " ")


def _numbers(chart: Chart) -> set[tuple[str, str, float]]:
    return {
        (series.name, name, value)
        for series in chart.series
        for name, value in zip(chart.categories, series.values, strict=True)
        if value is not None
    }


def test_good_marks_of_few_are_not_summed() -> None:
    """Nobody has a «4» here: of all schools that is not told, low results are."""
    counts = [[6, 7, 5, 6], [7, 6, 6, 5], [5, 5, 7, 6], [7, 6, 7, 5]]
    shown = public(small([counts, counts]))
    assert len(district(shown, 2025)) == 4
    good = ", ".join(f"count(c{shown.results.categories.index(each)})" for each in ("4", "5"))
    query = f"SELECT {good} FROM {shown.results.facts}"
    assert shown.results.connection.execute(query).fetchall() == [(0, 0)]


def test_good_marks_do_not_tell_how_few_have_the_mark_between() -> None:
    """Low results and good ones of all but three: the third number would be what both leave."""
    rows = tuple(
        Row(
            school,
            2025,
            Assessment("ВПР", subject, grade=5),
            20,
            dict(zip(MARKS, (9, middle, 11 - middle, 0), strict=True)) | {"ниже порога": None},
        )
        for school in range(3)
        for subject, middle in (("математика", 1), ("русский язык", 3))
    )
    results = build_results(Tables(schools=("001", "002", "003"), rows=rows))
    shown = public(identify(shipped("federal-2025"), results, 2025))
    good = f"c{shown.results.categories.index('4')}"
    query = f"SELECT assessment, sum({good}) FROM {shown.results.facts} GROUP BY ALL ORDER BY 1"
    assert [total for _, total in shown.results.connection.execute(query).fetchall()] == [None, 24]


def test_good_marks_cannot_be_subtracted_back_either() -> None:
    text = (CRITERIA / "federal-2025.yaml").read_text("utf-8")
    good = "{title: Качество, measure: quality, of: [{procedure: ВПР}], each: assessment}"
    extra = f"indicators:\n  good: {good}\n"
    shown = public(sample_district(written(text.replace("indicators:\n", extra))))
    grid = shown.measured.grids["good"]
    is_hidden = grid.missing == shown.measured.reasons.index(HIDDEN)
    assert is_hidden.any()
    assert not is_hidden.all()
    assert grid.numerator is not None
    assert grid.denominator is not None
    known = grid.missing == 0
    assert (grid.numerator[known] >= 5).all()
    assert (grid.denominator[known] - grid.numerator[known] >= 5).all()
    by_assessment = shown.measured.grids["low_share"]
    for place, slice_ in enumerate(grid.slices):  # what hides one hides the other
        other = by_assessment.missing[:, :, by_assessment.slices.index(slice_)]
        assert (grid.missing[:, :, place] == other).all()


@pytest.mark.parametrize("marks", ['["2"]', '["3", "4", "5"]'])
def test_the_same_pupils_under_another_name_tell_nothing(marks: str) -> None:
    """Who has a «2», or has none, of a part of the index: the index would tell the other part."""
    text = (CRITERIA / "federal-2025.yaml").read_text("utf-8")
    share = f"{{title: Доля, measure: {{share: {marks}}}, of: [{{procedure: ВПР}}]}}"
    run = sample_district(written(text.replace("indicators:\n", f"indicators:\n  part: {share}\n")))
    shown = public(run)
    part, cells = (shown.measured.grids[each] for each in ("part", "low_share"))
    hides = cells.missing == shown.measured.reasons.index(HIDDEN)
    of_part = [place for place, each in enumerate(cells.slices) if each.procedure == "ВПР"]
    is_known = part.missing[:, :, 0] == 0
    assert hides[:, :, of_part].any()
    assert not (is_known[:, :, None] & hides[:, :, of_part]).any()


def test_a_mean_mark_that_leaves_room_for_few_low_ones_is_hidden() -> None:
    procedure = shipped("federal-2025").methodology.procedures["ВПР"]
    methodology = shipped("federal-2025").methodology.model_copy(
        update={"procedures": {"ВПР": procedure}}
    )
    marks, pupils = np.array([60, 47, 49, 100]), np.array([12, 12, 20, 30])
    cells = [each.reshape(1, 1, 4) for each in (marks, pupils)]
    grid = Grid(
        "mean",
        (Assessment(),) * 4,
        sliced=True,
        value=cells[0] / cells[1],
        missing=np.zeros((1, 1, 4), np.int16),
        numerator=cells[0],
        denominator=cells[1],
    )
    few = own_small(methodology, Measure(measure="mean_mark"), grid)
    assert few.ravel().tolist() == [True, False, False, False]


@pytest.mark.parametrize("make", [school_table, rating])
def test_ready_numbers_and_ratings_have_a_public_version(
    make: Callable[[], Identification],
) -> None:
    shown = public(make())
    assert context_of(shown, None)["публичная"] is True
    assert [each.school.name for each in shown.verdicts]
