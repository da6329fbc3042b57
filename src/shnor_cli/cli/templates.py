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
    from shnor_cli.russian import plural

    path, tried = check_template(template, Path.cwd())
    filled = plural(tried, "раз", "раза", "раз")
    streams.say(f"{path.name}: ошибок нет, шаблон заполнен {filled} данными учебного района.")


def names(
    template: Annotated[
        str, typer.Argument(metavar="ШАБЛОН", help="Имя поставляемого шаблона.")
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
    from shnor_cli.russian import plural

    new, kept = lay_out(folder)
    there = f"; не тронуто того, что там уже было: {kept}" if kept else ""
    said = plural(new, "файл", "файла", "файлов")
    streams.say(f"В папку {folder.resolve().name} записано: {said}{there}.")
    streams.say(
        "Шаблоны из templates и методики из criteria этой папки берутся вместо поставляемых, "
        "если запускать shnor из неё.\n"
        "Кто подписывает: скопируйте sample_data/office.yaml в эту папку и впишите своих.\n"
        "Попробуйте: shnor identify sample_data/results.csv --schools sample_data/schools.csv"
    )
