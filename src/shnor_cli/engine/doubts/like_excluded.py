"""Schools whose attribute resembles an excluded value and is not it: «вечерняя (сменная)»."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import attributes_in_words
from shnor_cli.engine.doubts.telling import schools
from shnor_cli.engine.population import attribute_texts, excluded_schools, given
from shnor_cli.errors import Place
from shnor_cli.model import Remark, Results
from shnor_cli.russian import fold, join_and, quote

CODE = "Q-13"
_WORD = re.compile(r"\w+")
_ENDING = 2
"""Letters of a word that change by its case."""
_SHORT = 4
"""Words of so few letters are compared whole."""


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of all schools of each such text at once; those excluded by other grounds are not."""
    excluded = excluded_schools(results, methodology, year)
    for name, values in methodology.population.exclude.items():
        texts = attribute_texts(results, name, year)
        like: dict[tuple[str, str], list[int]] = {}
        for index in np.flatnonzero(given(texts)).tolist() if texts is not None else ():
            text = texts[index] if texts is not None else ""
            value = next((each for each in values if _resembles(text, each)), None)
            if value is not None and index not in excluded:
                like.setdefault((text, value), []).append(index)
        for (text, value), found in sorted(like.items()):
            yield _question(results, name, (text, value), found)


def _resembles(text: str, value: str) -> bool:
    """Whether a text has all the words of a value, in whatever case."""
    words = _WORD.findall(fold(text))
    stems = map(_stem, _WORD.findall(fold(value)))
    return all(any(word.startswith(stem) for word in words) for stem in stems)


def _stem(word: str) -> str:
    return word if len(word) <= _SHORT else word[:-_ENDING]


def _question(results: Results, name: str, said: tuple[str, str], found: Sequence[int]) -> Remark:
    text, value = (join_and(attributes_in_words({name: [each]})) for each in said)
    asked = f"школы {text} не исключены: {schools(results, found)}; исключаются школы {value}"
    done = (
        f"оценены; чтобы исключить их, впишите в реестр вместо этого {quote(said[1])} "
        "или «да» в столбец «исключить»"
    )
    return Remark(Place(), asked, done, CODE)
