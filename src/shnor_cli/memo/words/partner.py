"""The partner school (школа-партнёр) of the office, named only where the run does not object."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shnor_cli.engine.decisions import category_of, is_left_to_a_person
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.decisions import listed
from shnor_cli.memo.words.findings import support_categories
from shnor_cli.russian import fold, quote, typeset

_QUOTES = re.compile(r"[«»„“”\"']")


class Partner(NamedTuple):
    """The partner as the memo names it, and what the office is to be told of it."""

    name: str = ""
    remark: str = ""


def partner_of(
    identification: Identification, verdicts: Sequence[Verdict], named: str | None
) -> Partner:
    """Return the partner that an office names (`named`), if contracts with one are proposed.

    One that is found itself, or of which nothing certain is concluded, is not named.
    """
    if not named or not listed(identification, verdicts):
        return Partner(typeset(named or ""))
    schools = list(_called(identification, verdicts, named))
    if not schools:
        said = "среди школ прогона не найдена: проверьте, верно ли она названа"
        return Partner(typeset(named), f"Школа-партнёр {quote(named)} (office.yaml) {said}.")
    found = {each.name for each in support_categories(identification)}
    unfit = [
        each.index for each in schools if category_of(identification, each.index) in {None, *found}
    ]
    if not unfit:
        return Partner(typeset(named))
    said = f"в рекомендациях не названа: {_why_unfit(identification, unfit[0])}"
    return Partner(remark=f"Школа-партнёр {quote(named)} (office.yaml) {said}.")


def _why_unfit(identification: Identification, index: int) -> str:
    category = category_of(identification, index)
    if category:
        return f"по этому прогону она отнесена к категории {quote(category)}"
    if is_left_to_a_person(identification, index):
        decision = identification.decisions[index].in_words
        return f"решение о ней не называет документа или категории методики: {decision}"
    return "по этому прогону вывода о ней нет"


def _called(
    identification: Identification, verdicts: Sequence[Verdict], text: str
) -> Iterator[Verdict]:
    """Yield the schools whose name or other name of the register a text holds."""
    schools, said = identification.results.schools, _plain(text)
    for verdict in verdicts:
        names = (schools.names[verdict.index], *schools.aliases.get(verdict.index, ()))
        if any(_holds(said, _plain(name)) for name in names):
            yield verdict


def _holds(text: str, name: str) -> bool:
    return bool(name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))


def _plain(text: str) -> str:
    return fold(_QUOTES.sub(" ", text))
