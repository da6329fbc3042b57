"""Classes of a parallel: each has rows of its own, and their counts are added."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.russian import number, plural, quote
from shnor_cli.tables.facts import KEY, LETTER, WHOLE, Facts
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.keys import Codes, bad_values, coded, distinct_keys, rows_of, times
from shnor_cli.tables.layouts import letters
from shnor_cli.tables.layouts.named import Named
from shnor_cli.tables.repeats import Said, added, once
from shnor_cli.tables.scratch import Scratch

_Remarks = Iterator[Remark]
_Total = tuple[int, int, int, int, bool, bool]
_HINT = (
    "Пишут одну русскую букву, можно с номером класса: «А» или «5А»; у строки всей параллели — "
    "«Итого»."
)
_CLASSES = f"count(DISTINCT nullif({LETTER}, 0))"
"""How many classes rows are of, in SQL."""
NO_CLASSES = {"": 0, letters.WHOLE: WHOLE}
"""Numbers of what is no single class of a parallel."""


def classes_of(
    scratch: Scratch, named: Named, known: dict[str, int], faults: Faults
) -> tuple[Codes | None, Sequence[Remark]]:
    """Put numbers beside the classes of a container, those of `known` if there; None without any.

    What names no class goes to `faults`; rows of means are left out.
    """
    if (field := named.fields.get(LETTER)) is None:
        return None, ()
    keys = distinct_keys(scratch, named, [field])
    raws, texts, found = keys.raws[0], keys.texts[0], letters.letters_of(keys.texts[0])
    both = list(zip(raws, texts, found, strict=True))
    wrong = {raw: f"{quote(text or '')} не литера класса" for raw, text, it in both if it is None}
    faults += bad_values(scratch, named, field, wrong, mend=(_HINT, "T-031"))
    remarks = []
    means = [raw for raw, _, it in both if it == letters.MEAN]
    for met in rows_of(scratch, named, field, means, scratch.most.remarks):
        text = f"строка со средними по классам параллели{times(met.count)}"
        place = named.container.place(met.row or None, field.label)
        remarks.append(Remark(place, text, "пропущена", "R-total"))
    unfit = {None, letters.MEAN}
    codes = [-1 if it in unfit else known.setdefault(it or "", len(known)) for it in found]
    return coded(scratch, keys, {LETTER: codes}), remarks


def with_classes_added(
    facts: Facts, said: Said, faults: Faults
) -> tuple[Facts, tuple[Remark, ...]]:
    """Add what was counted in several classes of a parallel; what repeats of a class counts once.

    Contradictory rows of one class go to `faults`. A total of a parallel is left out, unless more
    took part in it than in its classes, which then are left out: some of them are unknown. Rows
    without a letter stay apart: they may be of the whole parallel.
    """
    if not facts.has_letters:
        return facts, ()
    file, keys = facts.column("file"), ", ".join(KEY)
    query = f"SELECT 1 FROM {facts.table} GROUP BY {keys} HAVING {_CLASSES} > 1 LIMIT 1"
    if not facts.connection.execute(query).fetchall():
        return facts, ()
    # a row without a letter repeats none here
    alone = f'(CASE {LETTER} WHEN 0 THEN ({file}::BIGINT << 40) + "row" END)'
    facts, repeats = once(facts, (*KEY, LETTER, alone), said, faults)
    totals = _without_totals(facts, said.places)
    shared = _shared(facts)
    facts = added(facts, (*KEY, f"{alone} AS alone"))._replace(has_letters=False)
    return facts, (*repeats, *totals, *_remarks(shared, said.places))


def _shared(facts: Facts) -> Sequence[tuple[int, int]]:
    """Return by file how many results are of several classes."""
    file, keys = facts.column("file"), ", ".join(KEY)
    query = f"SELECT min({file}) AS file FROM {facts.table} GROUP BY {keys} HAVING {_CLASSES} > 1"
    return facts.connection.execute(
        f"SELECT file, count(*) FROM ({query}) GROUP BY 1 ORDER BY 1"
    ).fetchall()


def _without_totals(facts: Facts, places: Sequence[Place]) -> Sequence[Remark]:
    """Leave of each parallel either its classes or its total; say which, row by row of totals."""
    file, people = facts.column("file"), facts.column("participants")
    whole, own = f"FILTER (WHERE {LETTER} = {WHOLE})", f"FILTER (WHERE {LETTER} > {WHOLE})"
    differ = " OR ".join(f"max({it}) {whole} <> sum({it}) {own}" for it in facts.counts) or "false"
    judged = facts.scratch.table(
        f'SELECT {", ".join(KEY)}, max({file}) {whole} AS of_file, max("row") {whole} AS of_row, '
        f"max({people}) {whole} AS said, sum({people}) {own} AS total, "
        f"coalesce(said > total, false) AS is_taken, coalesce({differ}, false) AS differs "
        f"FROM {facts.table} GROUP BY {', '.join(KEY)} "
        f"HAVING count(*) {whole} > 0 AND count(*) {own} > 0"
    )
    facts.connection.execute(
        f"DELETE FROM {facts.table} AS f USING {judged} AS j "
        f"WHERE {' AND '.join(f'f.{key} = j.{key}' for key in KEY)} "
        f"AND CASE WHEN j.is_taken THEN f.{LETTER} > {WHOLE} ELSE f.{LETTER} = {WHOLE} END"
    )
    rows = facts.connection.execute(
        f"SELECT of_file, of_row, said, total, is_taken, differs FROM {judged} ORDER BY 1, 2"
    ).fetchall()
    skipped = Counter(row[0] for row in rows if not row[4])
    odd = [row for row in rows if row[4] or row[5]]
    return [*_skipped(skipped, places), *_odd(odd[: facts.scratch.most.remarks], places)]


def _skipped(counts: Mapping[int, int], places: Sequence[Place]) -> _Remarks:
    for file, count in sorted(counts.items()):
        text = f"{plural(count, 'строка', 'строки', 'строк')} с итогами по параллели"
        done = "пропущена" if count == 1 else "пропущены"
        yield Remark(places[file]._replace(row=None), text, done, "R-total")


def _odd(rows: Iterable[_Total], places: Sequence[Place]) -> _Remarks:
    """Yield remarks on totals that are taken, or are not the sums of their classes."""
    for file, row, said, total, is_taken, _ in rows:
        place = places[file]._replace(row=row)
        if is_taken:
            text = f"в итоге по параллели участников {number(said)}, а в её классах {number(total)}"
            yield Remark(place, text, "взят итог, строки классов пропущены", "R-total")
        else:
            text = "итог по параллели не равен сумме её классов"
            yield Remark(place, text, "итог не использован", "R-sum")


def _remarks(shared: Sequence[tuple[int, int]], places: Sequence[Place]) -> _Remarks:
    for file, count in shared:
        results = plural(count, "результат", "результата", "результатов")
        text = f"{results} по строкам разных классов параллели (литер)"
        yield Remark(places[file]._replace(row=None), text, "числа сложены", "R-classes")
