"""Pupils' rows (результаты учеников): counted into facts, and nothing of a pupil is kept."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.tally import tally
from shnor_cli.errors import Problem, did_you_mean
from shnor_cli.model import Remark
from shnor_cli.russian import fold, plural, quote
from shnor_cli.tables.assessments import known_procedure, names_of
from shnor_cli.tables.faults import Faults, hidden, shortened
from shnor_cli.tables.keys import Raw, bad_values, decoded, is_one_of, key_sql, met_among, times
from shnor_cli.tables.layouts.named import COUNTED, KEYS, Field, Named
from shnor_cli.tables.layouts.plain import categories_of
from shnor_cli.tables.numbers import SCALED
from shnor_cli.tables.scales import TEST_SCORES, Scales
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import literal
from shnor_cli.tables.texts import SCORE_SCALE, text_of
from shnor_cli.tables.unmarked import PASSED, Scored, Unmarked

_ROLES = ("school", "name", "municipality", "region", *KEYS)
_UNKNOWN = "unknown"
"""Column of a table of counted pupils: how many of them have no mark that anything tells."""
_UNTOLD = (
    "Добавьте столбец с баллами или впишите отметки всем участникам, а строки тех, кого не было, "
    "уберите; можно и вписать им код, названный в разметке (missing)."
)


@dataclass(frozen=True)
class _Marks:
    """What the distinct marks of a table are."""

    categories: Mapping[str, Sequence[Raw]]
    """Category -> cells that mean it, none where nobody got it: then it is 0, not unknown."""
    blanks: Sequence[Raw]
    """Cells that mean no result, or are no category, which is a fault already."""
    empty: Sequence[Raw] = ()
    """Those of `blanks` in which nothing at all is written."""


def count_pupils(
    scratch: Scratch, named: Named, methodology: Methodology, scales: Scales, faults: Faults
) -> Named:
    """Count pupils' rows into rows of facts; marks that are no category go to `faults`."""
    pupils = _long(named)
    marks = _marks(scratch, pupils, methodology, faults)
    faults += _untold(scratch, pupils, marks, methodology)
    if "pupil" in pupils.fields:
        faults += _contradictions(scratch, pupils)
        pupils, repeats = _once(scratch, pupils)
        pupils = pupils._replace(remarks=(*pupils.remarks, *repeats))
    keys = {f"key_{role}": key_sql(pupils.fields[role]) for role in _ROLES if role in pupils.fields}
    given = _has_result(scratch, pupils, marks, methodology)
    counts, sums = {COUNTED: "1"}, {}
    source = pupils.container.relation
    scored = Scored(source)
    if "score" in pupils.fields:
        score = _score(pupils.fields["score"])
        sums["scores"] = counts["scored"] = score
        faults += _wrong_scores(scratch, pupils, score)
        faults += _impossible_scores(scratch, pupils, methodology, score)
        unmarked = Unmarked(
            scratch,
            pupils,
            methodology,
            scales,
            _without_mark(pupils, marks),
            score,
            marks.categories,
        )
        faults += unmarked.mixed_levels()
        scored = unmarked.scored(faults)
        if scored.given and not marks.categories:
            marks = _Marks(dict.fromkeys(categories_of(methodology), ()), ())
    given_marks = {
        category: sql
        for category, raws in marks.categories.items()
        if (sql := _counted_as(pupils, raws, scored.given.get(category, "")))
    }
    places = {category: place for place, category in enumerate(marks.categories)}
    counts |= {f"c{places[category]}": sql for category, sql in given_marks.items()}
    if scored.unknown != "false":
        counts[_UNKNOWN] = f"nullif({scored.unknown}, false)"
    relation = scratch.drop_later(
        tally(scratch.connection, scored.relation, keys, counts=counts, sums=sums, where=given)
    )
    skipped = (*scored.remarks, *_without_result(scratch, pupils, given))
    taken = pupils.container._replace(relation=f"(SELECT * FROM {source} WHERE {given})")
    uncounted = pupils._replace(container=taken)
    pupils = pupils._replace(remarks=(*pupils.remarks, *skipped), uncounted=uncounted)
    counted = pupils._replace(container=pupils.container._replace(relation=relation))
    hidden_by = _ungraded(scratch, counted, places, given_marks, methodology)
    if _UNKNOWN in counts:
        hidden_by = {
            category: " OR ".join(filter(None, (hidden_by.get(category), f"{_UNKNOWN} > 0")))
            for category in marks.categories
        }
    return _counted(pupils, relation, {each: each in given_marks for each in places}, hidden_by)


