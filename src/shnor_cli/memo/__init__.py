"""The memo (аналитическая справка): a Word template filled with what a run found.

Words and layout live in `templates/spravka.docx`, facts in `context.py`. To add a section: words in
the template, a key in the context. The Word libraries are imported only when a memo is asked for.
"""

from datetime import date as Date  # noqa: N812 - `date` is what the caller passes
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification


def write_memo(
    identification: "Identification",
    output: Path,
    *,
    date: Date | None = None,
    template: Path | None = None,
) -> None:
    """Write the memo of a run to a Word file, replacing it whole or not at all.

    Without `date` the memo leaves a blank for it; without `template` the shipped one is filled.

    Raises:
        TemplateError: the template cannot be filled, with the place and the nearest right name.
        RunError: the file cannot be written, for one because it is open in Word.
    """
    from shnor_cli.memo.context import context_of
    from shnor_cli.memo.word import fill
    from shnor_cli.putting import put
    from shnor_cli.resources import template_path

    # the folder of this module has no templates of its own, so the shipped one is found
    path = template if template is not None else template_path("spravka", Path(__file__).parent)
    put(fill(path, context_of(identification, date), date), output)
