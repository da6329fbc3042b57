"""The screen of `check`: kinds with their counts, then places, the gravest first."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from shnor_cli.actions.checking import Checked
from shnor_cli.console.drawing import Column, Line, draw_table, print_line, print_text
from shnor_cli.russian import join_and, number, plural
from shnor_cli.tables.checked import Finding
from shnor_cli.tables.codes import Severity

if TYPE_CHECKING:
    from rich.console import Console

AT_MOST = 50
"""Places on one screen."""
_COUNTED: Mapping[Severity, tuple[str, str, str]] = {
    "ошибка": ("ошибка", "ошибки", "ошибок"),
    "вопрос": ("вопрос", "вопроса", "вопросов"),
    "замечание": ("замечание", "замечания", "замечаний"),
}
_STYLES: Mapping[Severity, str] = {"ошибка": "bold red", "вопрос": "bold", "замечание": "bold"}


def show(paper: "Console", checked: Checked, *, everything: bool) -> None:
    """Show what a check found, and what was written."""
    kinds = [list(each) for _, each in groupby(checked.findings, lambda each: each.code)]
    if kinds:
        _draw_kinds(paper, kinds)
        most = shared([len(each) for each in kinds], AT_MOST)
        for each, count in zip(kinds, most, strict=True):
            _show_kind(paper, each, len(each) if everything else count)
        paper.print()
    print_text(paper, summary(checked), hanging=0, style="bold")
    for marked in checked.marked:
        print_line(paper, f"Размеченная книга: {marked.path}")
        if marked.lost:
            print_text(paper, f"в ней не сохранено: {join_and(marked.lost)}", indent=2)
    if checked.clean:
        files = plural(checked.clean, "таблице", "таблицах", "таблицах")
        print_text(paper, f"Нечего отмечать в {files}: их копий нет.", hanging=0)


def shared(counts: Sequence[int], places: int) -> list[int]:
    """Share places among kinds: none gets more than it has, and the small ones go first."""
    found = [0] * len(counts)
    left = places
    order = sorted(range(len(counts)), key=lambda each: counts[each])
    for done, each in enumerate(order):
        found[each] = min(counts[each], max(left // (len(counts) - done), 1))
        left -= found[each]
    return found


def summary(checked: Checked) -> str:
    """Say how much was found, and whether the tables can be used."""
    severities = [each.severity for each in checked.findings]
    counts = ((name, severities.count(name)) for name in _COUNTED)
    said = [plural(count, *_COUNTED[name]) for name, count in counts if count]
    if not said:
        return "Ошибок и замечаний нет."
    verdict = "таблицы годятся" if checked.is_usable else "пока есть ошибки, считать нельзя"
    return f"Найдено: {join_and(said)}; {verdict}."


def _draw_kinds(paper: "Console", kinds: Sequence[Sequence[Finding]]) -> None:
    codes = max(len(each[0].code) for each in kinds)
    fixed = (Column("Код", max(codes, 3)), Column("Важность", 9), Column("Мест", 6, "right"))
    rest = paper.width - sum(column.width + 2 for column in fixed)
    title = Column("Что", min(max(rest, 24), max(len(each[0].kind.title) for each in kinds)))
    lines = [
        Line((each[0].code, each[0].severity, each[0].kind.title, number(len(each))))
        for each in kinds
    ]
    draw_table(paper, [*fixed[:2], title, fixed[2]], lines)


def _show_kind(paper: "Console", findings: Sequence[Finding], most: int) -> None:
    first = findings[0]
    paper.print()
    print_text(paper, f"{first.code} {first.kind.title}", style=_STYLES[first.severity])
    label = "" if first.severity == "замечание" else "Допустимо: "
    print_text(paper, f"{label}{first.kind.allowed}", indent=2)
    for mend, same in groupby(findings[:most], lambda each: each.mend):
        for each in same:
            print_text(paper, in_words(each), indent=2)
        if mend:
            print_text(paper, f"Как исправить: {mend}", indent=4)
    if len(findings) > most:
        rest = plural(len(findings) - most, "место", "места", "мест")
        print_text(paper, f"и ещё {rest} (--all)", indent=2)


def in_words(finding: Finding) -> str:
    """Say a finding in a line, its place first."""
    where = finding.place.in_words()
    return f"{where}: {finding.text}" if where else finding.text


def counts_of(findings: Sequence[Finding]) -> Iterator[tuple[Finding, int]]:
    """Yield the first finding of each kind and how many there are."""
    for _, each in groupby(findings, lambda each: each.code):
        same = list(each)
        yield same[0], len(same)
