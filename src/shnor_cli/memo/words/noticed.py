"""What was noticed in the tables of a run: questions and remarks, apart."""

from collections.abc import Iterable

from shnor_cli.engine.verdicts import Identification
from shnor_cli.model import Remark
from shnor_cli.public.mark import is_public
from shnor_cli.tables.codes import severity_of


def raised(identification: Identification) -> tuple[Remark, ...]:
    """Return the questions: what the tables raise, then what was asked where they were read.

    There are none in the public version: they quote single results, of which it has none.
    """
    if is_public(identification):
        return ()
    return (*identification.questions, *asked_when_read(identification))


def asked_when_read(identification: Identification) -> tuple[Remark, ...]:
    """Return the questions that were asked where the tables were read."""
    return tuple(each for each in identification.results.remarks if _is_question(each))


def remarks_of(identification: Identification) -> tuple[Remark, ...]:
    """Return the remarks that are no questions."""
    return tuple(each for each in identification.results.remarks if not _is_question(each))


def different(remarks: Iterable[Remark]) -> list[list[Remark]]:
    """Put together the remarks of one code that say the same, in the order of the first of each.

    What has no code is told as it stands.
    """
    found: dict[object, list[Remark]] = {}
    for place, each in enumerate(remarks):
        what = (each.code, each.text, each.done) if each.code else place
        found.setdefault(what, []).append(each)
    return list(found.values())


def _is_question(remark: Remark) -> bool:
    return severity_of(remark.code) == "вопрос"
