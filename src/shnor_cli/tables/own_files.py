"""What this program has written itself: none of it is a table of results.

A checked workbook that was corrected since is one: whatever saves it writes the hour into it.
"""

import contextlib
import json
import re
import zipfile
import zlib
from pathlib import Path

_RUN = "run.json"
_VERDICTS = "\ufeffМесто в списке;Код школы;Школа;".encode()
_SHEET = re.compile(r'<sheet\b[^>]*?\bname="([^"]*)"')
_OF_RUN = {"Заключения", "Показатели", "Критерии", "Источники"}
_OF_CHECK = "Проверка"
_HOUR = b"<dcterms:modified"
_SEPARATOR = re.compile(rb"[;\t|]|,\S.*,\S")
_HEAD, _FIRST_LINES, _PART = 4096, 5, 1 << 20


def own_run(folder: Path, file: Path) -> Path | None:
    """Return the run folder inside a folder, or the folder itself, in which a file lies."""
    inside = [each for each in file.parents if each.is_relative_to(folder)]
    return next((each for each in inside if _is_run(each)), None)


def _is_run(folder: Path) -> bool:
    said = None
    with contextlib.suppress(OSError, ValueError, RecursionError):  # whatever it is, no run of ours
        if (folder / _RUN).is_file():  # a pipe would be waited for
            said = json.loads((folder / _RUN).read_bytes())
    return isinstance(said, dict) and {"format", "methodology"} <= said.keys()


def own_kind(path: Path) -> str:
    """Say in Russian what of ours a file is, or nothing."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return ""  # whoever reads it as a table says what is wrong with it
    if head.startswith(_VERDICTS):
        return "заключения прогона"
    if path.suffix.casefold() == ".txt":
        lines = [line for line in head.splitlines() if line.strip()][:_FIRST_LINES]
        return "" if any(map(_SEPARATOR.search, lines)) else "текст без столбцов"
    return _book_kind(path) if path.suffix.casefold() == ".xlsx" else ""


def _book_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as book:
            sheets = set(_SHEET.findall(_part(book, "xl/workbook.xml").decode()))
            if sheets >= _OF_RUN:
                return "таблицы прогона"
            is_ours = _OF_CHECK in sheets and _HOUR not in _part(book, "docProps/core.xml")
            return "размеченная книга" if is_ours else ""
    except (KeyError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return ""  # the same


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as part:
        return part.read(_PART)
