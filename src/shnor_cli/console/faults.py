"""How a fault of the operating system, or of ours, is told."""

import errno

from shnor_cli.errors import refusal


def os_error_in_words(error: OSError) -> str:
    """Say in Russian what the operating system refused, and what to do."""
    name = str(error.filename or "")
    match error.errno:
        case errno.ENOENT:
            return f"Нет такого файла или папки: {name}\nПроверьте путь и имя."
        case errno.EISDIR:
            return f"Это папка, а нужен файл: {name}"
        case errno.ENOTDIR:
            return f"Это не папка: {name}"
        case errno.EACCES | errno.EPERM | errno.ETXTBSY:
            return (
                f"Нет доступа: {name}\nЕсли файл открыт в Excel или Word, закройте его и повторите."
            )
        case errno.ENOSPC:
            return "На диске не осталось места. Освободите его и повторите."
        case errno.EEXIST:
            return f"Такой файл или папка уже есть: {name}"
        case errno.EROFS:
            return f"Сюда нельзя записать: {name}"
    where = f": {name}" if name else ""
    return f"Операционная система отказала{where}: {refusal(error)}"


def our_fault_in_words(error: BaseException) -> str:
    """Say in one line that the program is at fault."""
    what = " ".join(str(error).split())
    said = f"{type(error).__name__}: {what}" if what else type(error).__name__
    return f"Ошибка в самой программе ({said}). Подробности покажет тот же вызов с --debug."
