"""The commands that write the other documents of a run: `shnor cards`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from shnor_cli.cli.options import Day, Run, day_of
from shnor_cli.console import streams


def cards(
    run: Run,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="ПАПКА", help="Папка для карточек."),
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
