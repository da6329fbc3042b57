"""Putting a finished Office file in its place: the same bytes every time, whole or not at all."""

import io
import itertools
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from shnor_cli.errors import Place, Problem, RunError, refusal

_CONTENTS = "[Content_Types].xml"
"""The entry that readers of the format expect first."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
"""Some of them would turn the letters after them round."""
_SPACES = re.compile(r"[\t\r\n]+")

UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
"""What the properties of an undated document say: the clock is never read."""

_PIECE = 1 << 20
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)

_OFFICE = {
    ".docx": ("Документ не записан.", "Word", "spravka.docx"),
    ".pdf": ("Документ не записан.", "программе просмотра", "spravka.pdf"),
    ".xlsx": ("Книга не записана.", "Excel", "checked.xlsx"),
}
"""What is said of a file by its suffix: that it was not written, what may hold it, a good name."""
_OTHER = ("Файл не записан.", "Excel", "schools.csv")


def repacked(content: bytes) -> bytes:
    """Return the same zip with sorted entries and without times and traces of the machine."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in sorted(old.namelist(), key=lambda name: (name != _CONTENTS, name)):
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else Windows and Linux would differ in this byte
            entry.file_size = old.getinfo(name).file_size  # tells whether it needs zip64
            with old.open(name) as part, new.open(entry, "w") as copy:
                shutil.copyfileobj(part, copy, _PIECE)  # a long sheet is not held whole
    return packed.getvalue()


def printable(text: str) -> str:
    """Fit a text for a line of a document: plain spaces, no signs of control or direction."""
    return _SPACES.sub(" ", _CONTROL.sub("", text))


def is_formula(text: str) -> bool:
    """Whether Excel takes a text of a table for a formula, wherever it came from."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the same zip with one of its entries changed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for each in old.namelist():
            part = old.read(each)
            new.writestr(each, change(part) if each == name else part)
    return packed.getvalue()


def check_place(output: Path) -> None:
    """Find out before the work whether a file can be written there, and leave no trace.

    Raises:
        RunError: it cannot.
    """
    try:
        folder = next((each for each in output.parents if each.exists()), output.parent)
        beside = _beside(folder / output.name)
        if output.is_dir():
            raise IsADirectoryError
        if not folder.is_dir():
            raise NotADirectoryError
        if output.exists():
            output.open("r+b").close()  # Word holds what it has open
        beside.write_bytes(b"")
        beside.unlink()
    except OSError as error:
        raise _refusal(output, error) from error


def spare(sources: Iterable[Path | None], outputs: Iterable[Path]) -> None:
    """See that no file that is read is written over.

    Raises:
        RunError: an output is such a file.
    """
    read = {source.resolve() for source in sources if source is not None}
    for output in outputs:
        if output.resolve() in read:
            message, *_ = _OFFICE.get(output.suffix.casefold(), _OTHER)
            fault, hint = "команда его читает", "Назовите другой файл или папку."
            raise RunError(message, [Problem(Place(str(output)), fault, hint)])


def is_edited(path: Path) -> bool:
    """Whether a Word or Excel file is not as this program wrote it: who saves it writes the hour.

    Ours was made and changed at one midnight.
    """
    if path.suffix.casefold() not in _EDITED or not path.is_file():
        return False
    try:
        with zipfile.ZipFile(path) as file, file.open("docProps/core.xml") as part:
            times = set(_TIMES.findall(part.read(_PIECE)))
    except (KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return True  # whatever it is, it is not ours
    except OSError as error:
        raise _refusal(path, error) from error
    return len(times) != 1 or not times.pop().endswith(_MIDNIGHT)


_EDITED = {".docx", ".xlsx"}
_TIMES = re.compile(rb"<dcterms:(?:created|modified)[^>]*>([^<]*)<")
_MIDNIGHT = b"T00:00:00Z"
ASIDE = "с правкой"
"""The mark in the name of a document that was corrected by hand and is kept."""


def keep_edited(output: Path) -> None:
    """Put a document aside that somebody corrected since: «prikaz (с правкой).docx».

    Raises:
        RunError: the file or its folder cannot be written.
    """
    if not is_edited(output):
        return
    marks = itertools.chain([ASIDE], (f"{ASIDE} {number}" for number in itertools.count(2)))
    names = (output.with_stem(f"{output.stem} ({mark})") for mark in marks)
    try:
        output.rename(next(name for name in names if not name.exists()))
    except OSError as error:
        raise _refusal(output, error) from error


def put(content: bytes, output: Path) -> None:
    """Write a file beside its place and rename it there, making missing folders.

    Raises:
        RunError: the place cannot be written; what stood there is untouched.
    """
    beside = _beside(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        os.replace(beside, output)  # noqa: PTH105 - the one call that replaces on Windows too
    except OSError as error:
        _forget(beside)
        raise _refusal(output, error) from error


def _beside(output: Path) -> Path:
    return output.with_name(f".{output.name}.new")


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the folder is not writable, so there is nothing of ours in it


def _refusal(output: Path, error: OSError) -> RunError:
    message, program, example = _OFFICE.get(output.suffix.casefold(), _OTHER)
    match error:
        case PermissionError():
            fault = "нет доступа на запись"
            hint = f"Если файл открыт в {program}, закройте его и повторите."
        case IsADirectoryError():
            fault, hint = "это папка", f"Назовите файл: например, {example}."
        case FileExistsError() | NotADirectoryError():
            fault, hint = "на пути к файлу стоит не папка", "Проверьте путь."
        case _:
            fault, hint = refusal(error), "Проверьте путь и место на диске."
    return RunError(message, [Problem(Place(str(output)), fault, hint)])
