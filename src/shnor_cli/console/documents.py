"""What is said of documents that were written."""

from collections.abc import Sequence
from pathlib import Path

from shnor_cli.actions.publishing import Told
from shnor_cli.console.streams import say
from shnor_cli.putting import ASIDE

_NAMED = 5
"""Documents of a kind that are named."""


def show(told: Told) -> None:
    """Say where documents are, what is not in them, and which ones beside them are not ours."""
    for title, path in told.written:
        say(f"{title}: {path}")
    show_remarks(told)
    if told.others:
        say(
            f"В папке {told.others[0].parent} есть и другие документы: {_few(told.others)}. "
            "Этот прогон их не писал, и они не тронуты: посмотрите, нужны ли они ещё."
        )


def show_remarks(told: Told) -> None:
    """Say what other formats could not take from a Word document, and what else is to be known."""
    if told.lost:
        say(f"Не перенесено из документа Word: {'; '.join(told.lost)}.")
    for remark in told.remarks:
        say(remark)
    if told.kept:
        say(
            f"Исправленное вручную не потеряно: {_few(told.kept)} — прежний вид сохранён рядом, "
            f"в имени {'файла' if len(told.kept) == 1 else 'файлов'} «({ASIDE})»."
        )


def _few(paths: Sequence[Path]) -> str:
    named = ", ".join(path.name for path in paths[:_NAMED])
    return f"{named} и ещё {len(paths) - _NAMED}" if paths[_NAMED:] else named
