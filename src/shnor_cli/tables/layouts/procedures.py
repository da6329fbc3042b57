"""Procedures as tables call them: in full and by other short names."""

from collections.abc import Mapping

from shnor_cli.tables.texts import fold_term

_NAMES: Mapping[str, tuple[str, ...]] = {
    "ВПР": ("всероссийские проверочные работы", "всероссийская проверочная работа"),
    "ОГЭ": ("основной государственный экзамен", "гиа-9", "гиа 9", "гиа9", "огэ-9"),
    "ЕГЭ": ("единый государственный экзамен", "гиа-11", "гиа 11", "гиа11", "егэ-11"),
    "КДР": ("краевые диагностические работы", "краевая диагностическая работа"),
}
_BY_NAME = {fold_term(name): short for short, names in _NAMES.items() for name in names}


def procedure_of(text: str) -> str:
    """Return the short name of a procedure that a text names in full, else an empty text."""
    folded = fold_term(text).removesuffix(")")
    name, _, short = folded.partition(" (")
    return _BY_NAME.get(name, "") if short in {"", _BY_NAME.get(name, "").casefold()} else ""
