"""What the sheets of a workbook say, row by row: conclusions, criteria, remarks, sources."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from shnor_cli.criteria.axes import criterion_axis, indicator_axis
from shnor_cli.criteria.indicator_words import EACH
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import BOUND_WORDS, clause_in_words
from shnor_cli.criteria.rules import Comparison
from shnor_cli.criteria.wording import (
    criterion_in_words,
    indicator_in_words,
    methodology_in_words,
    question_in_words,
)
from shnor_cli.engine.score import IMPLICIT_SCORE
from shnor_cli.engine.verdicts import Fact, Identification, Verdict
from shnor_cli.memo.words.annexes import detail_rows
from shnor_cli.memo.words.facts import (
    among,
    digits_of_fact,
    exact_distance,
    fact_value,
    indicator_title,
    scale_of,
    subject_of_fact,
    value_of_fact,
)
from shnor_cli.memo.words.findings import colour_of, judged, no_score, score_name
from shnor_cli.memo.words.grounds import missing_in_words
from shnor_cli.memo.words.noticed import raised, remarks_of
from shnor_cli.memo.words.schools import notes_in_words
from shnor_cli.memo.words.sources import shown_years
from shnor_cli.memo.words.standing import standing_in_words
from shnor_cli.memo.workbook.sheets import (
    WIDE,
    Cell,
    Column,
    Table,
    Value,
    count,
    quantity,
)
from shnor_cli.model import Outcome, Status
from shnor_cli.public.mark import is_public
from shnor_cli.russian import capital, school_year


class _Said(NamedTuple):
    """A column of the conclusions and what it says of a verdict."""

    column: Column
    value: Callable[[Verdict], Value]


def conclusions(found: Identification, verdicts: Sequence[Verdict]) -> Table:
    """Return the conclusions: a row for each school, in the order of the list."""
    said = [
        *_of_school(found, verdicts),
        *_of_criteria(found),
        *(_of_fact(found.methodology) if any(each.fact for each in verdicts) else ()),
        *_in_words(found, verdicts),
    ]
    heading = f"{found.methodology.title}, {school_year(found.year)} учебный год"
    if found.methodology.status == "пример":
        heading += ". Методика является примером и не утверждена"
    return Table(
        "Заключения",
        [each.column for each in said],
        ([each.value(verdict) for each in said] for verdict in verdicts),
        heading=heading,
        held=3,
    )


def has_municipalities(found: Identification) -> bool:
    """Say whether the schools are of several municipalities."""
    return len(set(found.results.schools.municipalities)) > 1


def _of_school(found: Identification, verdicts: Sequence[Verdict]) -> Iterator[_Said]:
    numbers = {verdict.index: place for place, verdict in enumerate(judged(verdicts), start=1)}
    name = score_name(found)
    scale = scale_of(found.methodology, name)
    title = indicator_title(found.methodology, name)

    def score(verdict: Verdict) -> Value:
        if is_public(found) and verdict.status is not Status.JUDGED:
            return None  # as in the public memo
        if verdict.score is None:
            return no_score(found, verdict)
        return quantity(scale, verdict.score)

    yield _Said(Column("№"), lambda verdict: count(numbers.get(verdict.index)))
    yield _Said(Column("Код"), lambda verdict: verdict.school.id)
    yield _Said(Column("Школа", WIDE, wrap=True), lambda verdict: verdict.school.name)
    if has_municipalities(found):
        yield _Said(Column("Муниципалитет", wrap=True), lambda verdict: verdict.school.municipality)
    yield _Said(
        Column("Категория" if found.methodology.categories else "Состояние", wrap=True),
        lambda verdict: Cell(_standing(found, verdict), fill=colour_of(found, verdict)),
    )
    yield _Said(Column(f"{title}, {scale.unit}" if scale.unit else title), score)


def _standing(found: Identification, verdict: Verdict) -> str:
    if not found.methodology.categories:
        return verdict.status.title
    return standing_in_words(verdict)


def _of_criteria(found: Identification) -> Iterator[_Said]:
    """Yield a column for each criterion with one answer a school."""

    def said(verdict: Verdict, name: str) -> Value:
        is_asked = verdict.status not in {Status.EXCLUDED, Status.NO_DATA, Status.CLOSED}
        return verdict.outcomes[name].title if is_asked else None

    for name, answers in found.judgement.answers.items():
        if not answers.sliced:
            title = found.methodology.criteria[name].title
            column = Column(f"{name}. {title}" if title else name)
            yield _Said(column, lambda verdict, name=name: said(verdict, name))  # type: ignore[misc]


def _of_fact(methodology: Methodology) -> Iterator[_Said]:
    """Yield the columns of the deciding fact."""

    def of(say: Callable[[Methodology, Fact], Value]) -> Callable[[Verdict], Value]:
        return lambda verdict: None if verdict.fact is None else say(methodology, verdict.fact)

    yield _Said(Column("Решающий результат", WIDE, wrap=True), of(_what))
    yield _Said(Column("Значение"), of(_value))
    yield _Said(Column("n"), of(lambda _, fact: count(counted(methodology, fact))))
    yield _Said(Column("N"), of(lambda _, fact: count(fact.denominator)))
    yield _Said(Column("Условие", wrap=True), of(_condition))
    yield _Said(Column("Граница"), of(_bound))
    yield _Said(Column("До границы"), of(_distance))
    yield _Said(
        Column("Участников до границы"),
        of(lambda _, fact: count(abs(fact.pupils)) if fact.pupils else None),
    )


def _what(methodology: Methodology, fact: Fact) -> str:
    return f"{subject_of_fact(methodology, fact)}, {school_year(fact.year)}"


def _value(methodology: Methodology, fact: Fact) -> Value:
    if fact.missing is not None:
        return value_of_fact(methodology, fact)
    if fact.value is None:
        return fact.text
    scale = scale_of(methodology, fact.indicator)
    return quantity(scale, fact_value(fact), digits_of_fact(methodology, fact))


def counted(methodology: Methodology, fact: Fact) -> float | None:
    """Return n of a share; None for other values."""
    return fact.numerator if scale_of(methodology, fact.indicator).is_share else None


def _condition(methodology: Methodology, fact: Fact) -> str:
    return condition(methodology, fact.criterion)


def condition(methodology: Methodology, criterion: str) -> str:
    """Say how a value is compared: «не менее», «среди наименьших 25 %»; empty if it is not."""
    rule = methodology.criteria[criterion]
    if not isinstance(rule, Comparison):
        return ""
    if rule.is_in is not None:
        return among(rule.is_in)
    return BOUND_WORDS[rule.bound[0]] if rule.bound else ""


def _bound(methodology: Methodology, fact: Fact) -> Value:
    if fact.threshold is None:
        return None
    scale = scale_of(methodology, fact.indicator)
    digits = scale.as_written(fact.threshold, digits_of_fact(methodology, fact))
    return quantity(scale, fact.threshold, digits)


def _distance(methodology: Methodology, fact: Fact) -> Value:
    distance = exact_distance(fact)
    if distance is None:
        return None
    scale = scale_of(methodology, fact.indicator)
    digits = scale.digits_of_distance(distance, digits_of_fact(methodology, fact))
    return quantity(scale.of_distances, distance, digits, signed=True)


def _in_words(found: Identification, verdicts: Sequence[Verdict]) -> Iterator[_Said]:
    if any(verdict.missing for verdict in verdicts):
        yield _Said(
            Column("Каких данных нет", WIDE, wrap=True),
            lambda verdict: "; ".join(missing_in_words(found.methodology, verdict.missing)),
        )
    yield _Said(
        Column("Примечания", WIDE, wrap=True), lambda verdict: notes_in_words(found, verdict)
    )


def criteria(found: Identification, verdicts: Sequence[Verdict]) -> Table:
    """Return the methodology in words, and how many schools meet each criterion."""
    outcomes = (Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)
    return Table(
        "Критерии",
        [
            Column("Что"),
            Column("Обозначение"),
            Column("Название", WIDE, wrap=True),
            Column("Пункт"),
            Column("Как отвечается", wrap=True),
            Column("Словами", 80, wrap=True),
            *(Column(f"{capital(each.title)}, школ") for each in outcomes),
        ],
        _criteria_rows(found, verdicts, outcomes),
        held=2,
    )


def _criteria_rows(
    found: Identification, verdicts: Sequence[Verdict], outcomes: Sequence[Outcome]
) -> Iterator[Sequence[Value]]:
    methodology = found.methodology
    indicators = {name: indicator_in_words(name, methodology) for name in methodology.indicators}
    own = {*indicators.values()}
    own |= {criterion_in_words(name, methodology) for name in methodology.criteria}
    for paragraph in methodology_in_words(methodology, years=shown_years(found)):
        if paragraph not in own:
            yield "методика", None, None, None, None, paragraph
    for name, said in indicators.items():
        indicator = methodology.indicators[name]
        shown = "" if name == IMPLICIT_SCORE else name
        yield (
            "показатель",
            shown,
            indicator.title,
            None,
            EACH[indicator_axis(methodology, name) or "school"],
            said,
        )
    answered = judged(verdicts)
    for name, criterion in methodology.criteria.items():
        clause = clause_in_words(criterion.clause) if criterion.clause else None
        said = question_in_words(name, methodology)
        has_counts = not found.judgement.answers[name].sliced
        came = Counter(verdict.outcomes[name] for verdict in answered if has_counts)
        yield (
            *(
                "критерий",
                name,
                criterion.title,
                clause,
                EACH[criterion_axis(methodology, name) or "school"],
                said,
            ),
            *(count(came[outcome]) for outcome in outcomes if has_counts),
        )


def remarks(found: Identification) -> Table:
    """Return the questions and the remarks on the data: where, what, and what was done."""
    kinds = (("вопрос", raised(found)), ("замечание", remarks_of(found)))
    return Table(
        "Замечания",
        [
            Column("Важность"),
            Column("Вид"),
            Column("Файл", WIDE, wrap=True),
            Column("Лист", wrap=True),
            Column("Строка"),
            Column("Столбец", wrap=True),
            Column("Замечание", 80, wrap=True),
            Column("Сделано", 50, wrap=True),
        ],
        (
            (
                *(kind, each.code, each.place.file, each.place.sheet, count(each.place.row)),
                *(each.place.column, capital(each.text), capital(each.done)),
            )
            for kind, of_kind in kinds
            for each in of_kind
        ),
    )


def sources(found: Identification, more: Sequence[tuple[str, str]]) -> Table:
    """Return what the run rests on, and what the workbook says of itself besides."""
    rows = [(str(row["название"]), str(row["значение"])) for row in detail_rows(found)]
    return Table(
        "Источники",
        [Column("Сведение", 80, wrap=True), Column("Значение", 80, wrap=True)],
        [*rows, *more],
    )