def _without_mark(named: Named, marks: _Marks) -> str:
    if "mark" not in named.fields:
        return "true"
    return f"coalesce({is_one_of(key_sql(named.fields['mark']), marks.blanks)}, false)"


def _counted_as(named: Named, raws: Sequence[Raw], scored: str) -> str:
    """Return SQL of what is not NULL in rows of a category; empty where there is none."""
    marked = met_among(named.fields["mark"], raws) if raws else ""
    if not scored:
        return marked
    by_mark = f"WHEN ({marked}) IS NOT NULL THEN 1 " if marked else ""
    return f"(CASE {by_mark}WHEN {scored} THEN 1 END)"


def _long(named: Named) -> Named:
    """Turn a column for each subject into a row for each subject."""
    if not named.subjects:
        return named
    names = ", ".join(literal(subject) for subject in named.subjects)
    cells = ", ".join(f"{each.sql}::VARCHAR" for each in named.subjects.values())
    relation = (
        f"(SELECT *, unnest([{names}]) AS subject_name, unnest([{cells}]) AS subject_mark "
        f"FROM {named.container.relation})"
    )
    label = ", ".join(each.label for each in named.subjects.values())
    fields = {
        **named.fields,
        "subject": Field("subject_name", "VARCHAR", label),
        "mark": Field("subject_mark", "VARCHAR", label),
    }
    return named._replace(
        container=named.container._replace(relation=relation), fields=fields, subjects={}
    )


def _marks(scratch: Scratch, named: Named, methodology: Methodology, faults: Faults) -> _Marks:
    if "mark" not in named.fields:
        return _Marks({}, ())
    field = named.fields["mark"]
    rows = scratch.connection.execute(
        f"SELECT DISTINCT {key_sql(field)} FROM {named.container.relation}"
    )
    known = {fold(each): each for each in categories_of(methodology)}
    codes = named.codes_of(field.label)
    categories: dict[str, list[Raw]] = {each: [] for each in known.values()}
    blanks: list[Raw] = []
    bad: dict[Raw, str] = {}
    for (raw,) in sorted(rows.fetchall(), key=str):
        text = text_of(raw)
        if text is None or text in codes:
            blanks.append(raw)
        elif fold(text) in known:
            categories[known[fold(text)]].append(raw)
        elif fold(text) != PASSED:
            bad[raw] = f"{quote(text)} нет в шкалах методики{did_you_mean(text, known.values())}"
    hint = f"Категории методики: {', '.join(known.values())}. Нет результата — пустая ячейка."
    faults += bad_values(scratch, named, field, bad, mend=(hint, "T-032"))
    empty = [raw for raw in blanks if text_of(raw) is None]
    return _Marks(dict(sorted(categories.items())), [*blanks, *bad], empty)


def _untold(
    scratch: Scratch, named: Named, marks: _Marks, methodology: Methodology
) -> Iterator[Problem]:
    """Yield procedures of which nothing tells those who passed from those who were not there."""
    if "score" in named.fields or not marks.empty:
        return
    field, mark = named.fields["procedure"], named.fields["mark"]
    for name, procedure in methodology.procedures.items():
        if not procedure.partial:
            continue
        cells = _cells_of(scratch, named, methodology, field, {name})
        row, count = scratch.row(
            f'SELECT min("row"), count(DISTINCT "row") FROM {named.container.relation} '
            f"WHERE {is_one_of(key_sql(field), cells)} AND {is_one_of(key_sql(mark), marks.empty)}"
        )
        if count:
            fault = (
                f"пустая отметка {name} без балла: участник, который преодолел порог, "
                f"не отличается от того, кого не было{times(count)}"
            )
            yield Problem(named.container.place(row, mark.label), fault, _UNTOLD, "T-035")


