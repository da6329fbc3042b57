"""Schools that a register lacks, each told with what of the register is like it.

Names are compared letter by letter, which is slow, so that only what is told is looked for, and
among many schools not for every name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from shnor_cli.russian import join_and, quote
from shnor_cli.tables.entries import Register
from shnor_cli.tables.names import gist, is_name
from shnor_cli.tables.texts import fold_school

Key = TypeVar("Key")

_ALIKE = 3
_CLOSE = 0.5
_COMPARED = 20_000
"""So many pairs of names are compared: seconds where most of them are alike."""
_FEW = 3
"""For so many names the likeliest are looked for in any register."""
_DIGITS = "0123456789"
_LONG = 5
"""Digits of a code that is not like others by chance."""


@dataclass(frozen=True, eq=False, repr=False)
class Told(Mapping[Key, str], Generic[Key]):
    """What is said of things, found out when it is asked for."""

    keys_: Mapping[Key, object]
    say: Callable[[Key], str]

    def __getitem__(self, key: Key) -> str:
        if key not in self.keys_:
            raise KeyError(key)
        return self.say(key)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)


def not_found(beside: Mapping[str, Sequence[str]], register: Register) -> Callable[[str], str]:
    """Return what says of a text that it is no school of the register, with the likeliest.

    `beside` are the names that stand beside it.
    """
    near = _near_within(register)

    def say(text: str) -> str:
        names = beside[text]
        same = register.by_name.get(fold_school(text), ())
        if same:
            ids = join_and([quote(each.id) for each in same])
            return f"название {quote(text)} носят школы {ids}; укажите код"
        if names or is_name(text):
            # codes are alike by chance: they are asked only where no name is
            asked = [*names, text] if is_name(text) else names
            found = next(filter(None, map(near, asked)), ())
            alike = f". Похожие: {', '.join(map(quote, found))}" if found else ""
        else:
            codes = ", ".join(f"{code} {quote(name)}" for code, name in _codes(text, register))
            alike = f". Похожие коды: {codes}" if codes else ""
        return f"школа {quote(text)} не найдена в реестре{alike}"

    return cache(say)


def _near_within(register: Register) -> Callable[[str], Sequence[str]]:
    """Return what finds the names of the likeliest schools, as long as that is not too much."""
    left = iter(range(max(_COMPARED // max(len(register.entries), 1), _FEW)))

    def near(text: str) -> Sequence[str]:
        from difflib import get_close_matches

        if next(left, None) is None:
            return ()
        found = get_close_matches(gist(text), register.by_gist, 2 * _ALIKE, _CLOSE)
        return list(dict.fromkeys(register.by_gist[each].name for each in found))[:_ALIKE]

    return cache(near)


def _codes(text: str, register: Register) -> Sequence[tuple[str, str]]:
    """Return codes that differ in one digit, or in the order of two, with names of schools."""
    code = fold_school(text)
    if sum(map(code.count, _DIGITS)) < _LONG:
        return ()
    others = (each for each in _slips(code) if each in register.by_text)
    return [(each, register.by_text[each].name) for each in sorted(dict.fromkeys(others))][:_ALIKE]


def _slips(code: str) -> Iterator[str]:
    for place, sign in enumerate(code):
        if sign in _DIGITS:
            yield from (
                f"{code[:place]}{each}{code[place + 1 :]}" for each in _DIGITS if each != sign
            )
        if place and sign != code[place - 1]:
            yield f"{code[: place - 1]}{sign}{code[place - 1]}{code[place + 1 :]}"
