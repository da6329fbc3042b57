"""Reading the sources of a run once more, as its parameters say, for `verify --sources`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import JsonValue

from shnor_cli.actions.identifying import Given, judged
from shnor_cli.engine.verdicts import Identification
from shnor_cli.tables.files import Reading

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from shnor_cli.record.reading import Run

_ASIDE = ("schools", "layout", "doubted")
_SCALES = "scales.yaml"


def read_again(
    connection: "DuckDBPyConnection", run: "Run", places: Sequence[Path]
) -> Identification | None:
    """Judge what the sources of a run hold today; None where its parameters name none at hand.

    Raises:
        ShnorError: the sources are read no more.
    """
    given = _given(run, places)
    return given and judged(connection, run.identification.file, given, run.info.year)


def _given(run: "Run", places: Sequence[Path]) -> Given | None:
    parameters = run.info.parameters
    named = parameters.get("files")
    files = [_at_hand(name, places) for name in named] if isinstance(named, list) else []
    wanted = {key: parameters[key] for key in _ASIDE if parameters.get(key) is not None}
    aside = {key: _at_hand(name, places) for key, name in wanted.items()}
    if not files or None in files or None in aside.values():
        return None
    own_scales = _SCALES in {source.name for source in run.info.sources}
    scales = _at_hand(_SCALES, places) if own_scales else None
    return Given(
        [each for each in files if each is not None],
        **aside,
        reading=Reading(**dict(_texts(parameters))),
        folder=scales.parent if scales else run.folder,
    )


def _texts(parameters: Mapping[str, JsonValue]) -> Iterator[tuple[str, str]]:
    for name in Reading._fields:
        if isinstance(value := parameters.get(name), str):
            yield name, value


def _at_hand(name: JsonValue, places: Sequence[Path]) -> Path | None:
    """Find a file or a folder by its name; the description of a run may say anything."""
    if not isinstance(name, str) or Path(name).name != name:
        return None
    found = (place if place.resolve().name == name else place / name for place in places)
    return next((path for path in found if path.exists()), None)
