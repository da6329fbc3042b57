"""The memo (аналитическая справка): a Word template filled with what a run found.

Words and layout live in `templates/spravka.docx`, facts in `words/`. The other formats are made of
the finished Word document, read back by `word/reading.py`; the workbook is made of the run. To add
a section: words in the template, a key in `papers/memo.py`. To add a format: a function from a
document to bytes, its suffix in `FORMATS`. Libraries are imported only for what is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Date  # noqa: N812 - `date` is what the caller passes
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification
    from shnor_cli.memo.blocks import Document
    from shnor_cli.memo.making import Make
    from shnor_cli.memo.words.office import Office

FORMATS = {
    ".pdf": ("pdf", "pdf"),
    ".html": ("page.writing", "page"),
    ".md": ("plain", "markdown"),
    ".txt": ("plain", "text"),
}
"""Formats made of a finished Word document: the module and its function."""

_LONG = 100_000
"""Bytes of the Word document of some hundred schools."""

SUFFIXES = (".docx", *FORMATS, ".xlsx")
"""Everything that a memo can be written as."""


def write_memo(
    identification: "Identification",
    *outputs: Path,
    date: Date | None = None,
    template: Path | None = None,
    office: "Office | None" = None,
    previous: "Sequence[Identification]" = (),
) -> tuple[str, ...]:
    """Write the memo of a run, each file by its suffix; all are made before the first is replaced.

    Returns what other formats could not take from the Word document, in Russian.

    Args:
        identification: the run.
        outputs: where the memo goes.
        date: its date; without it a blank is left.
        template: what is filled; without it the shipped one.
        office: who signs; whatever it does not name is left blank.
        previous: runs of earlier years, for who entered, stayed and left.

    Raises:
        TemplateError: the template cannot be filled, with the place and the nearest right name.
        RunError: an earlier run is not of an earlier year, two are of one year, or a file cannot be
            written, for one because it is open in Word.
    """
    makers: dict[str, Make] = {}
    notes: tuple[str, ...] = ()
    suffixes = _suffixes(outputs)
    if ".xlsx" in suffixes:
        makers[".xlsx"] = partial(_workbook, identification, date)
    if suffixes - makers.keys():
        from shnor_cli.memo.papers.memo import context_of
        from shnor_cli.memo.word.filling import Template
        from shnor_cli.memo.word.trial import filled
        from shnor_cli.putting import spare
        from shnor_cli.resources import template_path

        # the folder of this module has no templates of its own, so the shipped one is found
        path = template if template is not None else template_path("spravka", Path(__file__).parent)
        spare([path], outputs)
        context = context_of(identification, date, office, previous)
        content = filled(Template(path, context), context, date)
        documents, notes = _formats(content, suffixes - makers.keys())
        makers |= documents
    _put(makers, outputs)
    return notes


def write_document(content: bytes, outputs: Sequence[Path]) -> tuple[str, ...]:
    """Write a finished Word document in formats by suffix, all of them or none.

    Returns what other formats could not take from it, in Russian.

    Raises:
        RunError: a file cannot be written.
    """
    makers, notes = _formats(content, _suffixes(outputs))
    _put(makers, outputs)
    return notes


def publish(source: Path, outputs: Sequence[Path]) -> tuple[str, ...]:
    """Write a Word document as it stands in other formats; see `write_document`.

    Raises:
        TemplateError: the file is no Word document, or a template that is not filled.
        RunError: a file cannot be written.
    """
    from shnor_cli.memo.word.package import read_file

    makers, notes = _formats(read_file(source), _suffixes(outputs), source.name)
    _put(makers, outputs)
    return notes


def _suffixes(outputs: Sequence[Path]) -> set[str]:
    """Return how the outputs are to be written, once it is known that they can be.

    Raises:
        RunError: a file cannot be written.
    """
    from shnor_cli.errors import RunError
    from shnor_cli.putting import check_place

    for output in outputs:
        check_place(output)
        if output.suffix.casefold() not in SUFFIXES:
            raise RunError(f"В файл {output.name} не записать: можно {', '.join(SUFFIXES)}.")
    return {output.suffix.casefold() for output in outputs}


def _formats(
    content: bytes, suffixes: set[str], name: str = ""
) -> tuple[dict[str, "Make"], tuple[str, ...]]:
    """Return who makes a finished Word document in formats, and what they cannot take.

    One that an office brings has a name, and may turn out to be something else.
    """
    makers: dict[str, Make] = {".docx": lambda: content}
    others = sorted(suffixes - {".docx"})
    if not others:
        return makers, ()
    from shnor_cli.memo.word.reading import read

    document = read(content, name)
    if name:
        from shnor_cli.memo.word.package import refuse_template

        refuse_template(document, name)
    makers |= {suffix: partial(_written, document, suffix) for suffix in others}
    if ".pdf" not in others:
        return makers, document.lost
    from shnor_cli.memo.pdf import prepared

    makers[".pdf"] = prepared(document)  # beside other files only typst is at work
    return makers, (*document.lost, *_unprintable(document))


def _written(document: "Document", suffix: str) -> bytes:
    module, function = FORMATS[suffix]
    written: bytes = getattr(import_module(f"shnor_cli.memo.{module}"), function)(document)
    return written


def _workbook(identification: "Identification", day: Date | None) -> bytes:
    from shnor_cli.memo.workbook.writing import workbook

    return workbook(identification, day)


def _unprintable(document: "Document") -> Iterator[str]:
    from shnor_cli.memo.pdf import unknown_characters

    if unknown := unknown_characters(document):
        yield f"знаки, которых нет в шрифте pdf: {' '.join(unknown)}"


def _put(makers: Mapping[str, "Make"], outputs: Sequence[Path]) -> None:
    """Make all files, then put them in their places; what was corrected there by hand is kept."""
    from shnor_cli.memo.making import made
    from shnor_cli.putting import keep_edited, put

    docx = makers.get(".docx")
    files = made(makers, is_long=docx is not None and len(docx()) > _LONG)
    for output in outputs:
        keep_edited(output)
        put(files[output.suffix.casefold()], output)
