"""The screens of `verify` and of `criteria ...`: what differs, what there is, what looks odd."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_cli.actions.methodologies import Entry
from shnor_cli.console.choice import AT_MOST
from shnor_cli.console.drawing import Column, Line, draw_table, print_text
from shnor_cli.criteria.loading import MethodologyFile
from shnor_cli.criteria.wording import methodology_in_words
from shnor_cli.model import Remark
from shnor_cli.record.difference import Difference
from shnor_cli.record.verifying import Verified
from shnor_cli.russian import plural

if TYPE_CHECKING:
    from rich.console import Console

    from shnor_cli.cases import CaseResult


def show_verified(paper: "Console", run: Path, verified: Verified) -> None:
    """Say what of a run was verified, that it agrees with what is derived, or where it does not."""
    differences = verified.differences
    count = plural(len(differences), "расхождение", "расхождения", "расхождений")
    said = f"{run}: {count if differences else 'совпадает'}."
    print_text(paper, said, style="bold" if differences else "")
    for line in (*_likely_cause(verified), *_verified(verified)):
        print_text(paper, line)
    for each in sorted(differences, key=_weight)[:AT_MOST]:
        print_text(paper, each.in_words(), indent=2)
    rest = len(differences) - AT_MOST
    if rest > 0:
        more = plural(rest, "расхождение", "расхождения", "расхождений")
        print_text(paper, f"и ещё {more} (все назовёт --json)", indent=2)


def _likely_cause(verified: Verified) -> Iterator[str]:
    if verified.is_judged_otherwise:
        schools = plural(verified.other_verdicts, "школы", "школ", "школ")
        yield (
            "Вероятная причина: изменена методика (methodology.yaml), а выводится всё по ней; "
            f"иначе вышли категория или решающий факт {schools}."
        )


def _verified(verified: Verified) -> Iterator[str]:
    """Yield what was compared with what."""
    info = verified.info
    schools = plural(info.counts["schools"], "школы", "школ", "школ")
    files = plural(len(info.files), "файла", "файлов", "файлов")
    anew = f"показатели, исходы и заключения {schools} выведены заново"
    yield (
        f"Сверено: методика {info.methodology.id}, контрольные суммы {files}; "
        f"{anew if verified.is_derived else 'вывести заново не удалось'}."
    )
    sources = verified.sources
    if verified.is_read_again:
        yield f"Исходные файлы ({sources}) сверены и прочитаны заново с теми же параметрами."
    elif verified.with_sources:
        of_all = "" if verified.compared == sources else f" из {sources}"
        yield f"Исходные файлы сверены: {verified.compared}{of_all}."
    else:
        yield f"Исходные файлы ({sources}) не сверены: их папку называют через --sources."
    read = "" if verified.is_read_again else "прочитанное из исходных файлов, число их строк, "
    yield f"Взято из прогона как есть, вывести нельзя: {read}параметры запуска, версии программ."


def _weight(difference: Difference) -> int:
    """Put whole files first, then verdicts, then what they were made of."""
    if not difference.school:
        return 0
    return 1 if difference.file.startswith("verdicts") else 2


def show_catalogue(paper: "Console", entries: Sequence[Entry]) -> None:
    """Show the methodologies at hand."""
    name = max([len(each.id) for each in entries], default=8)
    fixed = [Column("Имя", name), Column("Состояние", 10), Column("Откуда", 10)]
    rest = paper.width - sum(column.width + 2 for column in fixed)
    columns = [*fixed, Column("Название", max(rest, 24))]
    draw_table(paper, columns, [_entry(each) for each in entries])


def _entry(entry: Entry) -> Line:
    where = "своя" if entry.own else "программа"
    if entry.fault:
        return Line((entry.id, "с ошибками", where, entry.fault))
    return Line((entry.id, entry.status, where, entry.title))


def show_methodology(paper: "Console", file: MethodologyFile) -> None:
    """Tell a methodology in words, a paragraph for each of its parts."""
    for number, paragraph in enumerate(methodology_in_words(file.methodology)):
        if number:
            paper.print()
        print_text(paper, paragraph, hanging=0, style="" if number else "bold")


def show_remarks(paper: "Console", name: str, remarks: Sequence[Remark]) -> None:
    """Say that a methodology reads without faults, and what looks odd in it."""
    if not remarks:
        print_text(paper, f"{name}: ошибок нет, подозрительных мест нет.")
        return
    count = plural(
        len(remarks), "подозрительное место", "подозрительных места", "подозрительных мест"
    )
    print_text(paper, f"{name}: ошибок нет, {count}.", style="bold")
    for remark in remarks:
        done = f" ({remark.done})" if remark.done else ""
        where = remark.place.in_words()
        said = f"{where}: {remark.text}" if where else remark.text
        print_text(paper, f"{said}{done}", indent=2)


def show_cases(paper: "Console", name: str, results: "Sequence[CaseResult]") -> None:
    """Show which worked cases came out as expected, and what differs in the others."""
    for each in results:
        print_text(paper, f"[{'+' if each.passed else '-'}] {each.title}")
        for mismatch in each.mismatches:
            print_text(paper, mismatch.in_words(), indent=6)
        if each.mismatches:
            print_text(paper, each.place.in_words(), indent=6)
    passed = sum(each.passed for each in results)
    said = plural(len(results), "примера", "примеров", "примеров")
    print_text(paper, f"{name}: сошлось {passed} из {said}.", style="bold")
