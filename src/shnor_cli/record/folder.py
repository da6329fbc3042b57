"""Replacing a run folder so that a kill at any moment leaves the earlier run or the new one, whole.

The new folder is written beside under a hidden name, the earlier one steps aside as `NAME.old`,
the new one takes its name, and only then is the earlier one removed. Every step is a rename. Who
writes holds `.NAME.lock`; reading needs no lock.
"""

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shnor_cli.errors import RunError, refusal
from shnor_cli.russian import quote

_OFFICE_LOCK = "~$"
"""How Word and Excel begin the name of the hidden file that marks an open document."""


def recover(folder: Path) -> None:
    """Put back an earlier run that was left aside as `NAME.old` by a process that was killed.

    Raises:
        RunError: the folder cannot be renamed.
    """
    if _old(folder).is_dir() and not folder.exists():
        folder = _whole_path(folder)
        with said_as_run_error(folder), _alone(folder):
            _put_back(folder)


def _put_back(folder: Path) -> None:
    old = _old(folder)
    if old.is_dir() and not folder.exists():
        old.rename(folder)


def check_rights(folder: Path) -> None:
    """Find out before the work whether a run can be put there, and an earlier one removed.

    Raises:
        RunError: a right is lacking.
    """
    whole, doomed = _whole_path(folder), _doomed(folder)
    above = next(each for each in whole.parents if each.exists())
    if above.is_dir() and not _may_write(above):
        said = f"Папку {quote(whole.name)} не создать и не заменить: в {quote(str(above))} "
        raise RunError(f"{said}нет прав на запись.", hint=f"{_RIGHTS} назовите другую: -o ПАПКА.")
    if kept := _unremovable(whole):
        said = f"Прежний прогон не заменить: в {quote(str(kept))} нет прав на запись."
        raise RunError(said, hint=f"{_RIGHTS} назовите другую: -o ПАПКА. Ничего не тронуто.")
    _unlock(doomed)
    if kept := _unremovable(doomed):
        said = f"Остаток прежнего прогона не убрать: в {quote(str(kept))} нет прав на запись."
        raise RunError(said, hint=f"{_RIGHTS} удалите {quote(str(doomed))} сами (папка скрытая).")


_RIGHTS = "Верните право на запись в эту папку или"


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


def _unremovable(folder: Path) -> Path | None:
    """Return the first folder, among one and those within, whose files may not be removed."""
    within = (Path(place) for place, folders, files in os.walk(folder) if folders or files)
    return next((each for each in within if not _may_write(each)), None)


def _unlock(folder: Path) -> None:
    """Take the rights that removing a folder needs, where they can be taken."""
    for place, _, _ in os.walk(folder):
        with suppress(OSError):
            Path(place).chmod(0o700)


def replace(
    folder: Path,
    write: Callable[[Path], None],
    *,
    ours: Callable[[str], bool],
    check: Callable[[], None] = lambda: None,
) -> None:
    """Write a folder anew and put it in the place of an earlier one, one process at a time.

    Args:
        folder: where it is to stand.
        write: fills an empty folder, given its path.
        ours: tells by the name whether a file is of the run; others are carried over.
        check: raises if what stands there by now must not be replaced.

    Raises:
        RunError: a file is in use, a right or room on the disk is lacking; the earlier run stands.
    """
    folder = _whole_path(folder)
    with said_as_run_error(folder), _parents(folder), _alone(folder):
        _put_back(folder)
        check()
        new = _new(folder)
        _remove(new)
        new.mkdir()
        try:
            write(new)
            if folder.is_dir():
                _carry_over(folder, new, ours)
            _settle(new)
            _swap(new, folder)
        except BaseException:
            _remove(new)
            raise


@contextmanager
def said_as_run_error(folder: Path) -> Iterator[None]:
    """Say an `OSError` over a run folder in Russian.

    Raises:
        RunError: instead of any OSError.
    """
    try:
        yield
    except OSError as error:
        raise RunError(_in_words(error, folder), hint=_hint(error)) from error


