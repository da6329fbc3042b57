"""The names and filters of a template, each with its meaning and an example."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shnor_cli.console.drawing import print_text
from shnor_cli.memo.word.names import FILTERS, Name

if TYPE_CHECKING:
    from rich.console import Console

_LONGEST = 60
"""Characters of an example."""


def show(paper: "Console", names: Sequence[Name]) -> None:
    """Show each name with what it means; the parts of a thing are set under it."""
    print_text(paper, "Имена", style="bold")
    for each in names:
        said = " — ".join(filter(None, (each.path, each.meaning)))
        print_text(paper, said + _example(each), indent=2 * _depth(each), hanging=4)
    paper.print()
    print_text(paper, "Преобразования", style="bold")
    for name, meaning in FILTERS.items():
        print_text(paper, f"{name} — {meaning}", hanging=4)
    paper.print()
    print_text(paper, "Теги", style="bold")
    for tag in _TAGS:
        print_text(paper, tag, hanging=4)
    paper.print()
    print_text(
        paper,
        "[] — перечень: {%p for школа in школы %} … {{ школа.название }} … {%p endfor %}; "
        "одно его место — школы[0].название.",
    )


_TAGS = (
    "{{ имя }}, {{ имя|преобразование }} — значение",
    "{%p if условие %} … {%p elif условие %} … {%p else %} … {%p endif %} — абзацы по условию",
    "{%p for школа in школы %} … {%p endfor %} — абзацы по перечню",
    "{{ loop.index }}, loop.first, loop.last — номер в перечне, первый ли, последний ли",
    "{%tr … %} — то же со строками таблицы, {%tc … %} — со столбцами, без буквы — внутри абзаца",
    "{% set имя = значение %} — своё имя",
    "{% cellbg цвет %} — заливка ячейки",
)


def _depth(name: Name) -> int:
    return name.path.count(".")


def _example(name: Name) -> str:
    if not name.example:
        return ""
    short = name.example if len(name.example) <= _LONGEST else f"{name.example[:_LONGEST]}…"
    return f": {short}"
