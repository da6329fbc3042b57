"""The command line: options in, one action, one page of the console; `main` is the only funnel.

Only Typer and the standard library are imported here; everything else waits for its command, so
that `shnor --help` costs no more than Typer itself. Only this package knows the working folder,
the clock and the command line.

To add a command: a function in a module of this package and its name in a literal below.
"""

import glob
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from copy import copy
from typing import Annotated

import typer

from shnor_cli.cli import commands, criteria, drafts, papers, templates
from shnor_cli.cli.skin import Command, Group
from shnor_cli.cli.statuses import DONE, INTERRUPTED, OURS, USAGE, USER
from shnor_cli.console import faults, streams
from shnor_cli.console.usage import usage_fault_in_words
from shnor_cli.errors import ShnorError, UsageError

_NO_MEMORY = "Не хватило памяти или места. Закройте другие программы или разделите работу."
COMMANDS: dict[str, Callable[..., int | None]] = {
    "check": commands.check,
    "identify": commands.identify,
    "explain": commands.explain,
    "verify": commands.verify,
    "memo": commands.memo,
    "publish": commands.publish,
    "rerun": commands.rerun,
    "compare": commands.compare,
    "init": templates.init,
    "cards": papers.cards,
    "order": papers.order,
    "effect": papers.effect,
    "deficits": papers.deficits,
}
GROUPS: dict[str, tuple[str, dict[str, Callable[..., int | None]]]] = {
    "criteria": (
        "Методики: список, чтение, проверка, контрольные примеры, схема для редактора.",
        {
            "list": criteria.catalogue,
            "show": criteria.show,
            "check": criteria.check,
            "test": criteria.try_cases,
            "schema": criteria.schema,
            "annex": papers.annex,
        },
    ),
    "template": (
        "Шаблоны документов: проверка и имена, которыми можно пользоваться.",
        {"check": templates.check, "names": templates.names},
    ),
    "schools": ("Реестр школ: первый черновик.", {"draft": drafts.schools}),
    "layout": ("Разметка таблицы: первый черновик.", {"new": drafts.layout}),
    "doubted": ("Список результатов на проверку: первый черновик.", {"draft": drafts.doubted}),
}
"""Commands in groups: what a group is about, and its commands."""

_UsageFault: type[Exception] = typer.BadParameter.__bases__[0]
"""What Typer raises for a wrong command line; Typer does not export the class itself."""

app = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Пример: shnor identify results.csv --schools schools.csv --memo spravka.docx",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        streams.say(f"shnor {version('shnor-cli')}")
        raise typer.Exit


@app.callback()
def shnor(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Показать версию.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="При ошибке программы показать, где она случилась.")
    ] = False,
) -> None:
    """Какие школы показывают низкие результаты, почему и насколько это надёжно.

    Читает таблицы результатов, применяет критерии методики (YAML), выносит по каждой школе
    заключение и пишет аналитическую справку.
    """


for _name, _function in COMMANDS.items():
    app.command(_name, cls=Command)(_function)
for _group, (_about, _commands) in GROUPS.items():
    _typer = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, help=_about)
    for _name, _function in _commands.items():
        _typer.command(_name, cls=Command)(_function)
    app.add_typer(_typer, name=_group)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status; every error ends here."""
    arguments = _expanded(sys.argv[1:]) if argv is None else list(argv)
    debug = "--debug" in arguments
    streams.make_streams_safe()
    try:
        return _run([each for each in arguments if each != "--debug"])
    except ShnorError as error:
        streams.complain(str(error))
        return USAGE if isinstance(error, UsageError) else USER
    except _UsageFault as fault:
        streams.complain(usage_fault_in_words(fault))
        return USAGE
    except OSError as error:
        streams.complain(faults.os_error_in_words(error))
        return USER
    except MemoryError:
        streams.complain(_NO_MEMORY)
        return USER
    except KeyboardInterrupt:
        streams.complain("Прервано.")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a fault of ours, in one line
        if _is_interruption(error):
            streams.complain("Прервано.")
            return INTERRUPTED
        if _is_of_engine(error, "OutOfMemoryException"):
            streams.complain(_NO_MEMORY)
            return USER
        if debug:
            streams.complain(traceback.format_exc())
        streams.complain(faults.our_fault_in_words(error))
        return OURS


def _run(arguments: list[str]) -> int:
    command = typer.main.get_command(_narrowed(arguments))
    try:
        status = command.main(arguments, prog_name="shnor", standalone_mode=False)
    except SystemExit as leaving:  # Typer leaves so when the reader of a pipe has gone
        return leaving.code if isinstance(leaving.code, int) else USER
    if status == INTERRUPTED:
        raise KeyboardInterrupt
    sys.stdout.flush()
    return status if isinstance(status, int) else DONE


def _narrowed(arguments: list[str]) -> typer.Typer:
    """Return the application with the command asked for alone: making all of them takes time."""
    first = next(iter(arguments), "")
    if first not in COMMANDS and first not in GROUPS:
        return app
    narrow = copy(app)
    narrow.registered_commands = [each for each in app.registered_commands if each.name == first]
    narrow.registered_groups = [each for each in app.registered_groups if each.name == first]
    return narrow


def _is_interruption(error: Exception) -> bool:
    """Say whether an error is what a library makes of Ctrl+C."""
    is_told = any(sign in str(error) for sign in ("Query interrupted", "KeyboardInterrupt"))
    return is_told or _is_of_engine(error, "InterruptException")


def _is_of_engine(error: Exception, name: str) -> bool:
    """Whether a query ended so; without the engine, there was no query."""
    duckdb = sys.modules.get("duckdb")
    return duckdb is not None and isinstance(error, getattr(duckdb, name))


def _expanded(arguments: Sequence[str]) -> list[str]:
    if os.name != "nt":
        return list(arguments)
    # cmd.exe leaves `*.csv` to the program; a path may be absolute, which Path.glob refuses
    return [name for each in arguments for name in (sorted(glob.glob(each)) or [each])]  # noqa: PTH207
