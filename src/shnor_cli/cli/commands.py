"""The commands over results and runs: options in, one action, one page of the console."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shnor_cli.cli.options import (
    AsJson,
    Day,
    Delimiter,
    Doubted,
    Encoding,
    Everything,
    Files,
    Layout,
    Memo,
    MethodologyName,
    OfficeFile,
    Output,
    Outputs,
    Previous,
    Public,
    PublishedOutputs,
    Run,
    Schools,
    SheetName,
    Template,
    Year,
    folder_of,
    manner_of,
    outputs_of,
    reading_of,
    year_of,
)
from shnor_cli.cli.statuses import DONE, USER
from shnor_cli.console import streams
from shnor_cli.resources import DEFAULT_METHODOLOGY

if TYPE_CHECKING:
    from pydantic import JsonValue

    from shnor_cli.actions.manner import Manner
    from shnor_cli.engine.verdicts import Identification
    from shnor_cli.memo.words.office import Office


def check(
    files: Files,
    methodology: MethodologyName = DEFAULT_METHODOLOGY,
    year: Year = None,
    schools: Schools = None,
    layout: Layout = None,
    doubted: Doubted = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: SheetName = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="ФАЙЛ|ПАПКА",
            help="Вернуть таблицу с отмеченными ячейками (xlsx); нескольких таблиц — в папку.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Показать все места.")] = False,
    as_json: AsJson = False,
) -> int:
    """Проверить таблицы: все ошибки, вопросы и замечания, с местом и тем, как исправить."""
    from shnor_cli.actions import checking
    from shnor_cli.console import progress

    wanted, reading = year_of(year), reading_of(encoding, delimiter, sheet)
    target = output and folder_of(output, ".xlsx")
    with progress.bar() as report:
        found = checking.check(
            files,
            methodology,
            year=wanted,
            schools=schools,
            layout=layout,
            doubted=doubted,
            reading=reading,
            folder=Path.cwd(),
            output=target,
            progress=report,
        )
    if as_json:
        from shnor_cli.console import machine

        streams.say_json(machine.checked(found))
    else:
        from shnor_cli.console import checked

        checked.show(streams.paper(), found, everything=everything)
    return DONE if found.is_usable else USER


def identify(
    files: Files,
    methodology: MethodologyName = DEFAULT_METHODOLOGY,
    year: Year = None,
    schools: Schools = None,
    layout: Layout = None,
    doubted: Doubted = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    sheet: SheetName = None,
    output: Output = None,
    memo: Memo = None,
    day: Day = None,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """Выявить школы по таблицам результатов и записать прогон."""
    from shnor_cli.actions import identifying
    from shnor_cli.actions.runs import record_run, write_memo
    from shnor_cli.console import progress

    wanted, manner = year_of(year), manner_of(day)
    office = _office(manner, memo, as_json=as_json)
    spravka = _places(memo or [], *files, Path(methodology), schools, layout, doubted)
    reading = reading_of(encoding, delimiter, sheet)
    target = output and folder_of(output)
    with progress.bar() as report:
        found = identifying.identify(
            files,
            methodology,
            year=wanted,
            schools=schools,
            layout=layout,
            doubted=doubted,
            reading=reading,
            folder=Path.cwd(),
            output=target,
            memo=spravka,
            progress=report,
        )
        given = {
            **_given(files, methodology, wanted),
            **_named(schools=schools, layout=layout, doubted=doubted),
            **reading._asdict(),
        }
        folder = target or _default_run(Path("out"), found)
        report("запись прогона", 1.0)
        places = record_run(found, folder, given)
        told = None
        if spravka:
            told = write_memo(found, spravka, manner)
            places += told.written
    if as_json:
        from shnor_cli.console import machine

        streams.say_json(machine.identification(found, places))
    else:
        from shnor_cli.actions.runs import in_terms_of
        from shnor_cli.console import documents, identified

        shown, note = in_terms_of(found, office)
        identified.show(streams.paper(), shown, files=places, everything=everything, note=note)
        if told:
            documents.show_remarks(told)


def _office(manner: "Manner", memo: list[Path] | None, *, as_json: bool) -> "Office | None":
    """Read of an office what is needed of it: all for a memo, its terms for the screen."""
    if memo:
        return manner.office()
    return None if as_json else manner.terms()


def _default_run(folder: Path, found: "Identification") -> Path:
    return folder / f"{found.methodology.id}-{found.year}"


def _given(files: list[Path], methodology: str, year: int | None) -> dict[str, "JsonValue"]:
    """What the user asked for, files by their names without folders."""
    return {
        "files": [path.name for path in files],
        "criteria": Path(methodology).name,
        "year": year,
    }


def _named(**files: Path | None) -> dict[str, "JsonValue"]:
    """The files that may be given, by their names without folders."""
    return {name: path.name if path else None for name, path in files.items()}


def explain(
    run: Run,
    school: Annotated[
        str | None,
        typer.Argument(
            metavar="ШКОЛА",
            help="Код, название, псевдоним или слово, которое есть только в её названии; "
            "без неё — таблица всех школ.",
        ),
    ] = None,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """Показать таблицу прогона или заключение об одной школе: критерии, числа, строки файлов."""
    from shnor_cli.actions import explaining
    from shnor_cli.actions.runs import open_run
    from shnor_cli.console import identified, machine, trace

    if school is None:
        found = open_run(run)
        if as_json:
            streams.say_json(machine.identification(found, ()))
        else:
            identified.show(streams.paper(), found, files=(), everything=everything)
        return
    explanation = explaining.explain(run, school)
    if as_json:
        streams.say_json(machine.explanation(explanation))
    else:
        trace.show(streams.paper(), explanation)


def verify(
    run: Run,
    sources: Annotated[
        Path | None,
        typer.Option(metavar="ПАПКА", help="Папка с исходными файлами: прочитать заново и их."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Вывести всё заново из записанных данных и сверить с прогоном."""
    from shnor_cli.actions import runs
    from shnor_cli.console import checks, machine

    verified = runs.verify(run, sources=[sources] if sources else [])
    if as_json:
        streams.say_json(machine.differences(verified.differences))
    else:
        checks.show_verified(streams.paper(), run, verified)
    return USER if verified.differences else DONE


