"""Conclusions, and what the proposals of the template depend on and name."""

from collections.abc import Iterator, Sequence

from shnor_cli.engine.decisions import category_of
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.decisions import (
    in_list_of,
    left_to_a_person,
    listed,
    sentences_of_decisions,
)
from shnor_cli.memo.words.findings import (
    closed_before,
    found_categories,
    in_category,
    is_decided_otherwise,
    judged,
    label,
    nobody_in,
    not_assessed,
    support_categories,
    to_category,
    to_request,
    undecided,
    without_results,
)
from shnor_cli.memo.words.subjects import Above, subjects_of_list
from shnor_cli.memo.words.wanted import lacking_procedures, no_results_of
from shnor_cli.model import Status
from shnor_cli.russian import join_and, nbsp, number_word, plural, quote, school_year, word

_NAMED = 7
_CORE = ("математика", "русский язык")
"""Subjects of the methodical visits (методические десанты) of the programme."""

Row = dict[str, object]

Subjects = tuple[Sequence[str], Sequence[Above]]
"""Subjects of grounds; where these name none, those with more low results than in all schools."""


def conclusions_of(
    identification: Identification,
    verdicts: Sequence[Verdict],
    subjects: Subjects,
    changes: Row,
    results: str,
) -> Row:
    """Return the conclusions and the facts of the proposals.

    `results` says what those of all schools are, `subjects` are those of the first category,
    `changes` who entered and left. What is proposed concerns the list as the office decided it.
    """
    named = list(subjects[0]) or [each.subject for each in subjects[1]]
    to_help = named
    if is_decided_otherwise(identification):
        to_help = subjects_of_list(identification, verdicts)
    found = listed(identification, verdicts)
    asked = [  # nothing more is needed of those on which the office decided
        each
        for each in to_request(identification, verdicts)
        if category_of(identification, each.index) is None
    ]
    to_decide = left_to_a_person(identification, verdicts)
    return {
        "выводы": [
            *filter(None, [results]),
            *map(nbsp, _conclusions(identification, verdicts, subjects, changes)),
        ],
        "выявлено": len(found),
        "есть_категории": bool(found_categories(identification)),
        "категория": _listed(identification),
        "перечень": nbsp(_names(identification, found)),
        "чей": nbsp(_whose(identification, len(found))),
        "предметы": nbsp(join_and(named)),
        "предметы_выше": [each.text for each in subjects[1]],
        "предметы_перечня": nbsp(join_and(to_help)),
        "основные_предметы": nbsp(join_and([each for each in to_help if each in _CORE])),
        "прочие": nbsp(_others(identification, verdicts)),
        "без_данных": nbsp(_asked(identification, asked)),
        "решить": nbsp(join_and([label(identification, each.index) for each in to_decide])),
        "вышли": nbsp(_left(changes)),
        "нет_процедур": lacking_procedures(identification, verdicts),
        "неприменимы": nbsp(_apart(identification, verdicts)),
    }


def _asked(identification: Identification, schools: Sequence[Verdict]) -> str:
    """Name the schools whose data are to be asked for, in the dative."""
    count = plural(len(schools), "школе", "школам", "школам")
    return f"{count}{_names(identification, schools)}" if schools else ""


