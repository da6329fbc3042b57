"""Why a value is missing, as small integer codes over arrays."""

from shnor_cli.model import Missing, Why

KNOWN = 0
NOT_TAKEN = "школа в этой процедуре не участвует"


class Reasons:
    """The reasons met in one measuring, each with its code; code 0 is «known»."""

    def __init__(self) -> None:
        self._codes: dict[Missing, int] = {Missing("", ""): KNOWN}

    def code(self, kind: str, text: str, *, applicable: bool = True) -> int:
        """Return the code of a reason, a new one if it was not met before."""
        return self.of(Missing(kind, text, applicable))

    def of(self, missing: Missing) -> int:
        """Return the code of a reason."""
        return self._codes.setdefault(missing, len(self._codes))

    def all(self) -> tuple[Missing, ...]:
        """Return all reasons; the position of each is its code."""
        return tuple(self._codes)

    def applicable(self) -> list[bool]:
        """Return for each code whether the question applies."""
        return [reason.applicable for reason in self._codes]

    def part(self, name: str) -> int:
        """Return the code for «a part of the value is unknown»."""
        return self.code(Why.PART, f"неизвестен показатель «{name}»")
