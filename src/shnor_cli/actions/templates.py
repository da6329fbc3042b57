"""The verbs over templates: check one, and lay out a folder of one's own to work in."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from shnor_cli import resources
from shnor_cli.actions.identifying import identify
from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import TemplateError, did_you_mean
from shnor_cli.putting import put

if TYPE_CHECKING:
    from shnor_cli.memo.word.names import Name

_EXAMPLES = ("federal-2025", "contextual", "municipal-points")
"""Methodologies whose documents of the sample district show all that a template may use."""

_DOCS = ("cases", "checks", "commands", "criteria", "inputs", "office", "tables")
"""Pages for users; the wheel packs these alone."""
_COPIED = {
    "docs": tuple(f"{name}.md" for name in _DOCS),
    "templates": ("*.docx",),
    "criteria": ("*.yaml",),
    "sample_data": ("*.csv", "*.xlsx", "*.yaml", "layouts/**/*.*"),
}
"""What a folder of one's own begins with."""


class Checked(NamedTuple):
    """A template without faults."""

    path: Path
    tried: int
    """How many documents it was filled for."""
    slips: tuple[str, ...]
    """What is odd about its sections."""


def check_template(name: str, folder: Path) -> Checked:
    """Check a template on the sample district.

    Raises:
        TemplateError: with everything that is wrong with it, or that there is none.
    """
    from shnor_cli.memo.word.sections import slips_in
    from shnor_cli.memo.word.trial import faults_of

    path = resources.given_template(Path(name), folder)
    examples = list(_examples(path.stem))
    faults = faults_of(path, examples)
    if faults:
        raise TemplateError("Шаблон надо исправить.", faults)
    return Checked(path, len(examples), tuple(slips_in(path)))


def template_names(name: str) -> "tuple[Name, ...]":
    """Return every name that a shipped template may use, with examples of the sample district.

    Raises:
        TemplateError: there is no such template.
    """
    from shnor_cli.memo.word.names import MEANINGS, names_of

    if name not in MEANINGS:
        hint = f"Есть шаблоны: {', '.join(MEANINGS)}."
        raise TemplateError(f"Шаблон «{name}» не найден{did_you_mean(name, MEANINGS)}", hint=hint)
    return names_of(name, list(_examples(name)))


def _examples(name: str) -> Iterator[Mapping[str, object]]:
    """Yield the values that a template of a name is filled with; of any other name, the memo's."""
    from shnor_cli.memo.papers import annex, cards, deficits, effect, memo, order
    from shnor_cli.memo.words.office import read_office
    from shnor_cli.revise.effect import effect as effect_of

    office = read_office(resources.shipped("sample_data") / "office.yaml")
    for methodology in _EXAMPLES:
        found = _sample(methodology)
        match name:
            case "kartochka":
                yield from (card for _, card in cards.cards_of(found, None, office))
            case "pismo":
                yield from (letter for _, letter in order.letters_of(found, None, office))
            case "prikaz":
                yield order.order_of(found, None, office)
            case "prilozhenie":
                yield annex.annex_of(found.methodology, None, office)
            case "iyun":
                yield effect.effect_context(effect_of(_earlier(found), found), None, office)
            case "deficity":
                yield deficits.deficits_of(_sample(methodology, tasks=True), None, office)
            case _:
                yield memo.context_of(found, None)  # what the office does not name is left blank
                yield memo.context_of(found, None, office, [_earlier(found)])


def _earlier(found: Identification) -> Identification:
    return _sample(found.methodology.id, found.year - 1)


def _sample(methodology: str, year: int | None = None, *, tasks: bool = False) -> Identification:
    sample = resources.shipped("sample_data")
    files = [sample / "results.csv"]
    return identify(
        [*files, sample / "layouts" / "tasks"] if tasks else files,
        methodology,
        year=year,
        schools=sample / "schools.csv",
        folder=resources.shipped("criteria").parent,
    )


def lay_out(folder: Path) -> tuple[int, int]:
    """Copy templates, methodologies, the sample district and pages of help into a folder.

    What is there already may have been edited: it stays. Returns how many files were copied and
    how many were there.

    Raises:
        RunError: the folder cannot be written.
    """
    copies = {
        folder / kind / path.relative_to(shipped): path
        for kind, patterns in _COPIED.items()
        for shipped in [resources.shipped(kind)]
        for pattern in patterns
        for path in sorted(shipped.glob(pattern))
    }
    new = {copy: path for copy, path in copies.items() if not copy.exists()}
    for copy, path in new.items():
        put(path.read_bytes(), copy)
    return len(new), len(copies) - len(new)
