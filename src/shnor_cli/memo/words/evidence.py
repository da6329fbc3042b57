"""What a school stands on: the results of its grounds year by year, and its dynamics in words."""

from collections.abc import Iterator, Sequence

from shnor_cli.criteria.wording import sentence
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.verdicts import Fact, Identification, Verdict
from shnor_cli.memo.words.facts import (
    bound_of_fact,
    grid_counts,
    grid_value,
    indicator_title,
    out_of,
    scale_of,
    subject_of_fact,
    value_of_fact,
)
from shnor_cli.memo.words.findings import score_in_words, score_name
from shnor_cli.memo.words.sources import shown_years
from shnor_cli.memo.words.values import SHADE, sign_of
from shnor_cli.russian import DASH, NBSP, nbsp, school_year

_YEARS = 3

Row = dict[str, object]


def evidence_of(
    identification: Identification, school: int, facts: Sequence[Fact], *, with_bounds: bool
) -> Row:
    """Return the results behind the grounds of a school, a row each, shaded where they support."""
    things: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        things.setdefault((fact.criterion, subject_of_fact(identification.methodology, fact)), fact)
    years = shown_years(identification)[-_YEARS:]
    rows = {
        subject: [
            _cell(identification, school, fact, year, with_bound=with_bounds) for year in years
        ]
        for (_, subject), fact in things.items()
    }
    return {
        "годы": [school_year(year) for year in years],
        "результаты": [{"название": name, "ячейки": cells} for name, cells in rows.items()],
    }


def _cell(
    identification: Identification, school: int, like: Fact, year: int, *, with_bound: bool
) -> dict[str, str]:
    axis, slices = identification.measured, identification.judgement.answers[like.criterion].slices
    place = axis.year(year), slices.index(like.slice)
    fact = fact_at(identification, school, like.criterion, place)
    if fact.missing is not None:
        return {"значение": sign_of(fact.missing), "граница": "", "цвет": ""}
    bound = bound_of_fact(identification.methodology, fact) if with_bound else ""
    return {
        "значение": nbsp(value_of_fact(identification.methodology, fact)),
        "граница": nbsp(bound),
        "цвет": SHADE if fact.outcome is like.outcome else "",
    }


def score_with_change(identification: Identification, verdict: Verdict) -> str:
    """Say the value that orders the list and, where both years are known, how it changed."""
    title = indicator_title(identification.methodology, score_name(identification))
    said = f"{title}: {score_in_words(identification, verdict)}"
    return sentence("; ".join([said, *_change(identification, verdict.index)]))


def _change(identification: Identification, school: int) -> Iterator[str]:
    name, axis = score_name(identification), identification.measured
    grid = axis.grids.get(name)
    before = identification.year - 1
    if grid is None or grid.sliced or before not in axis.years:
        return
    scale = scale_of(identification.methodology, name)
    values = [grid_value(grid, school, axis.year(year)) for year in (identification.year, before)]
    now, earlier = values
    if now is None or earlier is None:
        return
    counts = grid_counts(grid, school, axis.year(before))
    behind = f" ({out_of(*counts)})" if counts and scale.is_share else ""
    change = scale.write_distance(now - earlier)
    yield f"за{NBSP}{school_year(before)}{NBSP}{DASH} {scale.write_value(earlier)}{behind}"
    yield f"изменение {change}"
