"""Which file becomes which workbook, and what each of them is told."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shnor_cli.errors import Place, Problem, RunError
from shnor_cli.marked import copied, own
from shnor_cli.marked.cells import sheets_of
from shnor_cli.putting import check_place, put, repacked, spare
from shnor_cli.tables.checked import Finding
from shnor_cli.tables.files import Input

_SUFFIX = ".xlsx"
_BOOKS = (_SUFFIX, ".xlsm")


@dataclass(frozen=True)
class Marked:
    """A workbook that was written, and what of the sender's own it could not keep."""

    path: Path
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marking:
    """Files and the workbooks that they become."""

    targets: tuple[tuple[Input, Path], ...]
    is_one: bool = False
    """Whether the workbook itself was named, and no folder."""

    def written(self, findings: Sequence[Finding]) -> tuple[Marked, ...]:
        """Write the workbooks in which something was found, and the one that was named.

        A file without findings has no copy: pupils may stand in it. A workbook of an earlier check
        is written anew all the same, for it would tell of what is mended.

        Raises:
            RunError: a workbook cannot be written; what stood there is untouched.
        """
        found = {each.place.file for each in findings}
        wanted = (
            (given, path)
            for given, path in self.targets
            if self.is_one or given.name in found or path.exists()
        )
        return tuple(self._written(given, path, findings) for given, path in wanted)

    def _written(self, given: Input, path: Path, findings: Sequence[Finding]) -> Marked:
        others = {each.name for each, _ in self.targets} - {given.name}
        told = [each for each in findings if each.place.file not in others]
        sheets = sheets_of(given)
        book = own.marked(given, sheets, told) or copied.marked(given, sheets, told)
        put(repacked(book.content), path)
        return Marked(path, book.lost)


def marking_of(files: Sequence[Input], output: Path, aside: Collection[Path] = ()) -> Marking:
    """Choose a workbook for each file: `output` is one .xlsx for one file, else a folder.

    Raises:
        RunError: there are several files and `output` is one, it would replace one of them or what
            is read `aside`, or it cannot be written.
    """
    is_one = output.suffix.casefold() == _SUFFIX and not output.is_dir()
    if is_one and len(files) > 1:
        hint = f"Назовите папку, например: -o {output.stem}."
        raise _refused(output, f"таблиц {len(files)}, а назван один файл", hint)
    paths = [output] if is_one else list(_inside(output, files))
    spare([*(each.path for each in files), *aside], paths)
    for path in paths:
        check_place(path)
    return Marking(tuple(zip(files, paths, strict=False)), is_one=is_one)


def _inside(folder: Path, files: Sequence[Input]) -> Iterator[Path]:
    """Yield a name of its own for each file: «отметки.csv.xlsx», «отметки (2).xlsx»."""
    taken: set[str] = set()
    for each in files:
        name = Path(each.name)
        stem = name.with_suffix("") if name.suffix.casefold() in _BOOKS else name
        found, number = f"{stem}{_SUFFIX}", 1
        while found.casefold() in taken:
            number += 1
            found = f"{stem} ({number}){_SUFFIX}"
        taken.add(found.casefold())
        yield folder / found


def _refused(output: Path, fault: str, hint: str) -> RunError:
    return RunError("Книга не записана.", [Problem(Place(str(output)), fault, hint)])
