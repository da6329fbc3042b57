"""The score that orders the list when a methodology names none."""

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology

IMPLICIT_SCORE = "_score"


def with_score(methodology: Methodology) -> Methodology:
    """Return the methodology with a score: its own, or the pooled share of low results."""
    if methodology.score is not None or not any(p.low for p in methodology.procedures.values()):
        return methodology
    pooled = Measure.model_construct(
        title="Сводная доля низких результатов", measure="low_share", each="school"
    )
    indicators = {**methodology.indicators, IMPLICIT_SCORE: pooled}
    return methodology.model_copy(update={"indicators": indicators, "score": IMPLICIT_SCORE})
