"""Who is judged and who is compared with whom: excluded schools, groups, attribute filters."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import attributes_in_words
from shnor_cli.criteria.rules import GROUP_ALL
from shnor_cli.model import Flags, Floats, Outcome, Results, Schools, Texts
from shnor_cli.russian import fold


class Groups(NamedTuple):
    """The groups of an attribute in one year."""

    labels: tuple[str, ...]
    codes: NDArray[np.int64]
    """Shape (S,): position in `labels`, -1 where the school's attribute is not known."""

    def members(self, mask: Flags) -> Iterator[tuple[int, NDArray[np.int64]]]:
        """Yield (group, its schools in the mask), both ascending; empty groups are left out."""
        indices = np.flatnonzero(mask & (self.codes >= 0))
        order = indices[np.argsort(self.codes[indices], kind="stable")]
        codes = self.codes[order]
        found, starts = np.unique(codes, return_index=True)
        stops = [*starts[1:], len(order)]
        for code, start, stop in zip(found, starts, stops, strict=False):  # no group, one stop
            yield int(code), order[start:stop]


def attribute_texts(results: Results, name: str, year: int) -> Texts | None:
    """Return the texts of a school attribute in a year, shape (S,), or None if there is none."""
    attribute = results.attributes.get(name)
    if attribute is not None:
        return attribute.texts(year)
    if name == "municipality":
        texts = np.array([text or None for text in results.schools.municipalities], object)
        return texts if len(texts) and any(texts) else None
    return None


def groups(results: Results, attribute: str, year: int) -> Groups:
    """Return the groups of schools by an attribute in a year; `all` is one group of all."""
    count = len(results.schools)
    if attribute == GROUP_ALL:
        return Groups((GROUP_ALL,), np.zeros(count, np.int64))
    texts = attribute_texts(results, attribute, year)
    if texts is None:
        return Groups((), np.full(count, -1))
    labels = sorted({text for text in texts if text is not None})
    codes = {label: code for code, label in enumerate(labels)}
    return Groups(tuple(labels), np.array([codes.get(text, -1) for text in texts], np.int64))


def excluded_schools(results: Results, methodology: Methodology, year: int) -> dict[int, str]:
    """Return excluded schools: index -> why, by the register or by `population.exclude`."""
    excluded = {}
    for name, values in methodology.population.exclude.items():
        texts = attribute_texts(results, name, year)
        if texts is not None:
            wanted = {fold(value) for value in values}
            for index in np.flatnonzero(given(texts)):
                if fold(texts[index]) in wanted:
                    (said,) = attributes_in_words({name: (texts[index],)})
                    excluded[int(index)] = said
    return {**excluded, **results.schools.excluded}


def grouped_schools(methodology: Methodology, schools: int, excluded: Iterable[int]) -> Flags:
    """Return which of so many schools take part in groups, shape (S,)."""
    grouped = np.ones(schools, np.bool_)
    if methodology.groups == "judged":
        grouped[list(excluded)] = False
    return grouped


def compared_schools(
    grouped: Flags, schools: Schools, years: Sequence[int], present: Flags
) -> Flags:
    """Return which schools are in the groups of which year, shape (S, Y).

    A school that by the register is not open in a year, and has no row in it, is in none of it.
    """
    at = np.array(years)
    is_open = np.ones((len(grouped), len(at)), np.bool_)
    if schools.open_years:
        spans = np.array(list(schools.open_years.values()))
        is_open[list(schools.open_years)] = (spans[:, :1] <= at) & (at <= spans[:, 1:])
    return grouped[:, None] & (is_open | present)


def matching(
    results: Results, filters: Mapping[str, Sequence[str]], years: Sequence[int]
) -> NDArray[np.int8]:
    """Say for every school and year, shape (S, Y), whether its attributes are among those named.

    Codes of `Outcome`: MET, NOT_MET, or UNKNOWN where an attribute is not known.
    """
    answers = np.full((len(results.schools), len(years)), Outcome.MET, np.int8)
    for name, values in filters.items():
        wanted = {fold(value) for value in values}
        for position, year in enumerate(years):
            column = answers[:, position]
            texts = attribute_texts(results, name, year)
            known = np.zeros(len(column), bool) if texts is None else given(texts)
            inside = np.zeros(len(column), bool)
            if texts is not None:
                inside[known] = [fold(text) in wanted for text in texts[known]]
            column[~known & (column == Outcome.MET)] = Outcome.UNKNOWN
            column[known & ~inside] = Outcome.NOT_MET
    return answers


def given(texts: Texts) -> Flags:
    """Say where there is a text."""
    return np.array([text is not None for text in texts.ravel()], np.bool_).reshape(texts.shape)


def spread(values: Floats) -> float:
    """Return the sample standard deviation of known values; 1 where it is 0 or undefined."""
    known = values[np.isfinite(values)]
    deviation = float(known.std(ddof=1)) if known.size > 1 else 0.0
    return deviation if deviation > 0 else 1.0
