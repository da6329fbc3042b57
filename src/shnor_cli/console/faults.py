"""How a fault of the operating system, or of ours, is told."""

import errno

from shnor_cli.errors import refusal

_IN_USE = "Если файл открыт в Excel или Word, закройте его и повторите."
_HINTS = {
    errno.EACCES: _IN_USE,
    errno.ENOENT: "Проверьте путь и имя.",
    errno.ENOSPC: "Освободите место и повторите.",
    errno.EPERM: _IN_USE,
    errno.ETXTBSY: _IN_USE,
}


def os_error_in_words(error: OSError) -> str:
    """Say in Russian what the operating system refused, and what to do."""
    why, name = refusal(error), str(error.filename or "")
    said = f"{why[:1].upper()}{why[1:]}{f': {name}' if name else ''}"
    return "\n".join(filter(None, (said, _HINTS.get(error.errno or 0))))


def our_fault_in_words(error: BaseException) -> str:
    """Say in one line that the program is at fault."""
    what = " ".join(str(error).split())
    said = f"{type(error).__name__}: {what}" if what else type(error).__name__
    return f"Ошибка в самой программе ({said}). Подробности покажет тот же вызов с --debug."
