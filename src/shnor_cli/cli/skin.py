"""Typer in Russian: commands and groups that write their own help page."""

from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup

from shnor_cli.console.usage import HelpPage


class Command(TyperCommand):
    """A command whose help is Russian."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - Typer does not export its context
        """Return the help page."""
        return _page(self, ctx.command_path)


class Group(TyperGroup):
    """A group of commands whose help is Russian."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the same
        """Return the help page."""
        return _page(self, ctx.command_path)


def _page(command: TyperCommand | TyperGroup, path: str) -> str:
    parameters = [each for each in command.params if not getattr(each, "hidden", False)]
    arguments = [each for each in parameters if isinstance(each, TyperArgument)]
    options = [each for each in parameters if not isinstance(each, TyperArgument)]
    subcommands = command.commands if isinstance(command, TyperGroup) else {}
    names = [f"[{each.metavar}]" if not each.required else str(each.metavar) for each in arguments]
    needed = [f"{min(each.opts, key=len)} {each.metavar}" for each in options if each.required]
    asked = ["КОМАНДА"] if subcommands else [*names, *needed]
    return HelpPage(
        usage=" ".join([path, *asked, "[ПАРАМЕТРЫ]"]),
        about=command.help or "",
        arguments=[(str(each.metavar), each.help or "") for each in arguments],
        options=[*(_option_row(each) for each in options), ("--help", "Показать эту справку.")],
        commands=[(name, _first_sentence(each.help)) for name, each in subcommands.items()],
        epilog=command.epilog or "",
    ).in_words()


def _option_row(option: Any) -> tuple[str, str]:  # noqa: ANN401 - Typer does not export its base
    names = ", ".join(sorted(option.opts, key=len))
    return (names if option.is_flag else f"{names} {option.metavar}", option.help or "")


def _first_sentence(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())
