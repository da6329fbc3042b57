"""Doubts about data: questions (вопросы) that tables raise by themselves.

A doubt is a remark with a code `Q-...`. It changes nothing and accuses nobody: it asks that the
data be looked at. Fewer than ten participants are never a doubt; what is compared with chance is
compared by an exact test, with regard to how many comparisons were made.

Marks piled up above a border (`Q-10`) are asked about where primary scores are read, for facts keep
none: see `tables/layouts/borders.py`.

To add a doubt: a module with `doubts`, its name in `DOUBTS`.
"""

from collections.abc import Callable, Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts import (
    absent,
    journal,
    jumps,
    last_year,
    no_low,
    not_held,
    repeated,
    scale,
    year_later,
)
from shnor_cli.model import Remark, Results

Doubt = Callable[[Results, Methodology, int], Iterator[Remark]]
"""Takes tables, the methodology and the report year; yields remarks."""

DOUBTS: tuple[Doubt, ...] = (
    repeated.doubts,
    jumps.doubts,
    absent.doubts,
    not_held.doubts,
    scale.doubts,
    no_low.doubts,
    year_later.doubts,
    journal.doubts,
    last_year.doubts,
)
