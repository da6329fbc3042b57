"""What looks like a slip in a methodology once it has judged some tables."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from shnor_cli.criteria.indicators import Column
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import amount, is_share, written
from shnor_cli.criteria.rules import Comparison
from shnor_cli.errors import Place
from shnor_cli.model import Judgement, Measured, Outcome, Remark, Status
from shnor_cli.russian import plural, quote, school_year

_FEW = 2
"""Fewer answers than this say nothing about a criterion."""
_WHOLE = 100


def lint_with(
    methodology: Methodology, measured: Measured, judgement: Judgement, year: int
) -> tuple[Remark, ...]:
    """Return remarks on a methodology, seen from what it gave in one year of some tables."""
    return (
        *_always_or_never(methodology, measured, judgement, year),
        *_finer_than_a_pupil(methodology, measured, year),
        *_other_units(methodology, measured),
    )


def _always_or_never(
    methodology: Methodology, measured: Measured, judgement: Judgement, year: int
) -> Iterator[Remark]:
    position = measured.year(year)
    judged = judgement.status == Status.JUDGED
    for name in methodology.criteria:
        outcomes = judgement.answers[name].outcome[judged, position]
        known = outcomes[(outcomes == Outcome.MET) | (outcomes == Outcome.NOT_MET)]
        if known.size >= _FEW and (known == known[0]).all():
            if known[0] == Outcome.MET:
                how = "выполнен во всех " + plural(known.size, "случае", "случаях", "случаях")
            else:
                count = plural(known.size, "случая", "случаев", "случаев")
                how = f"не выполнен ни в одном из {count}"
            text = f"критерий {quote(name)}: за {school_year(year)} учебный год {how}"
            yield Remark(Place(), text, code="L-11")


def _finer_than_a_pupil(
    methodology: Methodology, measured: Measured, year: int
) -> Iterator[Remark]:
    """A bound on a share that one pupil steps over wherever there are so few of them."""
    position = measured.year(year)
    for name, criterion in methodology.criteria.items():
        if not isinstance(criterion, Comparison) or criterion.fixed_bound is None:
            continue
        _, bound = criterion.fixed_bound
        indicator = methodology.indicators[criterion.indicator]
        participants = measured.grids[criterion.indicator].denominator
        step = min(bound, 1 - bound)
        if not is_share(indicator) or participants is None or step <= 0:
            continue
        grid = measured.grids[criterion.indicator]
        known = participants[:, position][grid.missing[:, position] == 0]
        few = known * step.numerator < step.denominator
        if few.any():
            least = _least(step)
            text = (
                f"критерий {quote(name)}: граница {amount(bound, indicator, methodology)} "
                f"тоньше одного участника там, где их меньше {least}: "
                f"таких значений {int(few.sum())} из {known.size}"
            )
            yield Remark(Place(), text, code="L-12")


def _least(step: Fraction) -> int:
    """Return the least number of participants of whom one is no more than the step."""
    return -(-step.denominator // step.numerator)


def _other_units(methodology: Methodology, measured: Measured) -> Iterator[Remark]:
    """A bound written as a share on a column that runs to 100, or the other way round."""
    for name, criterion in methodology.criteria.items():
        if not isinstance(criterion, Comparison) or criterion.fixed_bound is None:
            continue
        _, bound = criterion.fixed_bound
        indicator = methodology.indicators[criterion.indicator]
        if not isinstance(indicator, Column) or indicator.over is not None:
            continue
        values = measured.grids[criterion.indicator].value
        known = values[np.isfinite(values)]
        if known.size and known.min() >= 0 and known.max() <= _WHOLE:
            looks_share = 0 < bound < 1
            if looks_share != (known.max() <= 1) and bound > 0:
                text = (
                    f"критерий {quote(name)}: граница {written(bound)}, а значения столбца "
                    f"{quote(indicator.column)} доходят до {written(Fraction(str(known.max())))}; "
                    "доли пишут как 0,3 или 30 %, проценты без знака как 30"
                )
                yield Remark(Place(), text, code="L-13")
