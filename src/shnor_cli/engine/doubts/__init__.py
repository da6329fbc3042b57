"""Doubts about data: questions (вопросы) that tables raise by themselves.

A doubt is a remark with a code `Q-...`. It changes nothing and accuses nobody: it asks that the
data be looked at. Fewer than ten participants are never a doubt; what is compared with chance is
compared by an exact test, with regard to how many comparisons were made.

Marks piled up above a border (`Q-10`) are asked about where primary scores are read, for facts keep
none: see `tables/layouts/borders.py`.

A doubt about single results yields signs (признаки) first and asks about each of them: what the
list of doubted results is drafted from, by a person's decision, and what is asked are one.

To add a doubt: a module with `doubts`, its name in `DOUBTS`; if it has `signs`, in `SIGNS`, too.
"""

from collections.abc import Callable, Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts import (
    absent,
    journal,
    jumps,
    last_year,
    like_excluded,
    no_low,
    not_held,
    other_class,
    repeated,
    scale,
    without_rows,
    without_subject,
    year_later,
)
from shnor_cli.model import Remark, Results, Sign

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
    without_rows.doubts,
    like_excluded.doubts,
    without_subject.doubts,
    other_class.doubts,
)

Signs = Callable[[Results, Methodology, int], Iterator[Sign]]
"""Takes what a doubt takes; yields what it asks about."""

SIGNS: tuple[Signs, ...] = (no_low.signs, year_later.signs, journal.signs)


def signs_until(results: Results, methodology: Methodology, year: int) -> tuple[Sign, ...]:
    """Return the signs of the report year and of all years before it, each once.

    They are in the order of schools, years and assessments.
    """
    years = [each for each in results.years if each <= year]
    asked = (
        sign for each in years for signs in SIGNS for sign in signs(results, methodology, each)
    )
    found = {sign[:-1]: sign for sign in (*results.signs, *asked) if sign.year <= year}
    return tuple(found[key] for key in sorted(found))
