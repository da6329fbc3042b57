"""The help page and the faults of a command line, in Russian.

Typer hands over its own objects; they are read by attribute, for it exports neither its copy of
Click nor the classes of these errors.
"""

import re
import textwrap
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

HELP_WIDTH = 78
_WIDEST_LEFT = 26

Row = tuple[str, str]
"""What is written on the left of a help page, and what it means."""


class HelpPage(NamedTuple):
    """What `--help` shows of one command."""

    usage: str
    about: str
    arguments: Sequence[Row] = ()
    options: Sequence[Row] = ()
    commands: Sequence[Row] = ()
    epilog: str = ""

    def in_words(self) -> str:
        """Write the page, at most 78 characters wide."""
        parts = [
            _wrapped(f"Использование: {self.usage}", hanging="    "),
            "\n\n".join(_wrapped(part) for part in self.about.split("\n\n")),
            _section("Команды", self.commands),
            _section("Аргументы", self.arguments),
            _section("Параметры", self.options),
            self.epilog,
        ]
        return "\n\n".join(part for part in parts if part)


def _section(title: str, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    width = min(max(len(left) for left, _ in rows) + 2, _WIDEST_LEFT)
    return "\n".join([f"{title}:", *(_row(left, right, width) for left, right in rows)])


def _row(left: str, right: str, width: int) -> str:
    indent = " " * (width + 2)
    lines = textwrap.wrap(right, HELP_WIDTH - len(indent)) or [""]
    first = f"  {left}".ljust(len(indent))
    if len(left) >= width:
        lines.insert(0, "")
    return "\n".join([(first + lines[0]).rstrip(), *(indent + line for line in lines[1:])])


def _wrapped(text: str, hanging: str = "") -> str:
    return textwrap.fill(" ".join(text.split()), HELP_WIDTH, subsequent_indent=hanging)


def usage_fault_in_words(fault: Exception) -> str:
    """Say in Russian what is wrong with a command line, and where to read about it."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        return str(getattr(fault, "message", ""))
    context = getattr(fault, "ctx", None)
    command = getattr(context, "command_path", "") or "shnor"
    return f"{_fault(fault)}\nСправка: {command} --help"


def _fault(fault: Exception) -> str:
    message = str(getattr(fault, "message", ""))
    match type(fault).__name__:
        case "NoSuchOption":
            return _no_such_option(fault)
        case "MissingParameter":
            return f"Не указано: {_parameter(fault)}."
        case "BadOptionUsage" if "not take" in message:
            return f"Параметр {_option_name(fault)} пишут без значения."
        case "BadOptionUsage":
            return f"После параметра {_option_name(fault)} нужно значение."
        case "BadParameter":
            return f"Значение не годится: {_parameter(fault)}."
    return _by_message(fault, message)


def _no_such_option(fault: Exception) -> str:
    near = sorted(getattr(fault, "possibilities", None) or ())
    hint = f" Похожие: {', '.join(near)}." if near else ""
    return f"Параметра {_option_name(fault)} нет.{hint}"


def _option_name(fault: Exception) -> str:
    return str(getattr(fault, "option_name", ""))


def _parameter(fault: Exception) -> str:
    parameter = getattr(fault, "param", None)
    if parameter is None:
        return "параметр"
    name = ", ".join(parameter.opts) if parameter.param_type_name == "option" else parameter.metavar
    return f"{name} ({first_lower(parameter.help)})" if parameter.help else str(name)


def _by_message(fault: Exception, message: str) -> str:
    if found := re.match(r"No such command '(.*?)'", message):
        return _no_such_command(fault, found[1])
    if found := re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", message, re.DOTALL):
        return f"Лишнее в командной строке: {found[1]}."
    if message.startswith("Missing command"):
        return "Не указана команда."
    return f"Командная строка не разобрана: {message}"


def _no_such_command(fault: Exception, name: str) -> str:
    context = getattr(fault, "ctx", None)
    known = sorted(getattr(getattr(context, "command", None), "commands", {}))
    near = get_close_matches(name, known, n=3)
    said = f" Похожие: {', '.join(near)}." if near else f" Есть: {', '.join(known)}."
    return f"Команды {name} нет.{said}"


def first_lower(text: str) -> str:
    """Make the first letter small, but not that of an abbreviation, and drop the full stop."""
    head = text[:1] if text[1:2].isupper() else text[:1].lower()
    return (head + text[1:]).rstrip(".")
