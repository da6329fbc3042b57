"""What a user names to be read: files, and folders with every table in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.files import READABLE, Input, Reading

_LOCK = "~$"
"""Begins the file that Excel keeps beside a workbook which is open."""


@dataclass(frozen=True)
class Inputs:
    """All files to read, in order, and what was passed over."""

    files: tuple[Input, ...]
    remarks: tuple[Remark, ...] = ()


def inputs_of(given: Sequence[Path], reading: Reading, faults: Faults) -> Inputs:
    """Return the files that were named; a folder stands for every table in it, by name.

    A folder without tables goes to `faults`.
    """
    files: list[Input] = []
    remarks: list[Remark] = []
    for path in given:
        if not path.is_dir():
            files.append(Input.alone(path))
            continue
        found = [each for each in _inside(path) if not _is_aside(each)]
        tables = [each for each in found if each.path.suffix.casefold() in READABLE]
        if not tables:
            known = ", ".join(READABLE)
            place = Place(path.resolve().name)
            faults.append(Problem(place, "в папке нет таблиц", f"Читаются {known}.", "T-001"))
        files += tables
        remarks += [_passed_over(each) for each in found if each not in tables]
    return Inputs(tuple(replace(each, reading=reading) for each in files), tuple(remarks))


def _inside(folder: Path) -> Iterator[Input]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield Input(path, path.relative_to(folder).as_posix())


def _is_aside(given: Input) -> bool:
    """Whether a file is hidden, or lies in a hidden folder, or marks a workbook as open."""
    return any(part.startswith((".", _LOCK)) for part in Path(given.name).parts)


def _passed_over(given: Input) -> Remark:
    return Remark(Place(given.name), "файл не таблица", "пропущен", "R-file")
