"""The commands over methodologies: `shnor criteria ...`."""

from pathlib import Path
from typing import Annotated

import typer

from shnor_cli.cli.options import AsJson
from shnor_cli.cli.statuses import DONE, USER
from shnor_cli.console import streams


def catalogue(as_json: AsJson = False) -> None:
    """Показать методики: поставляемые с программой и лежащие в папке criteria."""
    from shnor_cli.actions.methodologies import criteria_list
    from shnor_cli.console import checks, machine

    entries = criteria_list(Path.cwd())
    if as_json:
        streams.say_json(machine.catalogue(entries))
    else:
        checks.show_catalogue(streams.paper(), entries)


def show(
    name: Annotated[str, typer.Argument(metavar="ИМЯ|ФАЙЛ", help="Методика.")],
    as_json: AsJson = False,
) -> None:
    """Рассказать методику словами: показатели, критерии, категории."""
    from shnor_cli.actions.finding import find_methodology
    from shnor_cli.console import checks, machine

    shown = find_methodology(name, Path.cwd())
    if as_json:
        streams.say_json(machine.methodology(shown))
    else:
        checks.show_methodology(streams.paper(), shown)


def check(
    file: Annotated[str, typer.Argument(metavar="ФАЙЛ", help="Методика.")],
    run: Annotated[
        Path | None, typer.Option("--with", metavar="ПРОГОН", help="Примерить на данных прогона.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Проверить методику: все ошибки сразу, с номерами строк, и подозрительные места."""
    from shnor_cli.actions.methodologies import criteria_check
    from shnor_cli.console import checks, machine

    remarks = criteria_check(file, Path.cwd(), run=run)
    if as_json:
        streams.say_json(machine.remarks(remarks))
    else:
        checks.show_remarks(streams.paper(), file, remarks)


def try_cases(
    file: Annotated[str, typer.Argument(metavar="ИМЯ|ФАЙЛ", help="Методика или файл примеров.")],
    as_json: AsJson = False,
) -> int:
    """Проверить методику на контрольных примерах, что лежат рядом с нею."""
    from shnor_cli.actions.methodologies import criteria_test
    from shnor_cli.console import checks, machine

    results = criteria_test(file, Path.cwd())
    if as_json:
        streams.say_json(machine.cases(results))
    else:
        checks.show_cases(streams.paper(), file, results)
    return DONE if all(each.passed for each in results) else USER


def schema(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="ФАЙЛ", help="Записать в файл.")
    ] = None,
) -> None:
    """Вывести JSON Schema языка критериев: подсказки в редакторе."""
    from shnor_cli.criteria.schema import json_schema

    schema = json_schema()
    if output is None:
        streams.say_json(schema)
    else:
        streams.save_json(schema, output)
        streams.say(f"Схема: {output}")
