"""The commands that write the other documents: cards, an order, letters, an annex, June."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shnor_cli.cli.options import Day, Run, day_of, memo_of
from shnor_cli.console import streams

if TYPE_CHECKING:
    from shnor_cli.actions.runs import Written


def cards(
    run: Run,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="ПАПКА", help="Папка для карточек; без неё cards."),
    ] = Path("cards"),
    day: Day = None,
    template: Annotated[
        Path | None, typer.Option(metavar="ФАЙЛ", help="Свой шаблон карточки (docx).")
    ] = None,
) -> None:
    """Написать карточку каждой школы: категория, основания, значения по годам, чего не хватает."""
    from shnor_cli import actions
    from shnor_cli.console import progress
    from shnor_cli.russian import plural

    signed = day_of(day)
    with progress.bar() as report:
        written = actions.write_cards(
            run,
            output,
            day=signed,
            template=template,
            working=Path.cwd(),
            processes=os.cpu_count() or 1,
            progress=report,
        )
    streams.say(f"{plural(written, 'карточка', 'карточки', 'карточек')}: {output}")


def order(
    run: Run,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="ПАПКА", help="Папка для приказа и писем; без неё order."
        ),
    ] = Path("order"),
    day: Day = None,
) -> None:
    """Написать проект приказа с перечнем школ и письма школам с основаниями."""
    from shnor_cli import actions

    _say(actions.write_order(run, output, day=day_of(day), working=Path.cwd()))


def annex(
    name: Annotated[str, typer.Argument(metavar="ИМЯ|ФАЙЛ", help="Методика.")],
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="ФАЙЛ",
            help="Куда записать (docx); без него prilozhenie.docx.",
        ),
    ] = Path("prilozhenie.docx"),
    day: Day = None,
) -> None:
    """Написать приложение к приказу: критерии и показатели методики."""
    from shnor_cli import actions

    signed, _ = day_of(day), memo_of(output)
    actions.check_memo(output)
    _say(actions.write_annex(name, output, day=signed, working=Path.cwd()))


def effect(
    run: Run,
    previous: Annotated[
        Path,
        typer.Option(metavar="ПРОГОН", help="Прежний прогон, школы перечня которого оцениваются."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="ФАЙЛ", help="Куда записать справку (docx).")
    ],
    day: Day = None,
) -> None:
    """Написать справку об эффективности: что стало со школами прежнего перечня."""
    from shnor_cli import actions

    signed, _ = day_of(day), memo_of(output)
    actions.check_memo(output)
    _say(actions.write_effect(run, previous, output, day=signed, working=Path.cwd()))


def _say(written: "Written") -> None:
    for title, path in written:
        streams.say(f"{title}: {path}")
