"""The commands that draw first drafts: `shnor schools draft`, `shnor layout new`."""

from pathlib import Path
from typing import Annotated

import typer

from shnor_cli.cli.options import (
    Delimiter,
    Encoding,
    Files,
    Layout,
    MethodologyName,
    SheetName,
    reading_of,
)
from shnor_cli.console import streams


def schools(
    files: Files,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="ФАЙЛ", help="Куда записать реестр (csv).")
    ] = Path("schools.csv"),
    methodology: MethodologyName = "federal-2025",
    layout: Layout = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: SheetName = None,
) -> None:
    """Составить первый реестр школ по таблицам: просмотрите его и допишите."""
    from shnor_cli import actions
    from shnor_cli.russian import plural

    reading = reading_of(encoding, delimiter, sheet)
    drafted = actions.draft_schools(
        files, output, methodology, layout=layout, reading=reading, folder=Path.cwd()
    )
    count = plural(len(drafted.schools), "школа", "школы", "школ")
    streams.say(f"Реестр: {output}, {count}.")
    for one, two in drafted.twins:
        streams.say(f"Похоже на одну школу: {one} и {two}.")
    streams.say(
        "Проверьте, нет ли одной школы дважды (тогда второе имя впишите в «псевдонимы»), "
        "и допишите исключения и присоединения."
    )


def layout(
    file: Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Таблица: csv, xlsx.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="ФАЙЛ", help="Записать в файл, а не на экран."),
    ] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: SheetName = None,
) -> None:
    """Составить черновик разметки таблицы, который останется исправить."""
    from shnor_cli import actions

    drawn = actions.draft_layout(file, output, reading=reading_of(encoding, delimiter, sheet))
    streams.say(drawn.rstrip("\n") if output is None else f"Черновик разметки: {output}")
