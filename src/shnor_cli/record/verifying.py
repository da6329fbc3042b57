"""Verifying a run folder: everything is derived anew and compared with what is recorded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import MethodologyError, RunError, TableError
from shnor_cli.record.comparing import OTHER_METHODOLOGY, derived_differences
from shnor_cli.record.difference import Difference
from shnor_cli.record.folder import recover, said_as_run_error
from shnor_cli.record.info import (
    INFO,
    METHODOLOGY,
    VERDICTS,
    Info,
    is_ours,
    read_info,
)
from shnor_cli.record.reading import Run, derive_run
from shnor_cli.record.writing import write_files
from shnor_cli.resources import digest_of
from shnor_cli.russian import plural
from shnor_cli.tables.archives import member_digest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


ReadAgain = Callable[[Run], Identification | None]
"""Judges what the sources of a run hold; None where they cannot be told."""
_SOURCES = "исходные файлы"
_ABSENT = "исходного файла нет в указанной папке, он не сверен"


class Verified(NamedTuple):
    """What was verified of a run, and where it is not what it should be."""

    info: Info
    """What the run says of itself."""
    with_sources: bool
    """Whether its sources were compared too."""
    is_derived: bool
    """Whether everything could be derived anew."""
    differences: tuple[Difference, ...]
    is_read_again: bool = False
    """Whether the sources were read once more, too."""

    @property
    def sources(self) -> int:
        """How many sources there are to be compared, by their names."""
        return len({each.name for each in self.info.inputs})

    @property
    def compared(self) -> int:
        """How many of them were at hand."""
        return self.sources - sum(each.recorded == _ABSENT for each in self.differences)

    @property
    def is_judged_otherwise(self) -> bool:
        """Whether the methodology in the folder is not the one that the run was made by."""
        return OTHER_METHODOLOGY in self.differences

    @property
    def other_verdicts(self) -> int:
        """How many schools are named whose verdict is not the recorded one."""
        verdicts = [each for each in self.differences if each.file == VERDICTS]
        return len({each.school for each in verdicts if each.school})


def verify_run(
    connection: "DuckDBPyConnection",
    folder: Path,
    *,
    sources: Sequence[Path] = (),
    read_again: ReadAgain | None = None,
) -> Verified:
    """Derive a run anew and find everything that differs from the record, nothing if it holds.

    It is written to a folder beside by the code that writes every run, and compared file by file.
    What the run itself cannot tell is taken as it says: the parameters, the versions and, where
    the sources are not read again, what was read from them.

    Args:
        connection: where the run's tables are read to.
        folder: the run.
        sources: files from which the run was made, or folders where they lie; a source that is
            not among them by name is a difference. With none given, sources are not compared.
        read_again: judges what those sources hold, once they are the very files of the run.

    Raises:
        RunError: there is no run in the folder, or it was written in another format.
    """
    recover(folder)
    info = read_info(folder)
    with said_as_run_error(folder):
        digests = _digests(folder)
        of_sources = tuple(_source_differences(info, sources))
    found = [*_file_differences(info, digests), *of_sources]
    try:
        run = derive_run(connection, folder)
    except RunError as error:
        found.append(Difference(METHODOLOGY if error.problems else INFO, error.message))
        return Verified(info, bool(sources), is_derived=False, differences=tuple(found))
    found += _written_anew(run, run.identification, digests)
    again = None
    if sources and read_again and not of_sources:
        try:
            again = read_again(run)
        except (MethodologyError, TableError) as error:
            found.append(Difference(_SOURCES, f"больше не читаются: {error.message}"))
    if again is not None:
        found += _written_anew(run, again, digests)
    return Verified(
        info,
        bool(sources),
        is_derived=True,
        differences=tuple(dict.fromkeys(found)),
        is_read_again=again is not None,
    )


def _written_anew(
    run: Run, identification: Identification, digests: Mapping[str, str]
) -> list[Difference]:
    with TemporaryDirectory(prefix="shnor-") as place:
        with said_as_run_error(Path(place)):
            write_files(identification, run.info.parameters, Path(place))
        return list(derived_differences(run, Path(place), digests))


def sources_at_hand(info: Info, places: Sequence[Path]) -> dict[str, Path]:
    """Return which of a run's sources are found among files and folders, by their names.

    A source out of an archive is found where the archive is: `архив.zip/данные.csv`.
    """
    found: dict[str, Path] = {}
    for source in info.sources:
        name = PurePosixPath(source.name)
        for wanted in (name, *name.parents[:-1]):
            for place in places:
                path = place / wanted if place.is_dir() else place
                if path.name == wanted.name and path.is_file():
                    found.setdefault(source.name, path)
    return found


def _digest_of_source(path: Path, name: str) -> str | None:
    """Return the digest of a source, or of the member of an archive, None where it is not there."""
    inside = PurePosixPath(name)
    if path.name == inside.name:
        return digest_of(path)
    place = len(inside.parts) - 1 - inside.parts[::-1].index(path.name)
    try:
        return member_digest(path, "/".join(inside.parts[place + 1 :]))
    except TableError:
        return None


def _digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the run by its name; a pipe or a device is no file."""
    paths = (path for path in sorted(folder.iterdir()) if is_ours(path.name) and path.is_file())
    return {path.name: digest_of(path) for path in paths if path.name != INFO}


def _file_differences(info: Info, digests: Mapping[str, str]) -> Iterator[Difference]:
    for name, digest in info.files.items():
        if name not in digests:
            yield Difference(name, "файла нет")
        elif digests[name] != digest:
            yield Difference(name, "файл изменён после прогона")


def _source_differences(info: Info, places: Sequence[Path]) -> Iterator[Difference]:
    at_hand = sources_at_hand(info, places)
    digests: dict[str, set[str]] = {}
    for source in info.sources if places else ():
        # a file may hold several tables, and files of several folders may have one name
        digests.setdefault(source.name, set()).add(source.sha256)
    for name, known in digests.items():
        path = at_hand.get(name)
        if path is None:
            yield Difference(name, _ABSENT)
        elif _digest_of_source(path, name) not in known:
            yield Difference(name, "исходный файл не тот, по которому проведён прогон")
        elif len(known) > 1:
            files = plural(len(known), "файл", "файла", "файлов")
            yield Difference(name, f"у прогона {files} с этим именем, сверен только один")
