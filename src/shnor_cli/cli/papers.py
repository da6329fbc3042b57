"""The commands that write the other documents: cards, an order, an annex, June, deficits."""

import os
from pathlib import Path
from typing import Annotated

import typer

from shnor_cli.cli.options import (
    Day,
    OfficeFile,
    PaperOutputs,
    Run,
    Template,
    manner_of,
    outputs_of,
)
from shnor_cli.errors import UsageError

Format = Annotated[
    str, typer.Option("--format", metavar="ВИД", help="docx, pdf, html, md, txt; без него docx.")
]


def cards(
    run: Run,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="ПАПКА", help="Папка для карточек; без неё cards."),
    ] = Path("cards"),
    kind: Format = "docx",
    day: Day = None,
    office: OfficeFile = None,
    template: Template = None,
) -> None:
    """Написать карточку каждой школы: категория, основания, значения по годам, чего не хватает.

    Карточка, исправленная в Word, сохраняется рядом: «… (с правкой).docx».
    """
    from shnor_cli.actions.papers import write_cards
    from shnor_cli.console import documents, progress

    manner, suffix = manner_of(day, office, template), _suffix_of(kind)
    with progress.bar() as report:
        told = write_cards(
            run,
            output,
            manner,
            suffix=suffix,
            processes=os.cpu_count() or 1,
            report=report,
        )
    documents.show(told)


def order(
    run: Run,
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="ПАПКА", help="Папка для приказа и писем; без неё order."
        ),
    ] = Path("order"),
    kind: Format = "docx",
    day: Day = None,
    office: OfficeFile = None,
    template: Template = None,
    letter: Annotated[
        Path | None,
        typer.Option("--letter-template", metavar="ФАЙЛ", help="Свой шаблон письма (docx)."),
    ] = None,
) -> None:
    """Написать проект приказа с перечнем школ и письма школам с основаниями.

    Перечень следует решениям из реестра с документом. Исправленное в Word сохраняется рядом:
    «prikaz (с правкой).docx».
    """
    from shnor_cli.actions.papers import write_order
    from shnor_cli.console import documents, progress

    manner, suffix = manner_of(day, office, template), _suffix_of(kind)
    with progress.bar() as report:
        told = write_order(
            run,
            output,
            manner,
            suffix=suffix,
            letter=letter,
            processes=os.cpu_count() or 1,
            report=report,
        )
    documents.show(told)


def annex(
    name: Annotated[str, typer.Argument(metavar="ИМЯ|ФАЙЛ", help="Методика.")],
    output: PaperOutputs,
    day: Day = None,
    office: OfficeFile = None,
    template: Template = None,
) -> None:
    """Написать приложение к приказу: критерии и показатели методики."""
    from shnor_cli.actions.papers import write_annex
    from shnor_cli.console import documents

    manner = manner_of(day, office, template)
    documents.show(write_annex(name, _places(output, Path(name), office), manner))


def effect(
    run: Run,
    previous: Annotated[
        Path,
        typer.Option(metavar="ПРОГОН", help="Прежний прогон, школы перечня которого оцениваются."),
    ],
    output: PaperOutputs,
    day: Day = None,
    office: OfficeFile = None,
    template: Template = None,
) -> None:
    """Написать справку об эффективности: что стало со школами прежнего перечня."""
    from shnor_cli.actions.papers import write_effect
    from shnor_cli.console import documents

    manner = manner_of(day, office, template)
    documents.show(write_effect(run, previous, _places(output, office), manner))


def deficits(
    run: Run,
    output: PaperOutputs,
    day: Day = None,
    office: OfficeFile = None,
    template: Template = None,
) -> None:
    """Написать справку о дефицитах по предметам: какие умения освоены хуже, по долям заданий."""
    from shnor_cli.actions.papers import write_deficits
    from shnor_cli.console import documents

    manner = manner_of(day, office, template)
    documents.show(write_deficits(run, _places(output, office), manner))


def _suffix_of(kind: str) -> str:
    suffix = f".{kind.casefold().lstrip('.')}"
    if suffix not in _suffixes():
        kinds = ", ".join(each.lstrip(".") for each in _suffixes())
        raise UsageError(f"--format {kind}: такого вида нет; есть {kinds}.")
    return suffix


def _places(outputs: list[Path], *sources: Path | None) -> tuple[Path, ...]:
    return outputs_of(outputs, _suffixes(), *sources)


def _suffixes() -> tuple[str, ...]:
    from shnor_cli.memo import FORMATS

    return (".docx", *FORMATS)
