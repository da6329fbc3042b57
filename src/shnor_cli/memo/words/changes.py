"""The list against the latest of the earlier runs: who entered, stayed and left, and why."""

from collections.abc import Iterator, Sequence

from shnor_cli.memo.words.facts import facts_in_words, subject_of_fact, value_of_fact
from shnor_cli.memo.words.findings import label, punctuated, undecided
from shnor_cli.memo.words.history import History, Row, streak_in_words
from shnor_cli.memo.words.joined import added_in_words, counted_in_words, joined_in_words
from shnor_cli.model import Joined
from shnor_cli.revise.compare import Change, Comparison, Ground, Move
from shnor_cli.russian import NBSP, join_and, nbsp, plural, quote, school_year, word

_MOVES = {
    "вошли": Move.ENTERED,
    "вошли_впервые": Move.FIRST_KNOWN,
    "остались": Move.STAYED,
    "вышли": Move.LEFT,
    "присоединены": Move.JOINED,
    "без_вывода": Move.NO_LONGER_KNOWN,
}
"""Those of `history.MOVES`."""

_NAMED = 7
"""At most so many schools are named in a sentence."""

LITTLE_IN_COMMON = "похоже, прогоны о разных районах или коды школ в них записаны по-разному"
"""What it may mean that hardly a school is in both of two runs."""


def changes_of(history: History, comparison: Comparison) -> Row:
    """Return who entered, stayed and left, the lists being as the office decided them."""
    return {
        "год": school_year(comparison.before.year),
        **{
            key: punctuated([_entry(history, change) for change in comparison.of(move)])
            for key, move in _MOVES.items()
        },
        "нет_школ": nbsp(_nobody(comparison)),
        "оговорка": nbsp(" ".join(_provisos(comparison))),
    }


def _nobody(comparison: Comparison) -> str:
    """Say that no school was or is on the list; empty where one is."""
    if any(comparison.of(move) for move in _MOVES.values()):
        return ""
    name = quote(comparison.after.methodology.categories[0].name)
    runs = (comparison.before, comparison.after)
    years = join_and([school_year(each.year) for each in runs])
    surely = "однозначно " if any(undecided(each.verdicts) for each in runs) else ""
    return f"За {years} учебные годы ни одна школа к категории {name} {surely}не отнесена."


def _entry(history: History, change: Change) -> Row:
    stand = change.now or change.was
    return {
        "название": label(stand.run, stand.index) if stand else nbsp(change.school.name),
        "текст": nbsp("; ".join(filter(None, (_why(history, change), _of_added(change))))),
    }


def _of_added(change: Change) -> str:
    """Say whose results a school has now that it did not have in the earlier run."""
    if not (change.now and change.added):
        return ""
    return f"теперь {added_in_words(change.now.run, change.added)}"


def _of_joined(history: History, joined: Joined) -> str:
    """Say where a school of the earlier list went, and that its results are not lost."""
    told = joined_in_words(history.now, joined), counted_in_words(history.now, joined)
    return "; ".join(filter(None, told))


def _why(history: History, change: Change) -> str:
    decided = _by_decision(change)
    if change.joined:
        return "; ".join(filter(None, (_of_joined(history, change.joined), decided)))
    match change.move:
        case Move.STAYED:
            return "; ".join(filter(None, (streak_in_words(history, change.school.id), decided)))
        case _ if decided:
            return decided
        case Move.ENTERED:
            stands = ""
        case Move.FIRST_KNOWN:
            stands = f"прежде: {change.before.standing if change.before else 'школы не было'}"
        case _:
            stands = change.after.standing if change.after else "в таблицах школы больше нет"
    return "; ".join(filter(None, (stands, _by_criterion(change))))


def _by_decision(change: Change) -> str:
    """Say what was decided against the criteria, now and then, beside what these gave."""
    sides = (("", change.now, change.after), ("прежде ", change.was, change.before))
    return "; ".join(
        f"{when}решение: {stand.decision.in_words}; по критериям: {verdict.standing}"
        for when, stand, verdict in sides
        if stand and verdict and stand.decision
    )