def _has_result(scratch: Scratch, named: Named, marks: _Marks, methodology: Methodology) -> str:
    """Return SQL of who took part: who has a mark or, where not every mark has a name, a score."""
    scored = f"{_score(named.fields['score'])} IS NOT NULL" if "score" in named.fields else ""
    if "mark" not in named.fields:
        return scored
    if not marks.blanks:
        return "true"
    marked = f"NOT ({is_one_of(key_sql(named.fields['mark']), marks.blanks)})"
    if not scored:
        return marked
    field = named.fields["procedure"]
    # those whose scale has a category for every result
    names = {name for name, each in methodology.procedures.items() if not each.partial}
    whole = is_one_of(key_sql(field), _cells_of(scratch, named, methodology, field, names))
    return f"({marked} OR ({scored} AND NOT coalesce({whole}, false)))"


def _cells_of(
    scratch: Scratch,
    named: Named,
    methodology: Methodology,
    field: Field,
    procedures: Collection[str],
) -> list[Raw]:
    """Return the cells that name one of some procedures, in whatever usual form."""
    names = names_of(methodology)
    query = f"SELECT DISTINCT {key_sql(field)} FROM {named.container.relation}"
    raws = [raw for (raw,) in scratch.connection.execute(query).fetchall()]
    texts = ((raw, decoded(named, field, raw)) for raw in raws)
    return [raw for raw, text in texts if text and known_procedure(names, text) in procedures]


def _score(field: Field) -> str:
    """Return SQL of a score in units of 1 / SCORE_SCALE, NULL where there is none."""
    if field.kind != "VARCHAR":
        return f"round({field.sql} * {SCORE_SCALE})::BIGINT"
    plain = f"replace(replace(trim({field.sql}), ' ', ''), ',', '.')"
    return f"(TRY_CAST({plain} AS DECIMAL(18, 4)) * {SCORE_SCALE})::BIGINT"


def _wrong_scores(scratch: Scratch, named: Named, score: str) -> Iterator[Problem]:
    field = named.fields["score"]
    if field.kind != "VARCHAR":
        return
    codes = ", ".join(literal(code) for code in named.codes_of(field.label)) or "NULL"
    rows = scratch.connection.execute(
        f'SELECT "row", trim({field.sql}), count(*) OVER () FROM {named.container.relation} '
        f"WHERE {score} IS NULL AND trim({field.sql}) <> '' "
        f"AND NOT coalesce(trim({field.sql}) IN ({codes}), false) ORDER BY 1 "
        f"LIMIT {scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(
            named.container.place(row, field.label),
            hidden(f"{quote(text)} не балл", text),
            code="T-020",
        )
        for row, text, _ in rows
    ]
    yield from shortened(problems, rows[0][2] if rows else 0)


def _impossible_scores(
    scratch: Scratch, named: Named, methodology: Methodology, score: str
) -> Iterator[Problem]:
    """Yield test scores that are no whole numbers of their scale."""
    field, procedure = named.fields["score"], named.fields["procedure"]
    cells = _cells_of(scratch, named, methodology, procedure, {TEST_SCORES.procedure})
    is_of = is_one_of(key_sql(procedure), cells)
    if level := named.fields.get("level"):
        is_base = f"starts_with(lower(trim({level.sql}::VARCHAR)), {literal(TEST_SCORES.without)})"
        is_of += f" AND NOT coalesce({is_base}, false)"
    most = TEST_SCORES.greatest
    rows = scratch.connection.execute(
        f'SELECT "row", {field.sql}::VARCHAR, count(*) OVER () FROM {named.container.relation} '
        f"WHERE {is_of} AND ({score} NOT BETWEEN 0 AND {most * SCORE_SCALE} "
        f"OR {score} % {SCORE_SCALE} <> 0) ORDER BY 1 LIMIT {scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(
            named.container.place(row, field.label),
            hidden(f"{quote(text)} не тестовый балл {TEST_SCORES.procedure}", text),
            f"Тестовый балл — целое число от 0 до {most}.",
            "T-091",
        )
        for row, text, _ in rows
    ]
    yield from shortened(problems, rows[0][2] if rows else 0)


def _pupil_keys(named: Named) -> list[str]:
    roles = [role for role in (*_ROLES, "pupil") if role in named.fields]
    return [named.fields[role].sql for role in roles]


def _results(named: Named) -> list[str]:
    return [named.fields[role].sql for role in ("mark", "score") if role in named.fields]


