"""What a public version is known by."""

from typing import TYPE_CHECKING

from shnor_cli.model import Missing, Why

if TYPE_CHECKING:
    from shnor_cli.engine.verdicts import Identification

HIDDEN = Missing(Why.HIDDEN, "скрыто в публичной версии")
"""Why a value is not there: of few pupils, or it would tell such a one; which, is not said."""


def is_public(identification: "Identification") -> bool:
    """Say whether a run is a public version."""
    return HIDDEN in identification.measured.reasons
