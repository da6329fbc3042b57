"""What a user names to be read: files, patterns of them, folders and archives with their tables."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.model import Remark
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.files import READABLE, Input, Reading, is_archive, is_aside
from shnor_cli.tables.scratch import Scratch


class Inputs(NamedTuple):
    """All files to read, in order, and what was passed over."""

    files: tuple[Input, ...]
    remarks: tuple[Remark, ...] = ()


def inputs_of(given: Sequence[Path], reading: Reading, scratch: Scratch, faults: Faults) -> Inputs:
    """Return the files that were named; a folder or archive stands for every table in it, by name.

    A folder without tables, or an archive that cannot be unpacked, goes to `faults`.
    """
    files: list[Input] = []
    remarks: list[Remark] = []
    for each in _named(given, remarks, faults):
        if not is_archive(each):
            files.append(each)
            continue
        from shnor_cli.tables.archives import unpacked

        try:
            inside, passed = unpacked(each, scratch.folder())
        except TableError as error:
            faults.extend(error.problems)
            continue
        files += inside
        remarks += passed
    return Inputs(tuple(each._replace(reading=reading) for each in files), tuple(remarks))


def _named(given: Sequence[Path], remarks: list[Remark], faults: Faults) -> Iterator[Input]:
    """Yield files and archives, those of folders and patterns too."""
    for path in given:
        if path.is_dir():
            found = [each for each in _inside(path) if not is_aside(each.name)]
            tables = [each for each in found if _is_wanted(each) and _lies_in(path, each)]
            if not tables:
                known = ", ".join((*READABLE, ".zip"))
                place = Place(path.resolve().name)
                faults.append(Problem(place, "в папке нет таблиц", f"Читаются {known}.", "T-001"))
            remarks += [_passed_over(each, path) for each in found if each not in tables]
            yield from tables
        elif matched := _matched(path):
            yield from matched
        else:
            yield Input.alone(path)


def _inside(folder: Path) -> Iterator[Input]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield Input(path, path.relative_to(folder).as_posix())


def _is_wanted(given: Input) -> bool:
    return given.path.suffix.casefold() in READABLE or is_archive(given)


def _lies_in(folder: Path, given: Input) -> bool:
    """Whether a file is no link that leads out of the folder."""
    return given.path.resolve().is_relative_to(folder.resolve())


def _matched(pattern: Path) -> list[Input]:
    """Return the files that fit a pattern: shells of Windows hand it over as it is written."""
    if not any(sign in pattern.name for sign in "*?") or pattern.exists():
        return []
    found = sorted(each for each in pattern.parent.glob(pattern.name) if each.is_file())
    return [Input.alone(each) for each in found if not is_aside(each.name)]


def _passed_over(given: Input, folder: Path) -> Remark:
    text = "файл не таблица" if _lies_in(folder, given) else "файл по ссылке за пределы папки"
    return Remark(Place(given.name), text, "пропущен", "R-file")