def _apart(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Name the schools to which no criterion applies whatever is added to the tables."""
    apart = not_assessed(verdicts)
    if not apart or lacking_procedures(identification, verdicts):
        return ""
    whose = word(len(apart), "которой", "которым", "которым")
    many = plural(len(apart), "школы", "школ", "школ")
    return f"{many}, к {whose} критерии неприменимы{_names(identification, apart)}"


def _conclusions(
    identification: Identification,
    verdicts: Sequence[Verdict],
    subjects: Subjects,
    changes: Row,
) -> Iterator[str]:
    year = f"{school_year(identification.year)} учебный год"
    if not found_categories(identification):
        yield (
            f"По данным за {year} рассчитаны значения показателей; "
            "вывод об отнесении школ к категориям методикой не предусмотрен."
        )
        return
    yield from _of_categories(identification, verdicts, year)
    yield from _of_subjects(*subjects)
    yield from sentences_of_decisions(identification, verdicts)
    more = " или решения" if left_to_a_person(identification, verdicts) else ""
    yield from _of_changes(changes, more)
    yield from _without_conclusion(identification, verdicts)
    if any(_is_small(identification, each) for each in judged(verdicts)):
        yield (
            "Результаты процедур с малым числом участников носят оценочный характер: "
            "результат одного участника заметно меняет долю."
        )


def _of_subjects(of_grounds: Sequence[str], higher: Sequence[Above]) -> Iterator[str]:
    if of_grounds:
        noun = "предметом" if len(of_grounds) == 1 else "предметами"
        yield f"Основания отнесения связаны с {noun}: {join_and(of_grounds)}."
    if higher:
        noun = "предмету" if len(higher) == 1 else "предметам"
        names = join_and([each.subject for each in higher])
        yield (
            "Доля низких результатов выявленных школ выше, чем по всем оценённым школам, "
            f"по {noun}: {names}."
        )


def _without_conclusion(
    identification: Identification, verdicts: Sequence[Verdict]
) -> Iterator[str]:
    """Say of which schools nothing is concluded, and why."""
    if open_ones := undecided(verdicts):
        said = plural(len(open_ones), "школе", "школам", "школам")
        yield f"По {said} вывод не сделан: данных недостаточно."
    if (apart := not_assessed(verdicts)) and judged(verdicts):
        said = plural(len(apart), "школе", "школам", "школам")
        yield (
            f"По {said}{_names(identification, apart)} вывод не сделан: критерии категорий "
            f"к {word(len(apart), 'ней', 'ним', 'ним')} неприменимы."
        )
    if empty := without_results(identification, verdicts):
        said = plural(len(empty), "школе", "школам", "школам")
        yield (
            f"По {said}{_names(identification, empty)} вывод не сделан: в таблицах нет ни одного "
            f"{word(len(empty), 'её', 'их', 'их')} результата."
        )
    yield from _without_data(identification, verdicts)


def _without_data(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say of which schools there are no data for the report year alone, and which are closed."""
    empty = {each.index for each in without_results(identification, verdicts)}
    lost = [each for each in verdicts if each.status is Status.NO_DATA and each.index not in empty]
    closed = [each for each in verdicts if each.status is Status.CLOSED]
    if lost:
        said = plural(len(lost), "школе", "школам", "школам")
        names = _names(identification, lost)
        yield f"По {said}{names} вывод не сделан: данных за отчётный год нет."
    if closed:
        said = closed_before(len(closed), _names(identification, closed))
        yield f"{said}; вывод по {word(len(closed), 'ней', 'ним', 'ним')} не делается."


def _of_categories(
    identification: Identification, verdicts: Sequence[Verdict], year: str
) -> Iterator[str]:
    first, *others = found_categories(identification)
    found = in_category(verdicts, first.name)
    if found:
        verb = word(len(found), "выявлена", "выявлены", "выявлено")
        many = plural(len(found), "школа", "школы", "школ")
        needing = f", {_needing(len(found))} в адресной методической поддержке"
        if is_decided_otherwise(identification):  # those are of the list, which follows
            verb, needing = f"по критериям {verb}", ""
        yield (
            f"По данным за {year} {verb} {many} категории {quote(first.name)}{needing}"
            f"{_names(identification, found)}."
        )
    else:
        why = "" if judged(verdicts) else _why_nobody(identification, verdicts)
        yield f"По данным за {year} {nobody_in(first, verdicts)}{why}."
    for category in others:
        schools = in_category(verdicts, category.name)
        if schools:
            verb = word(len(schools), "отнесена", "отнесены", "отнесено")
            said = plural(len(schools), "школа", "школы", "школ")
            yield (
                f"{to_category(identification, category.name)} {verb} {said}"
                f"{_names(identification, schools)}."
            )


def _why_nobody(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Say why no school was judged, after a colon."""
    lacking = lacking_procedures(identification, verdicts)
    said = [no_results_of(lacking)] if lacking else []
    if apart := not_assessed(verdicts):
        said.append(f"критерии неприменимы к {plural(len(apart), 'школе', 'школам', 'школам')}")
    if excluded := [each for each in verdicts if each.status is Status.EXCLUDED]:
        verb = word(len(excluded), "исключена", "исключены", "исключено")
        said.append(f"{verb} из оценки {plural(len(excluded), 'школа', 'школы', 'школ')}")
    empty = without_results(identification, verdicts)
    if gone := sum(1 for each in verdicts if each.status is Status.NO_DATA) - len(empty):
        said.append(f"данных за отчётный год нет по {plural(gone, 'школе', 'школам', 'школам')}")
    return f": {'; '.join(said)}" if said else ""


_MOVES = {
    "вошли": (("в перечень",), ("вошла", "вошли", "вошло")),
    "вошли_впервые": (("в перечень", "в него"), ("вошла", "вошли", "вошло")),
    "остались": (("в перечне", "в нём"), ("осталась", "остались", "осталось")),
    "вышли": (("из перечня", "из него"), ("вышла", "вышли", "вышло")),
}
"""Where a school moved, when nothing has named the list yet and when something has; the verb."""


def _of_changes(changes: Row, without: str) -> Iterator[str]:
    """Say how many schools moved; `without` is what a school may lack beside a conclusion."""
    said: list[str] = []
    for key, (places, verbs) in _MOVES.items():
        schools = changes[key]
        count = len(schools) if isinstance(schools, list) else 0
        if count:
            where = f"{places[-1] if said else places[0]} "
            if said and said[-1].startswith(where):
                where = ""
            many = plural(count, "школа", "школы", "школ")
            whose = word(count, "которой", "которым", "которым")
            more = f", по {whose} прежде вывода не было" if key == "вошли_впервые" else ""
            said.append(f"{where}{word(count, *verbs)} {many}{more}")
    unknown = changes["без_вывода"]
    if isinstance(unknown, Sequence) and unknown:
        many = plural(len(unknown), "школе", "школам", "школам")
        said.append(f"по {many} прежнего перечня вывода{without} нет")
    joined = changes["присоединены"]
    if isinstance(joined, list) and joined:
        many = plural(len(joined), "школа", "школы", "школ")
        verb = word(len(joined), "присоединена", "присоединены", "присоединено")
        where = word(len(joined), "другой школе", "другим школам", "другим школам")
        said.append(f"{many} прежнего перечня {verb} к {where}")
    if said:
        yield f"По сравнению с {changes['год']} учебным годом {', '.join(said)}."


def _left(changes: Row) -> str:
    schools = changes["вышли"]
    names = [each["название"] for each in schools] if isinstance(schools, list) else []
    return join_and(names) if 0 < len(names) <= _NAMED else ""


def _is_small(identification: Identification, verdict: Verdict) -> bool:
    fact = verdict.fact
    return fact is not None and identification.few_behind(verdict.index, fact) is not None


def _needing(count: int) -> str:
    return word(count, "нуждающаяся", "нуждающиеся", "нуждающихся")


def _whose(identification: Identification, count: int) -> str:
    """Say whose programmes and teachers, in the genitive: «школ категории «ШНОР»»."""
    if not count:
        return ""
    if is_decided_otherwise(identification):
        return f"{'школ' if count > 1 else 'школы'} из перечня"
    return f"{'школ' if count > 1 else 'школы'} категории {_listed(identification)}"


def _listed(identification: Identification) -> str:
    """Name the category whose schools are listed; empty where there are no categories."""
    return next((quote(each.name) for each in found_categories(identification)), "")


def _names(identification: Identification, found: Sequence[Verdict]) -> str:
    if not 0 < len(found) <= _NAMED:
        return ""
    return f" ({join_and([label(identification, each.index) for each in found])})"


def _others(identification: Identification, verdicts: Sequence[Verdict]) -> str:
    """Name the other categories that have schools to be supported, in the genitive."""
    names = [
        quote(category.name)
        for category in support_categories(identification)[1:]
        if in_list_of(identification, verdicts, category.name)
    ]
    if len(names) > 1:
        return f"{number_word(len(names), 'родительный')} категорий ({join_and(names)})"
    return f"категории {names[0]}" if names else ""
