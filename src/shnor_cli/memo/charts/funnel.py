"""The funnel (воронка): which schools differ from all by more than chance would give."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from shnor_cli.memo.blocks import Chart, Series
from shnor_cli.memo.charts.plots import DARK, LIGHT
from shnor_cli.memo.charts.shares import (
    Count,
    Found,
    Illustration,
    illustrated,
    printed,
    schools_in_words,
    share_of,
)
from shnor_cli.russian import DASH, closed, join_and, number, percent

_MOST_POINTS = 300
_MOST_NAMED = 5
_LEAST_POINTS = 3

_Z = Fraction(196, 100)
"""Quantile of the normal distribution that leaves 2.5 % at either side."""
_STEPS = 24
"""Pieces of a curved border."""

_INK, _GREY = "33373B", "6B7177"


def funnel(found: Found) -> Illustration | None:
    """Draw the pooled share of every school against its participants, with 95 % limits.

    The limits around the share p of all judged schools are p ± z·√(p(1 - p) / n), z = 1.96, cut at
    0 and 100 %. A school lies outside them just where its Wilson interval leaves p out (Wilson,
    1927, JASA 22: 209-212). The chart is the funnel plot of Spiegelhalter (2005, Statistics in
    Medicine 24: 1185-1202). Results of one pupil in several assessments count as independent.
    """
    part = found.whole
    counted = {} if part is None else found.by_school(part)
    if part is None or len(counted) < _LEAST_POINTS:
        return None
    everyone = Count(
        sum((each.low for each in counted.values()), Fraction(0)),
        sum(each.participants for each in counted.values()),
    )
    if not 0 < everyone.low < everyone.participants:
        return None
    is_part = found.hides(part, found.year)
    among = "показанным" if is_part else "всем"
    chart = _cloud(found, counted, everyone, f"По {among} школам")
    sides = {school: _side(count, everyone) for school, count in counted.items()}
    above, below = ([each for each, side in sides.items() if side == which] for which in (1, -1))
    shares = {school: count.percents for school, count in counted.items()}
    worst, best = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    mean = percent(everyone.percents / 100)
    alt = (
        f"Точечная диаграмма: {schools_in_words(len(counted))} по числу участников и доле низких "
        f"результатов, {found.in_year}. Доля по {among} школам {DASH} {mean}. "
        f"Выше верхней границы: {_named(found, above)}. Ниже нижней: {_named(found, below)}. "
        f"Наибольшая доля {DASH} {percent(shares[worst] / 100)}, {found.name(worst)}; "
        f"наименьшая {DASH} {percent(shares[best] / 100)}, {found.name(best)}."
    )
    note = _of_funnel(counted)
    if is_part:
        note += " Школы, значения которых скрыты, не показаны и не учтены."
    return illustrated(
        chart, alt, f"{closed(part.title)} и число участников, {found.in_year}", note
    )


def _of_funnel(counted: dict[int, Count]) -> str:
    note = (
        "Если бы школы различались только случайно, каждая лежала бы между пунктирными границами "
        "с вероятностью около 95 %. Участник нескольких процедур учтён в каждой из них, поэтому "
        "границы ориентировочные."
    )
    if len(counted) > _MOST_POINTS:
        note += f" Показаны первые {_MOST_POINTS} школ списка из {number(len(counted))}."
    return note


def _side(count: Count, everyone: Count) -> int:
    """Return 1 above the upper limit, -1 below the lower one, else 0: exactly, by whole counts."""
    away = count.low * everyone.participants - everyone.low * count.participants
    spread = everyone.low * (everyone.participants - everyone.low) * count.participants
    if away * away <= _Z * _Z * spread:
        return 0
    return 1 if away > 0 else -1


def _cloud(found: Found, counted: dict[int, Count], everyone: Count, of_all: str) -> Chart:
    shown, low = list(counted)[:_MOST_POINTS], frozenset(found.low)
    at = tuple(float(counted[school].participants) for school in shown)
    shares = [share_of(counted[school]) for school in shown]
    clouds = [
        Series(name, tuple(values), at, colour)
        for name, values, colour in (
            (
                "Остальные школы" if low else "Школы",
                [None if s in low else share for s, share in zip(shown, shares, strict=True)],
                LIGHT,
            ),
            (
                found.of_low,
                [share if s in low else None for s, share in zip(shown, shares, strict=True)],
                DARK,
            ),
        )
    ]
    return Chart(
        form="points",
        categories=tuple(found.name(school) for school in shown),
        series=(
            *(each for each in clouds if any(value is not None for value in each.values)),
            *_limits(everyone, of_all, (min(at), max(at))),
        ),
        alt="",
        x_title="Число участников",
        y_title="Доля низких результатов",
        unit="%",
    )


def _limits(everyone: Count, of_all: str, ends: tuple[float, float]) -> Iterator[Series]:
    """Yield the share of all and its limits as lines; steps are shorter where they bend more."""
    least, most = ends
    steps = [least + (most - least) * (place / _STEPS) ** 2 for place in range(_STEPS + 1)]
    at = tuple(printed(step) for step in steps)
    mean = float(everyone.percents / 100)
    spread = [float(_Z) * math.sqrt(mean * (1 - mean) / max(step, 1.0)) for step in at]
    yield Series(of_all, tuple(printed(mean * 100, 2) for _ in at), at, _INK, is_line=True)
    for name, sign in (("Верхняя граница", 1), ("Нижняя граница", -1)):
        values = [min(1.0, max(0.0, mean + sign * each)) * 100 for each in spread]
        yield Series(name, tuple(printed(each, 2) for each in values), at, _GREY, is_line=True)


def _named(found: Found, schools: Sequence[int]) -> str:
    if not schools:
        return "нет"
    if len(schools) > _MOST_NAMED:
        return schools_in_words(len(schools))
    return join_and([found.name(school) for school in schools])
