"""The memo on subject deficits (справка о дефицитах): skills by the results of tasks.

What it finds is a question to planning of professional development: no school and no teacher is
ranked by tasks, and schools stand in the order of their codes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import RunError
from shnor_cli.memo.words.decisions import listed, nobody_listed
from shnor_cli.memo.words.deficits import LOWEST, is_behind
from shnor_cli.memo.words.findings import (
    found_categories,
    label,
    punctuated,
)
from shnor_cli.memo.words.heading import heading_of
from shnor_cli.memo.words.office import Office
from shnor_cli.memo.words.skills import Task, Work, works_of
from shnor_cli.russian import (
    DASH,
    NBSP,
    Numeric,
    capital,
    join_and,
    nbsp,
    number,
    plural,
    quote,
    rounded,
    school_year,
)

Row = dict[str, object]

_COLUMNS = 5
"""Found schools that have columns of their own; more of them share one."""

_LONGEST_NAME = 45
"""Letters of a name that a turned heading holds; the code stands for a longer one."""

_NAMED = 7
"""At most so many assessments are named in a sentence."""

_SHADE = "FFF2CC"

_TOLERANCE = Fraction(1, 10)
"""Percentage points by which rounding alone may part two shares of one district."""


def deficits_of(
    identification: Identification, day: date | None, office: Office | None = None
) -> dict[str, object]:
    """Return the values of the memo on deficits.

    Raises:
        RunError: the run has no shares of tasks of schools in its report year.
    """
    works = works_of(identification)
    if not works:
        raise _nothing(identification)
    found = _found(identification)
    subjects = [
        _subject(identification, name, list(each), found)
        for name, each in groupby(works, key=_subject_name)
    ]
    categories = found_categories(identification)[:1]
    verdicts = identification.verdicts
    return heading_of(identification.methodology, office, day) | {
        "год": school_year(identification.year),
        "категория": quote(categories[0].name) if categories else "",
        "не_выявлены": nbsp(capital(nobody_listed(identification, verdicts))),
        "итоги": [nbsp(text) for text in _summary(identification, works)],
        "предметы": subjects,
        "курсы": _named(subjects, "курсы"),
        "объединения": _named(subjects, "объединения"),
        "школы": [
            {
                "название": label(identification, school),
                "код": identification.results.schools.ids[school],
                "строки": list(_lines(works, school)),
            }
            for school in found
        ],
    }


def _nothing(identification: Identification) -> RunError:
    year = school_year(identification.year)
    others = _other_years(identification)
    there = f"; есть за {join_and(others)}" if others else ""
    return RunError(
        "Справка о дефицитах не построена: в прогоне нет долей выполнения заданий по школам "
        f"за {year} учебный год{there}.",
        hint="Назовите identify рядом с таблицами результатов отчёты ФИС ОКО «Выполнение заданий» "
        "или «Достижение планируемых результатов» за этот год: файлами или папкой.",
    )


def _other_years(identification: Identification) -> list[str]:
    results = identification.results
    if not results.tasks:
        return []
    years = results.connection.execute(
        f"SELECT DISTINCT year FROM {results.tasks} "
        "WHERE school <> '' AND year <> $year ORDER BY year",
        {"year": identification.year},
    ).fetchall()
    return [school_year(year) for (year,) in years]


def _found(identification: Identification) -> list[int]:
    """Return the schools of the list, by code: their order says nothing of them."""
    return sorted(each.index for each in listed(identification, identification.verdicts))


def _subject_name(work: Work) -> str:
    return work.assessment.subject or work.assessment.procedure


def _summary(identification: Identification, works: Sequence[Work]) -> Iterator[str]:
    schools = frozenset[int]().union(*(work.schools for work in works))
    said = plural(len(works), "процедуре", "процедурам", "процедурам")
    titles = "; ".join(work.assessment.title for work in works)
    yield (
        f"Доли выполнения заданий есть по {said}, всего "
        f"в {plural(len(schools), 'школе', 'школах', 'школах')}"
        f"{f': {titles}' if len(works) <= _NAMED else ''}."
    )
    others = _other_years(identification)
    if others:
        yield (
            f"Доли за {join_and(others)} с ними не сопоставляются: номера заданий и то, что ими "
            "проверяют, от года к году меняются, и пишут работу другие обучающиеся."
        )
    if any(_small(identification, work) for work in works):
        yield (
            "За долями части школ стоят несколько обучающихся: справка предназначена для "
            "служебного использования и не публикуется."
        )


def _small(identification: Identification, work: Work) -> int:
    return sum(
        count < identification.methodology.small_sample for count in work.participants.values()
    )


# --- subjects ------------------------------------------------------------------------------------


def _subject(
    identification: Identification, name: str, works: Sequence[Work], found: Sequence[int]
) -> Row:
    behind = [
        (work, task) for work in works for task in work.tasks if work.group and task.is_behind
    ]
    alone = [(work, task) for work in works if not work.group for task in work.tasks[:LOWEST]]
    return {
        "название": name,
        "процедуры": [_table(identification, work, found) for work in works],
        "курсы": _skills(each for each in behind if _is_common(each[1])),
        "объединения": _skills(each for each in behind if not _is_common(each[1])),
        "наименьшие": _skills(alone),
        "сравнимы": any(work.group for work in works),
    }


def _skills(tasks: Iterable[tuple[Work, Task]]) -> list[Row]:
    """Return an item for each skill, with the tasks that check it: one without a name is a task."""
    told: dict[str, list[str]] = {}
    for work, task in tasks:
        of = work.assessment._replace(subject="")
        place = f"{of.title}, задание {task.number}"
        name = f"{quote(task.skill)}: " if task.skill else ""
        # tasks without a skill have nothing in common
        told.setdefault(name or place, [name]).append(f"{place}{_compared(task.share, task)}")
    return punctuated([{"текст": nbsp(name + "; ".join(each))} for name, *each in told.values()])


def _compared(share: Numeric, task: Task) -> str:
    said = f"{NBSP}{DASH} {number(share, 1)}{NBSP}%"
    return said if task.beside is None else f"{said} ({number(task.beside, 1)}{NBSP}%)"


def _is_common(task: Task) -> bool:
    """Say whether most schools are below the group: then there is nobody near to learn from."""
    return 2 * task.below > len(task.schools)


def _named(subjects: Sequence[Row], key: str) -> str:
    """Name the subjects that have something under a key."""
    return nbsp(join_and([str(each["название"]) for each in subjects if each[key]]))


def _table(identification: Identification, work: Work, found: Sequence[int]) -> Row:
    shown = [school for school in found if school in work.schools]
    apart = [[school] for school in shown]
    columns = apart if len(shown) <= _COLUMNS else [shown]
    return {
        "название": work.assessment.title,
        "столбцы": [
            f"{work.district or 'Все школы'}, %",
            *([f"{work.group}, %", "Разница, п.п.", "Ниже — школ"] if work.group else []),
            *(_column(identification, work, each) for each in columns),
        ],
        "строки": [_row(work, task, columns) for task in work.tasks],
        "примечания": [nbsp(text) for text in _notes(identification, work)],
    }


def _column(identification: Identification, work: Work, schools: Sequence[int]) -> str:
    if len(schools) > 1:
        category = identification.methodology.categories[0].name
        return nbsp(f"{category} вместе, %")
    count = work.participants.get(schools[0])
    name = label(identification, schools[0])
    if len(name) > _LONGEST_NAME:
        name = f"Код {identification.results.schools.ids[schools[0]]}"
    return name + (f" ({count}{NBSP}уч.)" if count else "")


def _row(work: Work, task: Task, columns: Sequence[Sequence[int]]) -> Row:
    cells = [_cell(number(task.share, 1))]
    if work.group:
        cells += [
            _cell(DASH if task.beside is None else number(task.beside, 1)),
            _cell(_signed(task.gap), _SHADE if task.is_behind else ""),
            _cell(DASH if task.beside is None else nbsp(f"{task.below} из {len(task.schools)}")),
        ]
    for schools in columns:
        share = work.pooled(task, schools)
        cells.append(_cell(DASH if share is None else number(share, 1)))
    return {
        "умение": nbsp(f"{task.skill} ({task.number})" if task.skill else f"Задание {task.number}"),
        "ячейки": cells,
    }


def _cell(text: str, colour: str = "") -> Row:
    return {"значение": text, "цвет": colour}


def _signed(gap: Fraction | None) -> str:
    if gap is None:
        return DASH
    said = number(gap, 1)
    return f"+{said}" if rounded(gap, 1) > 0 else said


def _notes(identification: Identification, work: Work) -> Iterator[str]:
    yield " ".join(_whose(work))
    if work.group:
        yield (
            f"Ниже — школ: сколько школ ниже группы «{work.group}» и из скольких. Выделена разница "
            + (
                "не меньше чем в результат одного участника."
                if work.is_weighted
                else "не в пользу школ."
            )
            + " Разности считаются по точным значениям и могут отличаться от разности округлённых "
            "на единицу последнего знака."
        )
    small = _small(identification, work)
    if small:
        bound = identification.methodology.small_sample
        yield (
            f"Менее {bound} участников в {plural(small, 'школе', 'школах', 'школах')} "
            f"из {len(work.schools)}: результат одного участника может изменить долю такой школы "
            f"больше чем на {number(Fraction(100, bound), 1)} п.п."
        )
    if not all(task.skill for task in work.tasks):
        yield (
            "Умения названы не у всех заданий: их называет отчёт «Достижение планируемых "
            "результатов»."
        )


def _whose(work: Work) -> Iterator[str]:
    """Say whose share that of all schools is, and how it was made."""
    schools = plural(len(work.schools), "школа", "школы", "школ")
    if work.is_weighted:
        people = sum(work.participants.values())
        schools += f", {plural(people, 'участник', 'участника', 'участников')}"
    if work.district:
        yield f"{work.district}: доля из самого отчёта. С долями заданий — {schools}."
        yield from _parted(work)
    elif work.is_weighted:
        yield f"Все школы: {schools}; доли школ взвешены по числу участников процедуры."
    else:
        unknown = plural(len(work.schools) - len(work.participants), "школе", "школам", "школам")
        yield (
            f"Все школы: {schools}; среднее по школам без учёта числа участников: по {unknown} "
            "оно неизвестно."
        )
        if work.group:
            yield f"Доля группы «{work.group}» считается по участникам: разница приблизительна."


def _parted(work: Work) -> Iterator[str]:
    """Say where the source's share of the district is not that of the schools together."""
    most, where = max((abs(task.share - task.mean), task.number) for task in work.tasks)
    if work.is_weighted and most > _TOLERANCE:
        yield (
            "Их средняя доля, взвешенная по числу участников, отличается от доли из отчёта: "
            f"до {number(most, 1)} п.п. (задание {where}). Проверьте, те же ли в нём школы."
        )