_WAS = ("не был выполнен", "был выполнен", "не был определён", "был неприменим")
_IS = ("не выполнен", "выполнен", "не определён", "неприменим")
"""Outcomes then and now, by their codes."""


def _by_criterion(change: Change) -> str:
    """Say the criterion that decides, and its facts then and now."""
    before, after = change.grounds
    if before and after and before.criterion == after.criterion:
        answers = f"прежде {_WAS[before.outcome]}, теперь {_IS[after.outcome]}"
        return "; ".join([f"критерий {quote(after.title)} {answers}", *_together(before, after)])
    sides = ((before, "прежде ", _WAS), (after, "теперь ", _IS))
    said = (_alone(ground, when if before else "", words) for ground, when, words in sides)
    return "; ".join(filter(None, said))


def _alone(ground: Ground | None, when: str, words: Sequence[str]) -> str:
    if ground is None:
        return ""
    said = f"{when}критерий {quote(ground.title)} {words[ground.outcome]}"
    if not ground.facts:
        return said
    return f"{said}: {facts_in_words(ground.run.methodology, ground.facts)}"


def _together(before: Ground, after: Ground) -> Iterator[str]:
    """Say the facts of both runs, all years of one thing together."""
    things: dict[str, dict[int, dict[str, None]]] = {}
    for ground in (before, after):
        methodology = ground.run.methodology
        for fact in ground.facts:
            subject = subject_of_fact(methodology, fact)
            named = subject if fact.slice.title or not fact.indicator else quote(subject)
            years = things.setdefault(named, {})
            years.setdefault(fact.year, {})[value_of_fact(methodology, fact)] = None
    for subject, years in things.items():
        said = (f"{school_year(year)}{NBSP}— {_values(*years[year])}" for year in sorted(years))
        yield f"{subject}: {', '.join(said)}"


def _values(first: str, now: str = "") -> str:
    return f"прежде {first}, теперь {now}" if now else first


def _provisos(comparison: Comparison) -> Iterator[str]:
    """Yield what must be known before the two lists are compared."""
    if comparison.has_little_in_common:
        both = plural(comparison.in_both, "школа", "школы", "школ")
        year = school_year(comparison.before.year)
        yield f"С прогоном за {year} учебный год общих школ мало ({both}): {LITTLE_IN_COMMON}."
    yield from filter(None, (_undecided_before(comparison), _other_methodology(comparison)))


def _undecided_before(comparison: Comparison) -> str:
    """Say of which schools the earlier memo concluded nothing, and name those not named above."""
    schools = undecided(comparison.before.verdicts)
    if not schools:
        return ""
    told = {each.school.id for move in _MOVES.values() for each in comparison.of(move)}
    names = [label(comparison.before, each.index) for each in schools if each.school.id not in told]
    count = plural(len(schools), "школе", "школам", "школам")
    year = school_year(comparison.before.year)
    return (
        f"За {year} учебный год вывод не был сделан по {count}: данных было недостаточно; "
        f"{_which(names, len(schools) - len(names))}."
    )


def _which(names: Sequence[str], told: int) -> str:
    """Name schools beside those told above."""
    if not names:
        return word(told, "она названа выше", "они названы выше", "они названы выше")
    if len(names) > _NAMED:
        return "они названы в справке за этот год"
    but = f"кроме {'названной' if told == 1 else 'названных'} выше, " if told else ""
    return f"{but}это {join_and(names)}"


def _other_methodology(comparison: Comparison) -> str:
    before, after = comparison.before, comparison.after
    if before.file.digest == after.file.digest:
        return ""
    said = (
        f"Прогон за {school_year(before.year)} учебный год выполнен по другой методике или другой "
        f"её редакции ({quote(before.methodology.title)}, файл {before.methodology.id}.yaml), "
        "поэтому состав перечня мог измениться и вследствие смены критериев."
    )
    names = [each.criterion for each in comparison.redefined]
    if names:
        noun = "Иначе определён критерий" if len(names) == 1 else "Иначе определены критерии"
        said += f" {noun} {join_and(names)}."
    return said
