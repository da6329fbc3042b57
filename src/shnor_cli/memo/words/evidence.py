"""What a school stands on: the results of its grounds year by year, and its dynamics in words."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.wording import sentence
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.matching import Count, matched, total
from shnor_cli.engine.objectivity import dropping
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
from shnor_cli.memo.words.sources import shown_years, used_codes
from shnor_cli.memo.words.values import SHADE, sign_of
from shnor_cli.model import Assessment, Grid
from shnor_cli.public.mark import is_public
from shnor_cli.russian import DASH, NBSP, nbsp, plural, school_year, word

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
    yield f"за{NBSP}{school_year(before)}{NBSP}{DASH} {scale.write_value(earlier)}{behind}"
    is_alike = _is_alike(identification, school)
    if is_alike:
        yield f"изменение {scale.write_distance(now - earlier)}"
    elif is_alike is False:
        yield _of_common(identification, school, grid)


def _is_alike(identification: Identification, school: int) -> bool | None:
    """Say whether a value is made of the same assessments in both years; None where it is hidden.

    A public version has no longer the counts behind a value, nor the list of what is dropped.
    """
    if not is_public(identification):
        then, there = _counts(identification, school)
        return {*then} == {*there}
    years = [identification.measured.year(identification.year - back) for back in (1, 0)]
    was, now = identification.taken[school][years][:, sorted(used_codes(identification))]
    if (was != now).any():
        return False
    return None if dropping(identification.methodology) else True


def _counts(
    identification: Identification, school: int
) -> tuple[Mapping[Assessment, Count], Mapping[Assessment, Count]]:
    behind, year = identification.behind_score, identification.year
    return behind.of(school, year - 1), behind.of(school, year)


def _of_common(identification: Identification, school: int, grid: Grid) -> str:
    """Say how a value changed over the assessments that a school has in both years.

    Only a ratio of sums can be taken over fewer of them; in a public version it would be subtracted
    from the other.
    """
    if is_public(identification) or not _is_ratio(identification, grid):
        return "изменение не определяется: состав процедур в эти годы разный"
    then, there = _counts(identification, school)
    both = matched(then, there)
    shares = total(both)
    if not shares:
        return "изменение не определяется: общих процедур в эти годы нет"
    scale, of_all = scale_of(identification.methodology, grid.indicator), len({*then, *there})
    was, now = (
        Fraction(low, grid.scale * whole)
        for low, whole in ((shares.was, shares.was_of), (shares.now, shares.now_of))
    )
    behind = (
        (f" ({out_of(shares.was, shares.was_of)})", f" ({out_of(shares.now, shares.now_of)})")
        if scale.is_share
        else ("", "")
    )
    many = plural(len(both), "процедуре", "процедурам", "процедурам")
    taken = word(len(both), "учтённой", "учтённым", "учтённым")
    return (
        f"по{NBSP}{many} из{NBSP}{of_all}, {taken} за оба года, было {scale.write_value(was)}"
        f"{behind[0]}, стало {scale.write_value(now)}{behind[1]}, "
        f"изменение {scale.write_distance(now - was)}"
    )


def _is_ratio(identification: Identification, grid: Grid) -> bool:
    kind = identification.methodology.indicators[grid.indicator]
    return isinstance(kind, Measure) and grid.numerator is not None
