"""Classes of a parallel: each has rows of its own, and their counts are added."""

from collections.abc import Iterator, Sequence

from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.russian import plural
from shnor_cli.tables.facts import KEY, LETTER, Facts
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.repeats import Said, added, once


def with_classes_added(
    facts: Facts, said: Said, faults: Faults
) -> tuple[Facts, tuple[Remark, ...]]:
    """Add what was counted in several classes of a parallel; what repeats of a class counts once.

    Contradictory rows of one class go to `faults`. Rows without a letter stay apart: they may be of
    the whole parallel.
    """
    if not facts.has_letters:
        return facts, ()
    file, keys = facts.column("file"), ", ".join(KEY)
    classes = f"count(DISTINCT nullif({LETTER}, 0))"
    query = f"SELECT min({file}) AS file FROM {facts.table} GROUP BY {keys} HAVING {classes} > 1"
    shared = facts.connection.execute(
        f"SELECT file, count(*) FROM ({query}) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    if not shared:
        return facts, ()
    # a row without a letter repeats none here
    alone = f'(CASE {LETTER} WHEN 0 THEN ({file}::BIGINT << 40) + "row" END)'
    facts, repeats = once(facts, (*KEY, LETTER, alone), said, faults)
    facts = added(facts, (*KEY, f"{alone} AS alone"))._replace(has_letters=False)
    return facts, (*repeats, *_remarks(shared, said.places))


def _remarks(shared: Sequence[tuple[int, int]], places: Sequence[Place]) -> Iterator[Remark]:
    for file, count in shared:
        results = plural(count, "результат", "результата", "результатов")
        text = f"{results} по строкам разных классов параллели (литер)"
        yield Remark(places[file]._replace(row=None), text, "числа сложены", "R-classes")