def _in_words(error: OSError, folder: Path) -> str:
    where = quote(str(error.filename or folder))
    if isinstance(error, PermissionError):
        return f"Нет доступа к {where}: файл открыт в другой программе или не хватает прав."
    if error.errno == errno.ENOSPC:
        return f"Не записана папка {quote(str(folder))}: на диске кончилось место."
    return f"Не удалось записать или прочитать {where}: {refusal(error)}."


def _hint(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return (
            "Закройте Excel и Word с файлами этой папки, проверьте права и повторите. "
            "Прежний прогон, если он был, не тронут."
        )
    return "Прежний прогон, если он был, не тронут."


def _whole_path(folder: Path) -> Path:
    # A link is followed to the end, or its own name would be renamed in place of the folder.
    whole = Path(os.path.realpath(folder))
    if not whole.name:
        raise RunError(
            f"{quote(str(folder))} не может быть папкой прогона.",
            hint="Назовите папку: -o out/прогон.",
        )
    return whole


def _old(folder: Path) -> Path:
    return _beside(folder, "{}.old")


def _new(folder: Path) -> Path:
    return _beside(folder, ".{}.new")


def _doomed(folder: Path) -> Path:
    return _beside(folder, ".{}.removed")


def _beside(folder: Path, pattern: str) -> Path:
    whole = _whole_path(folder)
    return whole.with_name(pattern.format(whole.name))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from writing this run; the system frees a killed one's lock.

    Raises:
        RunError: another process writes it now.
    """
    lock = _beside(folder, ".{}.lock")
    handle = _locked(lock)
    if handle is None:
        said, hint = quote(str(folder)), "Дождитесь его конца и повторите."
        raise RunError(f"В папку {said} сейчас пишет другой запуск.", hint=hint)
    try:
        yield
    finally:
        if sys.platform != "win32":
            lock.unlink(missing_ok=True)
        os.close(handle)


def _locked(lock: Path) -> int | None:
    """Return a handle that holds the lock; None where another process does."""
    if sys.platform == "win32":
        # such a file is removed by the system once its only handle is closed
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY
        try:
            return os.open(lock, flags)
        except FileExistsError:
            return None
    import fcntl

    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o666)
    with suppress(BlockingIOError, FileNotFoundError):
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # the other one may have ended, and removed its file, since it was opened here
        if os.path.samestat(os.fstat(handle), lock.stat()):
            return handle
    os.close(handle)
    return None


@contextmanager
def _parents(folder: Path) -> Iterator[None]:
    missing = [parent for parent in folder.parents if not parent.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for parent in missing:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
        raise


def _carry_over(earlier: Path, new: Path, ours: Callable[[str], bool]) -> None:
    # Copied, not moved: killed here, the earlier run still has all its files.
    for path in sorted(earlier.iterdir()):
        if ours(path.name) or path.name.startswith(_OFFICE_LOCK):
            continue
        if path.is_dir():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _settle(new: Path) -> None:
    # The bytes reach the disk before the name does: after a power cut no empty file stands there.
    for path in [*sorted(new.iterdir()), new]:
        if path.is_file() or (path.is_dir() and os.name == "posix"):
            descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _swap(new: Path, folder: Path) -> None:
    old, doomed = _old(folder), _doomed(folder)
    _remove(doomed)
    if old.is_dir():  # the earlier of two runs, left by a process killed before it was removed
        _retire(old, doomed)
    if not folder.exists():
        new.rename(folder)
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    try:
        _retire(old, doomed)
    except OSError as error:
        left = doomed if doomed.exists() else old
        raise RunError(
            f"Новый прогон записан, но прежний не удалось убрать: {refusal(error)}.",
            hint=f"Закройте файлы папки {quote(str(left))} и удалите её сами.",
        ) from error


def _retire(old: Path, doomed: Path) -> None:
    # Renamed before it is emptied, so that whatever is called `NAME.old` is always whole.
    old.rename(doomed)
    _remove(doomed)


def _remove(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