def _contradictions(scratch: Scratch, named: Named) -> Iterator[Problem]:
    """Yield pupils with two different results in one assessment, by their rows alone."""
    results = ", ".join(_results(named))
    rows = scratch.connection.execute(
        f'SELECT max("row"), min("row"), count(*) OVER () FROM {named.container.relation} '
        f"WHERE {named.fields['pupil'].sql} IS NOT NULL GROUP BY {', '.join(_pupil_keys(named))} "
        f"HAVING count(DISTINCT ({results})) > 1 ORDER BY 1 LIMIT {scratch.most.problems}"
    ).fetchall()
    problems = [
        Problem(
            named.container.place(row, named.fields["pupil"].label),
            f"у этого ученика уже есть другой результат в строке {first}",
            "Оставьте один результат: повторный или первый.",
            "T-050",
        )
        for row, first, _ in rows
    ]
    yield from shortened(problems, rows[0][2] if rows else 0)


def _once(scratch: Scratch, named: Named) -> tuple[Named, tuple[Remark, ...]]:
    """Leave one of identical rows of a pupil."""
    columns = ", ".join([*_pupil_keys(named), *_results(named)])
    relation = (
        f"(SELECT * FROM {named.container.relation} "
        f"QUALIFY {named.fields['pupil'].sql} IS NULL "
        f'OR row_number() OVER (PARTITION BY {columns} ORDER BY "row") = 1)'
    )
    count = scratch.row(
        f"SELECT (SELECT count(*) FROM {named.container.relation}) "
        f"- (SELECT count(*) FROM {relation})"
    )[0]
    once = named._replace(container=named.container._replace(relation=relation))
    if not count:
        return once, ()
    text = f"повторы учеников: {plural(count, 'строка', 'строки', 'строк')}"
    return once, (Remark(named.container.place(), text, "каждый учтён один раз", "R-repeat"),)


def _without_result(scratch: Scratch, named: Named, given: str) -> Iterator[Remark]:
    if given == "true":
        return
    count = scratch.row(f"SELECT count(*) FROM {named.container.relation} WHERE NOT ({given})")[0]
    if count:
        text = f"строки без результата: {plural(count, 'строка', 'строки', 'строк')}"
        yield Remark(named.container.place(), text, "участниками не считаются", "R-absent")


def _ungraded(
    scratch: Scratch,
    named: Named,
    places: Mapping[str, int],
    counted: Collection[str],
    methodology: Methodology,
) -> Mapping[str, str]:
    """Return SQL of the rows, already counted, of which a mark above the low ones says nothing.

    Where not every result has a category, nobody of a row may have a mark: it was given scores,
    and how many would have got a 4 is not known.
    """
    field = named.fields["procedure"]._replace(sql="key_procedure")
    found: dict[str, list[str]] = {}
    for name, procedure in methodology.procedures.items():
        given = [each for each in procedure.scale or () if each.isdecimal() and each in places]
        if not (procedure.partial and given):
            continue
        counts = [f"c{places[each]}" for each in given if each in counted]
        cells = _cells_of(scratch, named, methodology, field, {name})
        nobody = f"({is_one_of(key_sql(field), cells)} AND {' + '.join(counts) or '0'} = 0)"
        for each in given:
            if each not in (procedure.low or ()):
                found.setdefault(each, []).append(nobody)
    return {category: " OR ".join(rows) for category, rows in found.items()}


def _counted(
    named: Named, relation: str, given: Mapping[str, bool], ungraded: Mapping[str, str]
) -> Named:
    """Name the columns of the counted table; `given` says of categories whether anybody has one."""
    fields = {
        role: named.fields[role]._replace(sql=f"key_{role}", position=None)
        for role in _ROLES
        if role in named.fields
    }
    fields["participants"] = Field(f"{COUNTED}::INTEGER", "INTEGER", COUNTED)
    if "score" in named.fields:
        scores = f"CASE WHEN scored = {COUNTED} THEN scores END"
        fields["score_sum"] = Field(f"({scores})", SCALED, named.fields["score"].label)
    label = named.fields["mark"].label if "mark" in named.fields else ""
    categories = {}
    for place, (category, is_given) in enumerate(given.items()):
        count = f"c{place}" if is_given else "0"
        if category in ungraded:
            count = f"(CASE WHEN {ungraded[category]} THEN NULL ELSE {count} END)"
        categories[category] = Field(f"{count}::INTEGER", "INTEGER", label)
    container = named.container._replace(
        relation=f'(SELECT 0 AS "row", * FROM {relation})', texts={}, dialect=None
    )
    return named._replace(container=container, fields=fields, categories=categories, subjects={})
