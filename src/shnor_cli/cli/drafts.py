"""The commands that draw first drafts: `schools draft`, `layout new`, `doubted draft`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from shnor_cli.console import streams

if TYPE_CHECKING:
    from shnor_cli.criteria.methodology import Methodology

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
    from shnor_cli.actions.drafts import draft_schools
    from shnor_cli.russian import plural

    reading = reading_of(encoding, delimiter, sheet)
    drafted = draft_schools(
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
    from shnor_cli.actions.drafts import draft_layout

    drawn = draft_layout(file, output, reading=reading_of(encoding, delimiter, sheet))
    streams.say(drawn.rstrip("\n") if output is None else f"Черновик разметки: {output}")


def doubted(
    files: Files,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="ФАЙЛ", help="Куда записать список (csv).")
    ] = Path("doubted.csv"),
    methodology: MethodologyName = "federal-2025",
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
    from shnor_cli.russian import plural

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
    if not proposed.signs:
        streams.say("Признаков, которые стоило бы проверить, в таблицах нет: список не записан.")
        return
    streams.say(f"Список: {output}, {plural(len(proposed.signs), 'строка', 'строки', 'строк')}.")
    streams.say(
        "Это предложение: признак спрашивает о качестве данных и ничего не доказывает. Что "
        "останется в списке, решает человек: посмотрите работы и документы, удалите лишние строки "
        f"и верните список: shnor identify ... --doubted {output}"
    )
    streams.say(_policy(proposed.methodology))


def _policy(methodology: "Methodology") -> str:
    """Say what the methodology does of the results that stay in the list."""
    from shnor_cli.criteria.wording import objectivity_in_words

    if said := objectivity_in_words(methodology):
        return f"Методика {methodology.id}. {said}"
    return (
        f"Методика {methodology.id} не говорит, что делать с такими результатами: список будет "
        "только сохранён. Чтобы она их помечала или не учитывала, допишите в свою методику: "
        "objectivity: {procedures: [ВПР], policy: flag} (flag — учитывать с пометкой, drop — не "
        "учитывать, keep — только хранить)."
    )
