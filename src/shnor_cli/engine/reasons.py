"""Why a value is missing, as small integer codes over arrays."""

from collections.abc import Iterable

import numpy as np

from shnor_cli.model import Grid, Missing, Why
from shnor_cli.russian import quote

KNOWN = 0
_NONE = Missing("", "")
NOT_TAKEN = "школа в этой процедуре не участвует"
NO_ROW = "нет строки за этот год"


class Reasons:
    """The reasons met in one measuring, each with its code; code 0 is «known»."""

    def __init__(self) -> None:
        self._codes: dict[Missing, int] = {_NONE: KNOWN}

    def code(self, kind: str, text: str, *, applicable: bool = True) -> int:
        """Return the code of a reason, a new one if it was not met before."""
        return self.of(Missing(kind, text, applicable))

    def of(self, missing: Missing) -> int:
        """Return the code of a reason."""
        return self._codes.setdefault(missing, len(self._codes))

    def of_grids(self, grids: Iterable[Grid]) -> tuple[Missing, ...]:
        """Return the reasons met in grids; the position of each is its code.

        A blank stands for the others: which were met elsewhere must not show.
        """
        met = np.zeros(len(self._codes), np.bool_)
        for grid in grids:
            met[grid.missing.ravel("K")] = True
        return tuple(each if met[code] else _NONE for each, code in self._codes.items())

    def applicable(self) -> list[bool]:
        """Return for each code whether the question applies."""
        return [reason.applicable for reason in self._codes]

    def part(self, title: str) -> int:
        """Return the code for «a part of the value is unknown»."""
        return self.code(Why.PART, f"неизвестен показатель {quote(title)}")
