"""The verbs that write the other documents of a run: cards of schools."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from shnor_cli import resources
from shnor_cli.actions.runs import open_run

Report = Callable[[str, float], None]
"""Takes what is being done and the share of it already done."""


def write_cards(
    run: Path,
    folder: Path,
    *,
    day: date | None = None,
    template: Path | None = None,
    working: Path = Path(),
    processes: int = 1,
    progress: Report | None = None,
) -> int:
    """Write a card of every school of a run into a folder and return how many there are.

    Args:
        run: folder of the run.
        folder: where the cards go, a file for each school.
        day: their date; without it a blank is left.
        template: what is filled; without it `kartochka`.
        working: the working folder, whose own `templates/` win.
        processes: how many to write with, where there are many schools.
        progress: takes what is being done and the share of it already done.

    Raises:
        TemplateError: the template cannot be filled.
        RunError: there is no run, or a file cannot be written.
    """
    from shnor_cli.memo.cards import cards_of
    from shnor_cli.memo.many import Paper, file_names, write_papers

    report = progress or (lambda _doing, _share: None)
    path = template or resources.template_path("kartochka", working)
    report("чтение прогона", 0.0)
    found = open_run(run)
    names = file_names(found.results.schools)
    papers = (
        Paper(folder / f"{names[index]}.docx", context)
        for index, context in cards_of(found, day)
    )
    return write_papers(
        path,
        papers,
        day,
        processes=processes,
        report=lambda done: report("карточки школ", done / len(names)),
    )
