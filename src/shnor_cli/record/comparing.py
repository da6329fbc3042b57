"""Comparing a run folder with the same run written anew, file by file."""

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from pydantic import JsonValue

from shnor_cli.engine.exact import TOLERANCE
from shnor_cli.record.difference import Difference
from shnor_cli.record.differences import REWRITTEN, UNREADABLE, table_differences
from shnor_cli.record.info import INFO, METHODOLOGY, TABLE, Info, read_info
from shnor_cli.record.reading import Run
from shnor_cli.russian import number, quote

OTHER_METHODOLOGY = Difference(METHODOLOGY, "методика не та, по которой проведён прогон")


def derived_differences(
    run: Run, derived: Path, digests: Mapping[str, str]
) -> Iterator[Difference]:
    """Yield what differs between a run and the same run written anew.

    Args:
        run: the run as recorded.
        derived: the folder where it was written anew.
        digests: SHA-256 of the recorded files by name; what equals byte for byte is not opened.
    """
    again = read_info(derived)
    if run.info.methodology.digest != again.methodology.digest:
        yield OTHER_METHODOLOGY
    yield from _info_differences(run.info, again)
    for name in sorted(digests.keys() - again.files.keys()):
        yield Difference(name, "такого файла у этого прогона не бывает")
    other = [name for name in again.files if digests.get(name, "") not in {"", again.files[name]}]
    if METHODOLOGY in other and run.info.methodology.digest == again.methodology.digest:
        yield Difference(METHODOLOGY, REWRITTEN)
    if TABLE in other:
        yield from _csv_differences(run.folder / TABLE, derived / TABLE)
    tables = [name for name in other if name.endswith(".parquet")]
    is_same_writer = run.info.versions.get("duckdb") == again.versions["duckdb"]
    yield from table_differences(
        run.identification, run.folder, derived, tables, is_same_writer=is_same_writer
    )


def _info_differences(info: Info, again: Info) -> Iterator[Difference]:
    """Compare key by key; sums of files are compared apart, and other versions may write it."""
    recorded, derived = (dict(_leaves(_compared(each), "")) for each in (info, again))
    for path in sorted({*recorded, *derived}):
        said = [
            _said(path, side[path]) if path in side else f"{path}: нет"
            for side in (recorded, derived)
        ]
        if said[0] != said[1]:
            yield Difference(INFO, recorded=said[0], derived=said[1])


def _compared(info: Info) -> dict[str, JsonValue]:
    found = info.model_dump(mode="json", exclude={"versions": True, "methodology": {"digest"}})
    return {**found, "files": dict.fromkeys(info.files, "есть")}


def _leaves(value: JsonValue, path: str) -> Iterator[tuple[str, JsonValue]]:
    match value:
        case dict():
            items = [(str(key), each) for key, each in value.items()]
        case list():
            items = [(str(place), each) for place, each in enumerate(value, start=1)]
        case _:
            yield path, value
            return
    for key, each in items:
        yield from _leaves(each, f"{path}.{key}" if path else key)


def _said(path: str, value: JsonValue) -> str:
    match value:
        case bool() | None:
            said = json.dumps(value)
        case int() | float():
            said = number(value)
        case _:
            said = quote(str(value))
    return f"{path}: {said}"


def _csv_differences(recorded: Path, derived: Path) -> Iterator[Difference]:
    """Name the first line that differs; last digits may, as they do between machines."""
    is_same = True
    try:
        with (
            recorded.open(encoding="utf-8-sig", newline="") as one,
            derived.open(encoding="utf-8-sig", newline="") as other,
        ):
            rows = zip_longest(csv.reader(one, delimiter=";"), csv.reader(other, delimiter=";"))
            for line, (row, again) in enumerate(rows, start=1):
                if row is None or again is None or not _is_same_row(row, again):
                    yield Difference(TABLE, f"строка {line} не та, что выводится заново")
                    return
                is_same = is_same and row == again
    except (UnicodeDecodeError, csv.Error):
        yield Difference(TABLE, UNREADABLE)
        return
    if is_same:
        yield Difference(TABLE, REWRITTEN)


def _is_same_row(row: Sequence[str], again: Sequence[str]) -> bool:
    return len(row) == len(again) and all(
        one == other or _is_same_number(one, other) for one, other in zip(row, again, strict=True)
    )


def _is_same_number(one: str, other: str) -> bool:
    try:
        first, second = (float(each.replace(",", ".")) for each in (one, other))
    except ValueError:
        return False
    return math.isfinite(second) and abs(first - second) <= TOLERANCE * (1 + abs(second))
