"""The screen of `identify`: the list of schools, the summary, where the files are."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.actions.runs import MEMO
from shnor_cli.console.choice import AT_MOST, Choice, chosen, counts
from shnor_cli.console.drawing import print_line, print_text
from shnor_cli.console.listing import criteria_shown, draw_schools
from shnor_cli.console.phrases import schools_in_words
from shnor_cli.engine.findings import NO_CATEGORY
from shnor_cli.engine.latest import thin_year
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.facts import indicator_title, pupils_of_fact
from shnor_cli.memo.words.findings import is_decided_otherwise
from shnor_cli.memo.words.noticed import asked_when_read, raised, remarks_of
from shnor_cli.memo.words.wanted import absent_years, never_held
from shnor_cli.model import Status
from shnor_cli.russian import NBSP, capital, join_and, number, plural, quote, school_year, word

if TYPE_CHECKING:
    from rich.console import Console

_NOT_SHOWN = {NO_CATEGORY, *(status.title for status in Status if status is not Status.JUDGED)}

Files = Sequence[tuple[str, Path]]
"""What was written, and where."""


def show(
    paper: "Console",
    found: Identification,
    *,
    files: Files,
    everything: bool,
    note: str = "",
) -> None:
    """Show what a run found: the table, the summary, the files.

    `note` is what must be known of its words.
    """
    choice = chosen(found, everything=everything)
    _show_headline(paper, found)
    if choice.shown:
        paper.print()
        verdicts = [found.verdict(index) for index in choice.shown]
        draw_schools(paper, found, verdicts)
        paper.print()
        for line in legend(found, verdicts):
            print_text(paper, line)
    paper.print()
    for line in hidden(found, choice):
        print_text(paper, line)
    if note:
        print_text(paper, note)
    _show_end(paper, found, files)


def show_short(paper: "Console", found: Identification, *, files: Files) -> None:
    """Show a run without its table: the headline, the summary, the files."""
    _show_headline(paper, found)
    _show_end(paper, found, files)
    paper.print()


def _show_headline(paper: "Console", found: Identification) -> None:
    for line in headline(found):
        print_text(paper, line, hanging=0)


def _show_end(paper: "Console", found: Identification, files: Files) -> None:
    has_memo = MEMO in {title for title, _ in files}
    print_text(paper, summary(found, has_memo=has_memo), hanging=0, style="bold")
    if is_decided_otherwise(found):
        from shnor_cli.memo.words.decisions import list_in_words, unsettled  # seldom needed

        for line in (*list_in_words(found, found.verdicts), *unsettled(found, found.verdicts)):
            print_text(paper, line, hanging=0)
    for title, path in files:
        print_line(paper, f"{title}: {path}")


def headline(found: Identification) -> Iterator[str]:
    """Yield what the page is: the methodology, the year, and whether it is only an example."""
    methodology = found.methodology
    yield f"{methodology.title} ({methodology.id}), {school_year(found.year)} учебный год"
    if methodology.status == "пример":
        yield (
            "Это пример методики, она не утверждена: "
            "перед работой проверьте её и впишите основание."
        )
    if methodology.population.exclude and not found.results.schools.registered:
        yield "Исключения не применены: нет реестра (--schools)."
    if lacking := never_held(found):
        yield f"Методика учитывает также результаты {join_and(lacking)}: в таблицах их нет."
    if absent := absent_years(found):
        noun = "учебный год" if len(absent) == 1 else "учебные годы"
        yield (
            f"В таблицах нет ничего за {join_and([*map(school_year, absent)])} {noun}, а методика "
            "сравнивает с ними: дайте и прежние таблицы."
        )
    if thin_year(found.results) is not None:
        from shnor_cli.engine.doubts import last_year  # many modules, seldom needed

        for each in last_year.doubts(found.results, methodology, found.year):
            yield f"{capital(each.text)}. {capital(each.done)}."


def legend(found: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield what the columns of the table of some schools mean."""
    title = indicator_title(found.methodology, found.methodology.score or "")
    yield f"Балл: {title[:1].lower()}{title[1:]}."
    if not found.methodology.categories:
        return
    yield "Критерии слева направо (+ выполнен, - не выполнен, ? неизвестно, пробел не применим):"
    for name in criteria_shown(found):
        said = found.methodology.criteria[name].title
        yield f"  {name} {said}" if said else f"  {name}"
    pupils = "; участники: на сколько изменить один этот факт, чтобы ответ стал другим"
    shows_pupils = any(pupils_of_fact(each.fact) for each in verdicts)
    yield f"До границы: плюс на стороне «выполнен»{pupils if shows_pupils else ''}."


def hidden(found: Identification, choice: Choice) -> Iterator[str]:
    """Yield what the screen leaves out, and how to see it."""
    if choice.more:
        yield f"Показаны первые {AT_MOST}, не показаны ещё {schools_in_words(choice.more)} (--all)."
    if choice.others and found.methodology.categories:
        verb = word(choice.others, "Не показана", "Не показаны", "Не показано")
        rest = found.methodology.others
        near = [f"{quote(rest)} не у границы"] if rest else []
        kinds = ", ".join([*near, *(name for name in counts(found) if name in _NOT_SHOWN)])
        yield f"{verb} {schools_in_words(choice.others)}: {kinds} (--all)."


def summary(found: Identification, *, has_memo: bool) -> str:
    """Say how many schools there are of each kind, how many questions and remarks, and where."""
    each = [f"{name}{NBSP}—{NBSP}{number(count)}" for name, count in counts(found).items()]
    total = schools_in_words(len(found.results.schools))
    noticed = _noticed(found, has_memo=has_memo)
    return f"Всего {total}: {join_and(each)}.{_without_results(found)} По таблицам {noticed}."


def _noticed(found: Identification, *, has_memo: bool) -> str:
    """Say how many questions and remarks there are, and where; a memo and a check ask them all."""
    asked, remarks = raised(found) if has_memo else asked_when_read(found), remarks_of(found)
    said = [plural(len(asked), "вопрос", "вопроса", "вопросов")] if asked else []
    said += [plural(len(remarks), "замечание", "замечания", "замечаний")] if remarks else []
    if has_memo:
        return f"{join_and(said)} (перечень в приложении к справке)" if said else "замечаний нет"
    shown = "их и другие вопросы" if asked else "их и вопросы" if said else "вопросы"
    return f"{join_and(said) or 'замечаний нет'} ({shown} к данным покажет shnor check)"


def _without_results(found: Identification) -> str:
    """Name the schools that no table has, a few of them."""
    empty = sorted(found.silent)
    if not empty:
        return ""
    from shnor_cli.engine.doubts.telling import schools  # many modules, seldom needed

    many = plural(len(empty), "школы", "школ", "школ")
    return f" В таблицах нет ни одного результата {many}: {schools(found.results, empty)}."