# --- found schools -------------------------------------------------------------------------------


def _lines(works: Sequence[Work], school: int) -> Iterator[str]:
    for work in works:
        tasks = [(task.schools[school], task) for task in work.tasks if school in task.schools]
        if not tasks:
            continue
        count = work.participants.get(school, 0)
        people = f" ({plural(count, 'участник', 'участника', 'участников')})" if count else ""
        if work.group:
            tasks = [each for each in tasks if is_behind(each[0], each[1].beside, count)]
            tasks.sort(key=lambda each: (each[0] - (each[1].beside or 0), each[1].number))
        else:
            tasks.sort(key=lambda each: (each[0], each[1].number))
        said = "; ".join(_of_school(share, task) for share, task in tasks[:LOWEST])
        more = len(tasks) - LOWEST
        if work.group and more > 0:
            said += f"; и ещё {plural(more, 'задание', 'задания', 'заданий')}"
        yield nbsp(f"{work.assessment.title}{people}: {said or _nothing_behind(work, count)}")


def _nothing_behind(work: Work, participants: int) -> str:
    least = " не меньше чем на результат одного участника" if participants else ""
    return f"ниже группы «{work.group}»{least} заданий нет"


def _of_school(share: Numeric, task: Task) -> str:
    skill = f" {quote(task.skill)}" if task.skill else ""
    return f"задание{NBSP}{task.number}{skill}{_compared(share, task)}"