def memo(
    run: Run,
    output: Outputs,
    day: Day = None,
    template: Template = None,
    office: OfficeFile = None,
    previous: Previous = None,
    public: Public = False,
) -> None:
    """Написать аналитическую справку по прогону.

    Справка, исправленная в Word, сохраняется рядом: «spravka (с правкой).docx».
    """
    from shnor_cli.actions.runs import open_run, write_memo
    from shnor_cli.console import documents

    manner, places = manner_of(day, office, template), _places(output, office, template)
    found = open_run(run)
    documents.show(write_memo(found, places, manner, previous=previous or (), public=public))


def publish(
    document: Annotated[
        Path, typer.Argument(metavar="ДОКУМЕНТ", help="Справка в Word (docx), как её исправили.")
    ],
    output: PublishedOutputs,
) -> None:
    """Сделать из исправленной в Word справки другие форматы."""
    from shnor_cli.actions import publishing
    from shnor_cli.console import documents
    from shnor_cli.memo import FORMATS

    documents.show(publishing.publish(document, outputs_of(output, FORMATS, document)))


def _places(outputs: list[Path], *sources: Path | None) -> tuple[Path, ...]:
    """Return where a memo is to go, once it is known that it can be written there."""
    from shnor_cli.memo import SUFFIXES
    from shnor_cli.putting import check_place

    places = outputs_of(outputs, SUFFIXES, *sources)
    for place in places:
        check_place(place)
    return places


def rerun(
    run: Run,
    methodologies: Annotated[
        list[str],
        typer.Argument(metavar="МЕТОДИКА...", help="Имена или файлы методик."),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="ПАПКА", help="Где создать папки прогонов; без неё out."
        ),
    ] = Path("out"),
    as_json: AsJson = False,
) -> None:
    """Судить по данным прогона другими методиками, каждую в свою папку."""
    from shnor_cli.actions import runs
    from shnor_cli.console import identified, machine

    found = runs.rerun(run, methodologies, working=Path.cwd())
    written = runs.record_runs(found, [_default_run(output, each) for each in found])
    recorded = list(zip(found, written, strict=True))
    if as_json:
        streams.say_json([machine.identification(each, places) for each, places in recorded])
    else:
        for each, places in recorded:
            identified.show_short(streams.paper(), each, files=places)


def compare(
    first: Annotated[Path, typer.Argument(metavar="ПРОГОН_А", help="Папка прежнего прогона.")],
    second: Annotated[Path, typer.Argument(metavar="ПРОГОН_Б", help="Папка нового прогона.")],
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """Сравнить два прогона: кто вошёл в список, кто остался, кто вышел и по какому критерию."""
    from shnor_cli.actions import runs
    from shnor_cli.console import compared, machine

    comparison = runs.compare(first, second)
    if as_json:
        streams.say_json(machine.comparison(comparison))
    else:
        compared.show(streams.paper(), comparison, everything=everything)
