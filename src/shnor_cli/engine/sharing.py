"""What several methodologies over the same tables measure alike, so that it is measured once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np

from shnor_cli.criteria.methodology import Indicator, Methodology, indicators_of
from shnor_cli.engine.objectivity import dropping
from shnor_cli.engine.reasons import Reasons
from shnor_cli.model import Flags, Grid


@dataclass(frozen=True, eq=False, repr=False)
class Shared:
    """Grids already measured over one set of tables, by what defines them."""

    grids: dict[str, Grid] = field(default_factory=dict)
    reasons: Reasons = field(default_factory=Reasons)


def definitions(
    methodology: Methodology, years: tuple[int, ...], compared: Flags
) -> dict[str, str]:
    """Return for each indicator a text that is the same whenever its values must be the same."""
    policy = dropping(methodology)
    around: dict[str, Any] = {
        "procedures": _dumped(methodology.procedures),
        "absent": methodology.absent,
        "min_group": methodology.min_group,
        "dropped": None if policy is None else policy.model_dump(mode="json"),
        "years": years,
        "outside": np.argwhere(~compared).tolist(),
    }
    titles = {name: indicator.title for name, indicator in methodology.indicators.items()}
    digests: dict[str, str] = {}
    for name in methodology.indicators_in_order():
        own = _definition(methodology.indicators[name], digests, titles)
        digests[name] = _digest([own, around])
    return digests


def _digest(content: list[Any]) -> str:
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _definition(
    indicator: Indicator, digests: Mapping[str, str], titles: Mapping[str, str | None]
) -> list[Any]:
    words = {"title", "unit"}
    own = indicator.model_dump(mode="json", exclude=words, warnings=False)
    # Why a value is missing is said by titles: of a part here, of procedures above.
    parts = {part: [digests[part], titles[part]] for part in indicators_of(indicator)}
    return [type(indicator).__name__, own, parts]


def _dumped(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: part.model_dump(mode="json") for name, part in parts.items()}
