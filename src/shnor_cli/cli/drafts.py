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

_TOLD = 10
"""Codes without a name that are told on screen."""


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
    streams.say(f"Реестр: {output}, {plural(len(drafted.schools), 'строка', 'строки', 'строк')}.")
    for one, two in drafted.twins:
        streams.say(f"Похоже на одну школу: {one} и {two}.")
    if unnamed := drafted.unnamed:
        first = ", ".join(each.id for each in unnamed[:_TOLD])
        more = f" и ещё {len(unnamed) - _TOLD}" if len(unnamed) > _TOLD else ""
        rows = plural(
            len(unnamed), "строка без названия", "строки без названия", "строк без названия"
        )
        streams.say(
            f"В конце реестра {rows}: таблицы называют только код ({first}{more}). Найдите строку "
            "этой школы с названием и перенесите в неё код, а строку без названия удалите; если "
            "другой строки нет, впишите название. Пока такие строки есть, реестр не принимается."
        )
    streams.say(
        "Если одна школа стоит в двух строках, оставьте одну: второе название впишите в "
        "«псевдонимы», второй код — в столбец «логин», «код РЦОИ» или «псевдонимы». Допишите "
        "исключения и присоединения, затем сверьте: shnor check ... --schools "
        f"{output}"
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
