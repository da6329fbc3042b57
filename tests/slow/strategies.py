"""Hypothesis strategies: tables of results and registers.

Counts come from a short list, so that ties and values on a threshold are common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hypothesis import strategies as st

from shnor_cli.model import Assessment, Missing, Why
from tests.slow.tables import Column, Mark, Row, Tables

YEARS = (2021, 2022, 2023)
ASSESSMENTS = (
    Assessment("ВПР", "русский язык", "", 5),
    Assessment("ВПР", "математика", "", 5),
    Assessment("ВПР", "математика", "", 6),
    Assessment("ОГЭ", "математика", "", 9),
    Assessment("ЕГЭ", "математика", "база", 11),
    Assessment("ЕГЭ", "математика", "профиль", 11),
    Assessment("КДР", "читательская грамотность", "", 6),
)
LEVELS = ("недостаточный", "базовый", "повышенный")
MARKS = ("2", "3", "4", "5")
NOT_HELD = ("ОГЭ", 2022)

COUNTS: tuple[tuple[int, tuple[int | None, ...]] | None, ...] = (
    None,
    (10, (3, 4, 2, 1)),
    (2, (1, 1, 0, 0)),
    (3, (1, 1, 1, 0)),
    (3, (0, 1, 1, 1)),
    (0, (0, 0, 0, 0)),
    None,
    (5, (None, None, None, None)),
    (6, (2, 2, 1, 1)),
    (1, (1, 0, 0, 0)),
    (4, (0, 0, 2, 2)),
    (4, (1, 3, 0, 0)),
    (20, (6, 10, 3, 1)),
    (7, (2, 3, 1, 1)),
    (1000, (300, 400, 200, 100)),
    (999, (333, 333, 333, 0)),
    (5, (1, None, 4, None)),
    (5, (None, 3, 2, 0)),
    None,
)
"""Participants and counts of four marks; None is a row that is not there."""

CODES = {
    "н/д": Missing(Why.CODE, "нет данных"),
    "осв": Missing(Why.NOT_APPLICABLE_CODE, "освобождена", applicable=False),
}
SCORES = ("10", "12.5", "30%", "0.3", "0", "-1", "7", "н/д", "осв", None)
BUDGETS = (
    "88589843683,21",
    "88589843783,51",
    "88589843683,51",
    "88589843783,81",
    "-88589843683,21",
)
"""Large numbers of more or less the same size: 100,30 or 0,30 from one to another."""
LETTERS = ("A", "B", "D", "F", "н/д", None)
SHARES = (("3", "10"), ("1", "3"), ("0", "4"), ("4", "4"), ("0", "0"), ("н/д", "5"), (None, None))


OPEN: Sequence[Mapping[int, tuple[int, int]]] = (
    {},
    {0: (2020, 2025)},
    {0: (2020, 2024)},
    {0: (2025, 2030)},
)
"""Years in which the register holds the first school open."""


@dataclass(frozen=True)
class Kit:
    """What a table is made of: which assessments and how many schools."""

    assessments: Sequence[Assessment]
    schools: int


@st.composite
def tables(draw: st.DrawFn, *, least_schools: int = 1, most_schools: int = 5) -> Tables:
    """Draw tables with a register and school-level columns."""
    kit = Kit(
        draw(st.lists(st.sampled_from(ASSESSMENTS), min_size=1, max_size=4, unique=True)),
        draw(st.integers(least_schools, most_schools)),
    )
    rows = draw(_rows(kit))
    columns = draw(_columns(kit))
    if not rows and not any(column.by_year for column in columns.values()):
        rows = (make_row(0, YEARS[0], kit.assessments[0], (2, (1, 1, 0, 0))),)
    return Tables(
        schools=tuple(f"{index:03}" for index in range(1, kit.schools + 1)),
        rows=rows,
        municipalities=tuple(draw(st.sampled_from(("А", "Б", ""))) for _ in range(kit.schools)),
        columns=columns,
        excluded=draw(st.frozensets(st.integers(0, kit.schools - 1), max_size=1)),
        open_years=draw(st.sampled_from(OPEN)),
        reported=draw(_reported(kit)),
        doubted=draw(_doubted(kit)),
    )


@st.composite
def _doubted(draw: st.DrawFn, kit: Kit) -> tuple[Mark, ...]:
    marks = st.builds(
        Mark,
        st.integers(0, kit.schools - 1),
        st.sampled_from(YEARS),
        st.sampled_from(("", *sorted({each.procedure for each in kit.assessments}))),
        st.sampled_from(("", "", *sorted({each.subject for each in kit.assessments}))),
        st.sampled_from((0, 0, *sorted({each.grade for each in kit.assessments}))),
    )
    return tuple(draw(st.lists(marks, max_size=3)))


@st.composite
def _rows(draw: st.DrawFn, kit: Kit) -> tuple[Row, ...]:
    found: list[Row] = []
    for school in range(kit.schools):
        for year in YEARS:
            for assessment in kit.assessments:
                counts = draw(st.sampled_from(COUNTS))
                if counts is not None and (assessment.procedure, year) != NOT_HELD:
                    found.append(make_row(school, year, assessment, counts))
    return tuple(found)


def make_row(
    school: int, year: int, assessment: Assessment, counts: tuple[int, Sequence[int | None]]
) -> Row:
    """Return a row of an assessment with so many participants and marks on its scale."""
    participants, marks = counts
    variety = school + year + assessment.grade
    row = Row(
        school,
        year,
        assessment,
        participants,
        enrolled=None if variety % 4 == 0 else participants + (variety % 3 if participants else 0),
        score_sum=None
        if variety % 5 == 0
        else Decimal(variety % 7) * participants + Decimal("0.5"),
    )
    match assessment.procedure:
        case "КДР":
            two = (
                None if marks[2] is None and marks[3] is None else (marks[2] or 0) + (marks[3] or 0)
            )
            return replace(row, counts=dict(zip(LEVELS, (*marks[:2], two), strict=True)))
        case "ЕГЭ" if participants:
            below = {"ниже порога": 1 if variety % 2 else None}
            more = dict(zip(MARKS, marks, strict=True)) | below
            enrolled = None if row.enrolled is None else row.enrolled + 1
            return replace(row, participants=participants + 1, enrolled=enrolled, counts=more)
    return replace(row, counts=dict(zip(MARKS, marks, strict=True)))


@st.composite
def _texts(draw: st.DrawFn, kit: Kit, texts: Sequence[str | None]) -> tuple[str | None, ...]:
    return tuple(draw(st.sampled_from(texts)) for _ in range(kit.schools))


@st.composite
def _columns(draw: st.DrawFn, kit: Kit) -> dict[str, Column]:
    years = draw(st.sampled_from([(), YEARS[-1:], YEARS, YEARS[:2]]))
    tops, wholes = draw(_shares(kit, years))
    return {
        "kind": Column(draw(_texts(kit, ("СОШ", "ООШ", "сош ", None)))),
        "weight": Column(draw(_texts(kit, ("1", "2", "10", "0.3", "0", None)))),
        "rank": Column(draw(_texts(kit, SCORES)), codes=CODES),
        "budget": Column(draw(_texts(kit, BUDGETS))),
        "spent": Column(by_year={y: draw(_texts(kit, BUDGETS)) for y in YEARS}),
        "score": Column(by_year={y: draw(_texts(kit, SCORES)) for y in years}, codes=CODES),
        "letter": Column(by_year={y: draw(_texts(kit, LETTERS)) for y in years}, codes=CODES),
        "top": Column(by_year=tops, codes=CODES),
        "all": Column(by_year=wholes, codes=CODES),
    }


@st.composite
def _shares(
    draw: st.DrawFn, kit: Kit, years: Sequence[int]
) -> tuple[dict[int, tuple[str | None, ...]], dict[int, tuple[str | None, ...]]]:
    pairs = {year: [draw(st.sampled_from(SHARES)) for _ in range(kit.schools)] for year in years}
    tops = {year: tuple(top for top, _ in found) for year, found in pairs.items()}
    return tops, {year: tuple(whole for _, whole in found) for year, found in pairs.items()}


@st.composite
def _reported(draw: st.DrawFn, kit: Kit) -> Tables | None:
    if not draw(st.booleans()):
        return None
    groups = ("all=all", "municipality=А", "municipality=Б")
    rows = draw(_rows(replace(kit, schools=len(groups))))
    return Tables(schools=groups, rows=rows)
