"""The commands that draw first drafts: `schools draft`, `layout new`, `doubted draft`."""

from pathlib import Path
from typing import Annotated

import typer

from shnor_cli.cli.options import (
    Delimiter,
    Encoding,
    Files,
    Layout,
    MethodologyName,
    Schools,
    SheetName,
    Year,
    reading_of,
    year_of,
)
from shnor_cli.resources import DEFAULT_METHODOLOGY


def schools(
    files: Files,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="ФАЙЛ",
            help="Куда записать реестр (csv); без него schools.csv.",
        ),
    ] = Path("schools.csv"),
    methodology: MethodologyName = DEFAULT_METHODOLOGY,
    layout: Layout = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: SheetName = None,
) -> None:
    """Составить первый реестр школ по таблицам: просмотрите его и допишите."""
    from shnor_cli.actions.drafts import draft_schools
    from shnor_cli.console.drafted import show_schools

    reading = reading_of(encoding, delimiter, sheet)
    drafted = draft_schools(
        files, output, methodology, layout=layout, reading=reading, folder=Path.cwd()
    )
    show_schools(drafted, output)


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
    from shnor_cli.actions.drafts import draft_layout
    from shnor_cli.console.drafted import show_layout

    drawn = draft_layout(file, output, reading=reading_of(encoding, delimiter, sheet))
    show_layout(drawn, output)


def doubted(
    files: Files,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="ФАЙЛ",
            help="Куда записать список (csv); без него doubted.csv.",
        ),
    ] = Path("doubted.csv"),
    methodology: MethodologyName = DEFAULT_METHODOLOGY,
    year: Year = None,
    schools: Schools = None,
    layout: Layout = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: SheetName = None,
) -> None:
    """Предложить список результатов на проверку: что в нём останется, решает человек."""
    from shnor_cli.actions.drafts import draft_doubted
    from shnor_cli.console import progress
    from shnor_cli.console.drafted import show_doubted

    wanted, reading = year_of(year), reading_of(encoding, delimiter, sheet)
    with progress.bar() as report:
        proposed = draft_doubted(
            files,
            output,
            methodology,
            year=wanted,
            schools=schools,
            layout=layout,
            reading=reading,
            folder=Path.cwd(),
            progress=report,
        )
    show_doubted(proposed, output)
