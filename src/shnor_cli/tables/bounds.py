"""How much of a file is taken in: what is larger is no table of results, or a trap."""

from typing import NamedTuple


class Bounds(NamedTuple):
    """Sizes that a table of a whole country does not reach."""

    members: int = 5_000
    """Files in an archive."""
    unpacked: int = 8 << 30
    """Bytes of an archive's tables, unpacked."""
    workbook: int = 2 << 30
    """Bytes of a workbook's parts, unpacked."""
    cells: int = 26_000_000
    """Cells of a sheet between its first and its last, empty ones too: each takes memory."""
    columns: int = 16_384
    """Columns of a table, as many as Excel has."""
    ratio: int = 300
    """How many times smaller a packed file may be; tables seldom reach 50."""
    small: int = 32 << 20
    """Bytes up to which a file may be packed better than that."""

    def is_bomb(self, packed: int, unpacked: int) -> bool:
        """Whether a packed file grows too much."""
        return unpacked > self.small and unpacked > self.ratio * max(packed, 1)


BOUNDS = Bounds()
