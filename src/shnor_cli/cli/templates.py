"""The commands over templates: `shnor template ...` and `shnor init`."""

from pathlib import Path
from typing import Annotated

import typer

from shnor_cli.cli.options import AsJson
from shnor_cli.console import streams


def check(
    template: Annotated[
        str, typer.Argument(metavar="ШАБЛОН", help="Файл шаблона (docx) или имя поставляемого.")
    ],
) -> None:
    """Проверить шаблон справки: все ошибки сразу, с местом и ближайшим верным именем."""
    from shnor_cli.actions.templates import check_template
    from shnor_cli.console.templates import show_checked

    show_checked(*check_template(template, Path.cwd()))


def names(
    template: Annotated[
        str, typer.Argument(metavar="ШАБЛОН", help="Имя поставляемого шаблона; без него spravka.")
    ] = "spravka",
    as_json: AsJson = False,
) -> None:
    """Показать все имена и преобразования, которыми может пользоваться шаблон."""
    from shnor_cli.actions.templates import template_names
    from shnor_cli.console import machine, naming

    found = template_names(template.removesuffix(".docx"))
    if as_json:
        streams.say_json(machine.names(found))
    else:
        naming.show(streams.paper(), found)


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="ПАПКА", help="Рабочая папка; можно новую.")
    ] = Path(),
) -> None:
    """Заполнить рабочую папку: шаблоны, методики, учебный район и описания (docs)."""
    from shnor_cli.actions.templates import lay_out
    from shnor_cli.console.templates import show_laid_out

    new, kept = lay_out(folder)
    show_laid_out(folder, new, kept)
