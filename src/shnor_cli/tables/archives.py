"""Archives: the tables of a zip, unpacked into a folder of ours within bounds.

A member is called `архив.zip/данные.csv`. Nothing is written where a member's name says: what lies
in the folder of ours is numbered.
"""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from shnor_cli.errors import Place, Problem
from shnor_cli.model import Remark
from shnor_cli.russian import number
from shnor_cli.tables.bounds import BOUNDS, Bounds
from shnor_cli.tables.faults import error_of, one
from shnor_cli.tables.files import HIDDEN, READABLE, Input, is_aside, is_table, passed_over

_PIECE = 1 << 20
_UTF8 = 0x800
"""The flag of a name in utf-8; without it Windows has written it in cp866."""
_ENCRYPTED = 0x1
_ARCHIVES = (".zip", ".rar", ".7z", ".gz", ".tar")
_UNPACK = "Распакуйте архив и дайте программе папку."


def unpacked(
    archive: Input, folder: Path, bounds: Bounds = BOUNDS
) -> tuple[tuple[Input, ...], tuple[Remark, ...]]:
    """Unpack the tables of an archive; what is passed over leaves remarks.

    Raises:
        TableError: with every member that cannot be unpacked, or the bound that is exceeded.
    """
    with _opened(archive) as opened:
        found = [each for each in opened.infolist() if not each.is_dir()]
        names = sorted(map(_name, found))
        hidden = [each for each in names if is_aside(each) and is_table(each)]
        found = sorted((each for each in found if not is_aside(_name(each))), key=_name)
        if problems := list(_refused(archive, found, bounds)):
            raise error_of(problems)
        tables = [each for each in found if _suffix(each) in READABLE]
        if not tables:
            raise one(Place(archive.name), "в архиве нет таблиц", code="T-001")
        left = bounds.unpacked
        inputs = []
        for place, each in enumerate(tables):
            path, name = folder / f"{place}{_suffix(each)}", f"{archive.name}/{_name(each)}"
            given = Input(path, name, folder=archive.folder)
            left -= _extract(opened, each, given, left)
            inputs.append(given)
        others = [each for each in found if each not in tables]
        passed = (_passed_over(archive, each) for each in others)
        return tuple(inputs), (*passed, *passed_over(archive.name, HIDDEN, hidden))


def member_digest(archive: Path, name: str) -> str | None:
    """Return the SHA-256 of a member of an archive, None where there is none of that name.

    Raises:
        TableError: the archive is spoilt.
    """
    given = Input.alone(archive)
    with _opened(given) as opened:
        found = [each for each in opened.infolist() if _name(each) == name]
        if not found:
            return None
        with opened.open(found[0]) as file:
            digest = hashlib.sha256()
            while piece := file.read(_PIECE):
                digest.update(piece)
            return digest.hexdigest()


@contextmanager
def _opened(archive: Input) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive.path) as opened:
            yield opened
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeError, RuntimeError):
        fault = "архив не читается: он испорчен, обрезан или сжат неизвестным способом"
        raise one(Place(archive.name), fault, _UNPACK, "T-003") from None


def _name(member: zipfile.ZipInfo) -> str:
    name = member.orig_filename.partition("\0")[0]
    if not member.flag_bits & _UTF8:
        name = name.encode("cp437").decode("cp866")
    return name.replace("\\", "/")


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(_name(member)).suffix.casefold()


def _refused(archive: Input, found: list[zipfile.ZipInfo], bounds: Bounds) -> Iterator[Problem]:
    place = Place(archive.name)
    if len(found) > bounds.members:
        fault = f"в архиве больше {number(bounds.members)} файлов"
        yield Problem(place, fault, _UNPACK, "T-007")
        return
    if sum(each.file_size for each in found) > bounds.unpacked:
        yield _too_large(archive, bounds.unpacked)
    names = [_name(each) for each in found]
    for each, name in zip(found, names, strict=True):
        if fault := _fault(each, name, bounds):
            yield Problem(Place(f"{archive.name}/{name}"), fault, _UNPACK, "T-007")
        elif names.count(name) > 1:
            fault = "в архиве несколько файлов с этим именем"
            yield Problem(Place(f"{archive.name}/{name}"), fault, _UNPACK, "T-007")


def _fault(member: zipfile.ZipInfo, name: str, bounds: Bounds) -> str:
    """Say why a member is not to be unpacked, or nothing."""
    path = PurePosixPath(name)
    if ".." in path.parts or path.is_absolute() or PureWindowsPath(name).drive:
        return "имя ведёт за пределы архива"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "это ссылка, а не файл"
    if member.flag_bits & _ENCRYPTED:
        return "файл закрыт паролем"
    if path.suffix.casefold() in _ARCHIVES:
        return "архив внутри архива не читается"
    if bounds.is_bomb(member.compress_size, member.file_size):
        return "файл сжат так, как таблицы не сжимаются: похоже на ловушку"
    return ""


def _extract(opened: zipfile.ZipFile, member: zipfile.ZipInfo, given: Input, left: int) -> int:
    """Unpack a member and return its size: what is written counts, not what is declared."""
    size = 0
    with opened.open(member) as file, given.path.open("wb") as out:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > left:
                raise error_of([_too_large(given, left)])
            out.write(piece)
    return size


def _too_large(given: Input, bound: int) -> Problem:
    fault = f"распакованные таблицы больше {number(bound >> 20)} МБ"
    return Problem(Place(given.name), fault, _UNPACK, "T-007")


def _passed_over(archive: Input, member: zipfile.ZipInfo) -> Remark:
    place = Place(f"{archive.name}/{_name(member)}")
    return Remark(place, "файл не таблица", "пропущен", "R-file")
