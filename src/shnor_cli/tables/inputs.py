"""What a user names to be read: files, patterns of them, folders and archives with their tables."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from shnor_cli.errors import Place, Problem, TableError
from shnor_cli.model import Remark
from shnor_cli.tables.faults import Faults
from shnor_cli.tables.files import (
    HIDDEN,
    READABLE,
    Input,
    Reading,
    is_archive,
    is_aside,
    is_table,
    passed_over,
)
from shnor_cli.tables.own_files import own_kind, own_run
from shnor_cli.tables.scratch import Scratch


class Inputs(NamedTuple):
    """All files to read, in order, and what was passed over."""

    files: tuple[Input, ...]
    remarks: tuple[Remark, ...] = ()


def inputs_of(
    given: Sequence[Path],
    reading: Reading,
    scratch: Scratch,
    faults: Faults,
    aside: Collection[Path] = (),
) -> Inputs:
    """Return the files that were named; a folder or archive stands for every table in it, by name.

    A folder without tables, or an archive that cannot be unpacked, goes to `faults`. Files `aside`
    are given for something else, such as the register: they are no results unless one is all that
    is named.
    """
    files: list[Input] = []
    remarks: list[Remark] = []
    alone = len(given) == 1 and given[0].is_file()
    others = frozenset() if alone else frozenset(each.resolve() for each in aside)
    for each in _named(given, others, remarks, faults):
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


def _named(
    given: Sequence[Path], others: Collection[Path], remarks: list[Remark], faults: Faults
) -> Iterator[Input]:
    """Yield files and archives, those of folders and patterns too."""
    for path in given:
        if path.is_dir():
            yield from _of_folder(path, others, remarks, faults)
        elif shown := _shown(matched := _matched(path)):
            remarks += _hidden(path.parent, matched)
            yield from _results(path.parent, shown, others, remarks)
        elif path.exists() and not path.is_file():
            hint = "Сохраните таблицу в файл: она читается не один раз."
            faults.append(Problem(Place(path.name), "это не файл", hint, "T-001"))
        elif path.resolve() in others:
            yield from _results(path.parent, [Input.alone(path)], others, remarks)
        else:
            yield Input.alone(path)


def _of_folder(
    folder: Path, others: Collection[Path], remarks: list[Remark], faults: Faults
) -> Sequence[Input]:
    inside = list(_inside(folder))
    found = _shown(inside)
    remarks += _hidden(folder, inside)
    rest = _results(folder, found, others, remarks)
    tables = [each for each in rest if _is_wanted(each) and _lies_in(folder, each)]
    if not tables:
        known = ", ".join((*READABLE, ".zip"))
        place = Place(folder.resolve().name)
        faults.append(Problem(place, "в папке нет таблиц", f"Читаются {known}.", "T-001"))
    remarks += [_passed_over(each, folder) for each in rest if each not in tables]
    return tables


def _results(
    folder: Path, found: Sequence[Input], others: Collection[Path], remarks: list[Remark]
) -> Sequence[Input]:
    """Return what may hold results; one remark tells of the rest of a folder."""
    tables: list[Input] = []
    passed: dict[str, None] = {}
    for each in found:
        said = _why_not(folder, each, others)
        if said:
            passed[said] = None
        else:
            tables.append(each)
    remarks += passed_over(folder.resolve().name, "не таблицы результатов", list(passed))
    return tables


def _shown(found: Sequence[Input]) -> list[Input]:
    return [each for each in found if not is_aside(each.name)]


def _hidden(folder: Path, found: Sequence[Input]) -> Iterator[Remark]:
    names = [each.name for each in found if is_aside(each.name)]
    yield from passed_over(folder.resolve().name, HIDDEN, list(filter(is_table, names)))


def _why_not(folder: Path, given: Input, others: Collection[Path]) -> str:
    """Say what a file is if it is no results: given for something else, or written by us."""
    if given.path.resolve() in others:
        return f"{given.name} (назван отдельно)"
    if run := own_run(folder, given.path):
        name = run.relative_to(folder).as_posix() if run != folder else run.resolve().name
        return f"{name} (папка прогона)"
    kind = own_kind(given.path)
    return f"{given.name} ({kind})" if kind else ""


def _inside(folder: Path) -> Iterator[Input]:
    own = folder.resolve().name
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield Input(path, path.relative_to(folder).as_posix(), folder=own)


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
    return [Input.alone(each) for each in found]


def _passed_over(given: Input, folder: Path) -> Remark:
    text = "файл не таблица" if _lies_in(folder, given) else "файл по ссылке за пределы папки"
    return Remark(Place(given.name), text, "пропущен", "R-file")
