"""Publishing: a memo that the office corrected in Word, in the other formats."""

from collections.abc import Sequence
from pathlib import Path

Written = tuple[tuple[str, Path], ...]
"""What was written, named in Russian, and where."""


def publish(document: Path, outputs: Sequence[Path]) -> tuple[Written, tuple[str, ...]]:
    """Write other formats of a memo that was corrected in Word; say what they could not take.

    Raises:
        TemplateError: the file is no Word document.
        RunError: a file cannot be written.
    """
    from shnor_cli import memo

    lost = memo.publish(document, outputs)
    return tuple(("Записано", output) for output in outputs), lost
