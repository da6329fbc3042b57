"""Publishing: a memo that the office corrected in Word, in the other formats."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

Written = tuple[tuple[str, Path], ...]
"""What was written, named in Russian, and where."""


class Told(NamedTuple):
    """What became of documents."""

    written: Written
    lost: tuple[str, ...] = ()
    """What other formats could not take from the Word documents, in Russian."""
    remarks: tuple[str, ...] = ()
    """What else the user must know of them, a sentence each."""
    others: tuple[Path, ...] = ()
    """Documents beside them that were there already and are not of this run."""
    kept: tuple[Path, ...] = ()
    """Documents in the places of these that were corrected by hand and are kept under other names.
    """


def publish(document: Path, outputs: Sequence[Path]) -> Told:
    """Write other formats of a memo that was corrected in Word; say what they could not take.

    Raises:
        TemplateError: the file is no Word document, or a template that is not filled.
        RunError: a file cannot be written.
    """
    from shnor_cli import memo

    kept = edited(outputs)
    lost = memo.publish(document, outputs)
    return Told(tuple(("Записано", output) for output in outputs), lost, kept=kept)


def edited(outputs: Iterable[Path]) -> tuple[Path, ...]:
    """Return those of the files to be written that were corrected by hand since they were."""
    from shnor_cli.putting import is_edited

    return tuple(output for output in outputs if is_edited(output))
