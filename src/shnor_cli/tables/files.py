"""Files as they lie on the disk: how they are called, what they hold."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from shnor_cli.errors import Place, TableError, refusal
from shnor_cli.model import Remark
from shnor_cli.tables.faults import one

Kind = Literal["csv", "workbook", "parquet", "html"]

_TEXT = (".csv", ".tsv", ".txt")
_WORKBOOK = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
READABLE = (*_TEXT, *_WORKBOOK, ".parquet")
"""Suffixes of tables."""
HIDDEN = "скрытые и временные файлы"
"""What a remark calls files that are hidden or mark others as open."""
_NAMED_AT_MOST = 10
"""Files that a remark names."""
_LOCK = "~$"
"""Begins the file that Excel keeps beside a workbook which is open."""
_ZIP = b"PK\x03\x04"
_OF_WORKBOOKS = frozenset({"[Content_Types].xml", "mimetype"})
"""Parts that every workbook has: of Excel, of LibreOffice."""
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PAR1", "parquet"),
    (_ZIP, "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),
)
_HEAD = 4096
_HTML = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*"
    rb"<(!doctype html|html|head|meta|table|body)",
    re.IGNORECASE | re.DOTALL,
)
_OTHERS = (
    (b"%PDF", "документ PDF"),
    (b"Rar!", "архив RAR"),
    (b"7z\xbc\xaf", "архив 7z"),
    (b"\x1f\x8b", "архив gzip"),
    (b"MIME-Version:", "веб-архив MHTML"),
    (b"<?xml", "файл XML"),
    (b"{\\rtf", "документ RTF"),
)


class Reading(NamedTuple):
    """What the user says of how files are written; where nothing is said, the file tells."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    """The one sheet of a workbook to read: its name or its number from 1."""


class Input(NamedTuple):
    """A file to read."""

    path: Path
    name: str
    """How it is called in messages and in the run: its name; in a folder, the way to it there."""
    reading: Reading = Reading()
    folder: str = ""
    """What the folder is called from which `name` leads to it, and nothing above that."""

    @classmethod
    def alone(cls, path: Path) -> "Input":
        """Return a file that was named by itself."""
        return cls(path, path.name, folder=path.parent.resolve().name)


def is_aside(name: str) -> bool:
    """Whether a file is hidden, or lies in a hidden folder, or marks a workbook as open."""
    parts = (part for part in Path(name).parts if part != "..")
    return any(part.startswith((".", _LOCK, "__MACOSX")) for part in parts)


def is_table(name: str) -> bool:
    """Whether a file is called as a table or an archive, and is not what a Mac keeps beside it."""
    is_beside = name.rpartition("/")[2].startswith("._")
    return name.casefold().endswith((*READABLE, ".zip")) and not is_beside


def passed_over(place: str, what: str, names: Sequence[str]) -> Iterator[Remark]:
    """Yield one remark on files of a folder or an archive that are not read."""
    if names:
        first = names[:_NAMED_AT_MOST]
        more = f" и ещё {len(names) - len(first)}" if len(names) > len(first) else ""
        yield Remark(Place(place), f"{what}: {', '.join(first)}{more}", "пропущены", "R-file")


def is_archive(given: Input) -> bool:
    """Whether a file is a zip of files, and no workbook, which is a zip too."""
    try:
        with given.path.open("rb") as file:
            if file.read(4) != _ZIP:
                return False
        with zipfile.ZipFile(given.path) as opened:
            return not _OF_WORKBOOKS.intersection(opened.namelist())
    except OSError:
        return False
    except (zipfile.BadZipFile, NotImplementedError, UnicodeError):
        return given.path.suffix.casefold() == ".zip"


def kind_of(given: Input) -> Kind:
    """Return what a file holds, by its first bytes and then by its suffix.

    Raises:
        TableError: it is missing, a folder, empty, locked or of a kind that is not read.
    """
    place, path = Place(given.name), given.path
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise _refusal(given, error) from None
    if not head:
        raise one(place, "файл пуст", code="T-002")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if _HTML.match(head):
        return "html"
    suffix = path.suffix.casefold()
    if named := next((kind for start, kind in _OTHERS if head.lstrip().startswith(start)), ""):
        hint = "Откройте его в программе, которой он записан, и сохраните как XLSX или CSV."
        raise one(place, f"это {named}, а не таблица", hint, "T-003")
    # what a system calls .xls is often a CSV
    if (suffix in _WORKBOOK and suffix != ".xls") or suffix == ".parquet":
        raise one(place, f"это не файл {suffix[1:]}: содержимое другое", code="T-003")
    if suffix not in (*_TEXT, ".xls"):
        known = ", ".join((*READABLE, ".zip"))
        raise one(place, f"таблицы такого вида не читаются; читаются {known}", code="T-003")
    return "csv"


def _refusal(given: Input, error: OSError) -> TableError:
    place, path = Place(given.name), given.path
    match error:
        case FileNotFoundError():
            hint = f"Искали здесь: {path.parent}" if path.parent != Path() else ""
            return one(place, "файл не найден", hint, code="T-001")
        case IsADirectoryError():
            return one(place, "это папка, а нужен файл", code="T-001")
        case PermissionError() if path.is_dir():
            return one(place, "это папка, а нужен файл", code="T-001")
        case PermissionError():
            hint = "Если он открыт в Excel, закройте его и повторите."
            return one(place, "файл занят другой программой или нет прав", hint, code="T-001")
    return one(place, f"файл не открывается: {refusal(error)}", code="T-001")
