"""Hypothesis strategies: methodologies by points and their sums, tables with gaps to fill."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.model import Assessment
from tests.slow.draft import PROCEDURES
from tests.slow.strategies import CODES, COUNTS, make_row
from tests.slow.tables import Column, Row, Tables

GRADES = (5, 6, 7)
YEARS = (2022, 2023)
SCORES = ("0", "0.3", "1", "7", "12.5", "-1", "н/д", "осв", None)

_MEASURES = ("low_share", "low_share", "quality", "mean_mark")
_CUTS = {"low_share": ("0", "10 %", "30 %", "1/3"), "quality": ("30 %", "1/2", "1")}
_CUTS |= {"mean_mark": ("2", "3", "3.2", "4"), "score": ("0", "0.3", "7")}
_TOTALS = ("0", "1", "2", "3", "4", "5", "6", "0.5", "2.5", "1/3", "5/3", "-1", "10", "50")


@dataclass
class _Sheet:
    """A methodology while it is drawn."""

    draw: st.DrawFn
    indicators: dict[str, dict[str, Any]]
    criteria: dict[str, dict[str, Any]]

    def one(self, *choices: Any) -> Any:  # noqa: ANN401
        return self.draw(st.sampled_from(choices))

    def some(self, choices: list[str], most: int = 4) -> list[str]:
        return self.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=most, unique=True))


@st.composite
def pointed(draw: st.DrawFn, *, firm: bool = False) -> Methodology:
    """Draw a methodology by points; a `firm` one says nothing of a value but what it is."""
    sheet = _Sheet(draw, {}, {})
    points = [_points(sheet, place) for place in range(draw(st.integers(2, 4)))]
    totals = [_total(sheet, place, points, firm=firm) for place in range(draw(st.integers(1, 2)))]
    totals += [_over(sheet, totals)] if sheet.one(0, 0, 1) else []
    for place in range(draw(st.integers(1, 4))):
        of = sheet.one(*totals, *totals, *totals, *points)
        spec = {"indicator": of, sheet.one("at_least", "more_than", "at_most", "less_than"): None}
        spec[list(spec)[1]] = sheet.one(*_TOTALS)
        _ask(sheet, f"c{place}", spec, firm=firm)
    for place in range(draw(st.integers(0, 4))):
        _ask(sheet, f"j{place}", _joined(sheet), firm=firm)
    named = sheet.some(list(sheet.criteria), 3)
    last = sheet.one([{"name": "не выявлена"}], [{"name": "не выявлена"}], [])
    return Methodology.model_validate(
        {
            "id": "random",
            "title": "случайная",
            "procedures": {"ВПР": PROCEDURES["ВПР"]},
            "indicators": sheet.indicators,
            "criteria": sheet.criteria,
            "categories": [*({"name": f"кат {n}", "when": n} for n in named), *last],
        }
    )


def _points(sheet: _Sheet, place: int) -> str:
    if sheet.one(0, 0, 0, 1):
        kind = "score"
        spec: dict[str, Any] = {"column": "score"}
    else:
        kind = sheet.one(*_MEASURES)
        spec = {"measure": kind, "of": [{"procedure": "ВПР", "grade": sheet.one(*GRADES)}]}
        spec |= sheet.one({}, {}, {"min_participants": 3})
    sheet.indicators[f"m{place}"] = spec | sheet.one({}, {"direction": "high_is_bad"})
    if sheet.one(0, 0, 0, 1):
        return f"m{place}"
    cuts = sheet.some(list(_CUTS[kind]), 2)
    key = sheet.one("less_than", "at_most", "at_least", "more_than")
    bands = [{key: cut, "gives": sheet.one("0", "1", "2", "3", "1.5", "0.1")} for cut in cuts]
    bands += sheet.one([{"gives": "0"}], [{"gives": "2"}], [])
    sheet.indicators[f"p{place}"] = {"points": f"m{place}", "bands": bands}
    return f"p{place}"


def _total(sheet: _Sheet, place: int, points: list[str], *, firm: bool) -> str:
    parts = sheet.some(points)
    name = f"t{place}"
    if sheet.one(0, 0, 1):
        spec: dict[str, Any] = {"composite": {part: sheet.one("1", "2", "0.3") for part in parts}}
        posts = {
            "minmax": sheet.one([0, 100], ["0", "1"], [1, 0]),
            "from": sheet.one([0, 3], [1, 2]),
        }
        spec["normalise"] = sheet.one("none", "none", posts, dict.fromkeys(parts[:1], posts))
        spec["mean"] = sheet.one("arithmetic", "arithmetic", "harmonic")
        if not firm:
            spec["missing"] = sheet.one("unknown", "unknown", "reweight")
            spec |= sheet.one({}, {}, {"needs": "75 %"})
            if sheet.one(0, 0, 1):
                spec["normalise"] = sheet.one(
                    "percentile", "rank", "share_below", {"minmax": [0, 1]}
                )
    else:
        a, b = sheet.one(*parts), sheet.one(*parts)
        spec = {
            "formula": sheet.one(
                " + ".join(parts),
                " + ".join(parts),
                " + ".join(f"0.3 * {part}" for part in parts),
                f"max({', '.join(parts)})",
                f"min({', '.join(parts)}, 2) - {a}",
                f"{a} * {b} - 1",
                f"{a} / {b} + 1",
                f"abs({a} - 1.5) / 3",
                f"({a} - 0.1) * (1.5 - {b}) * 3",
                f"{a} / 3 + {b} / 3 + {a} / 3",
            )
        }
    sheet.indicators[name] = spec | sheet.one({}, {}, {"round": 0}, {"round": 1})
    return name


def _over(sheet: _Sheet, totals: list[str]) -> str:
    """Turn a total into points, or add up totals."""
    cuts = sheet.some(list(_TOTALS), 3)
    bands = [{sheet.one("less_than", "at_least"): cut, "gives": sheet.one(0, 1, 3)} for cut in cuts]
    sheet.indicators["over"] = sheet.one(
        {"points": totals[0], "bands": [*bands, {"gives": "2"}]},
        {"formula": " + ".join([*totals, "1"])},
    )
    return "over"


def _joined(sheet: _Sheet) -> dict[str, Any]:
    names = list(sheet.criteria)
    parts = sheet.some(names, 3)
    drawn: dict[str, Any] = sheet.one(
        {"all": parts},
        {"any": parts},
        {"of": parts, "at_least": sheet.one(1, 2)},
        {"not": parts[0]},
        {"count": parts[0], "over": "years", "last": 2, "at_least": sheet.one(1, 2)},
    )
    return drawn


def _ask(sheet: _Sheet, name: str, spec: dict[str, Any], *, firm: bool) -> None:
    if not firm:
        gates = [{"applies_to": gate} for gate in list(sheet.criteria)[:1]]
        spec = spec | sheet.one({}, {}, {}, {}, {"missing": "not_met"}, *gates)
        spec = spec | sheet.one({}, {}, {}, {}, {}, {"applies_to": {"kind": ["СОШ"]}})
    sheet.criteria[name] = spec


@st.composite
def gapped(draw: st.DrawFn) -> Tables:
    """Draw tables of a few schools in which rows and cells are missing."""
    schools = draw(st.integers(1, 3))
    rows = [
        make_row(school, year, _assessment(grade), counts)
        for school in range(schools)
        for year in YEARS
        for grade in GRADES
        if (counts := draw(st.sampled_from(COUNTS))) is not None
    ]
    texts = {year: tuple(draw(st.sampled_from(SCORES)) for _ in range(schools)) for year in YEARS}
    kinds = tuple(draw(st.sampled_from(("СОШ", "ООШ", None))) for _ in range(schools))
    return Tables(
        schools=tuple(f"{index:03}" for index in range(1, schools + 1)),
        rows=tuple(rows) or (make_row(0, YEARS[-1], _assessment(5), (2, (1, 1, 0, 0))),),
        columns={"score": Column(by_year=texts, codes=CODES), "kind": Column(kinds)},
    )


def _assessment(grade: int) -> Assessment:
    return Assessment("ВПР", "математика", "", grade)


def filled(tables: Tables) -> Iterator[Tables]:
    """Yield tables in which one gap is filled: with many results, or with nobody taking part."""
    there = {(row.school, row.year, row.assessment): row for row in tables.rows}
    taken = {(school, assessment) for school, _, assessment in there}
    for school, assessment in sorted(taken):
        for year in YEARS:
            row = there.get((school, year, assessment))
            if row is None or _is_silent(row):
                others = tuple(each for each in tables.rows if each is not row)
                for counts in FILLS:
                    new = make_row(school, year, assessment, counts)
                    yield replace(tables, rows=(*others, new))
    score = tables.columns["score"]
    for year, texts in score.by_year.items():
        for school, text in enumerate(texts):
            for score_now in SCORES if text in {None, "н/д"} else ():
                told = (*texts[:school], score_now, *texts[school + 1 :])
                column = replace(score, by_year={**score.by_year, year: told})
                yield replace(tables, columns={**tables.columns, "score": column})


FILLS = [each for each in COUNTS if each is not None]
"""Nobody, one mark alone, marks of every kind."""
FILLS += [(10, (0, 10, 0, 0)), (10, (10, 0, 0, 0)), (10, (0, 0, 0, 10)), (10, (1, 3, 3, 3))]


def _is_silent(row: Row) -> bool:
    return row.participants > 0 and all(count is None for count in row.counts.values())
