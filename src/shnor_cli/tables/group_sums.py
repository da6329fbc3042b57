"""Rows reported of municipalities against the sums of their schools: a question, no correction.

A row of a municipality may be of more schools than the tables have, so that a greater number of
participants says nothing. A lesser one contradicts the schools, and so do other counts of as many.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from shnor_cli.engine.doubts.telling import KEPT, place, told
from shnor_cli.model import Remark, Results, group_id
from shnor_cli.russian import number, quote, school_year
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sums import GROUP_SUMS


def contrary_groups(
    scratch: Scratch, results: Results, units: Mapping[int, int]
) -> Iterator[Remark]:
    """Ask of rows of municipalities that contradict the rows of their schools.

    Args:
        scratch: where the facts are.
        results: facts of schools and those reported of groups.
        units: file -> the unit of a percent in which its groups are printed (`Rows.share_unit`);
            their counts may be off by all that is printed alike, at least by one.
    """
    reported = results.reported
    if reported is None or not any(results.schools.municipalities):
        return
    found = _found(scratch, results, reported, units)
    yield from told(range(len(found)), lambda at: _tell(results, reported, found[at]))


def _found(
    scratch: Scratch, results: Results, reported: Results, units: Mapping[int, int]
) -> Sequence[tuple[Any, ...]]:
    """Return the rows that contradict: of what they are, what stands there and what sums up."""
    groups = reported.schools.places
    both = (
        (code, groups.get(group_id("municipality", text)))
        for code, text in enumerate(results.schools.municipalities)
    )
    schools = [(code, group) for code, group in both if group is not None]
    own = {each: code for code, each in enumerate(results.assessments)}
    held = [(code, own[each]) for code, each in enumerate(reported.assessments) if each in own]
    counts = [f"c{place}" for place in range(len(results.categories))]
    said = ", ".join(f"any_value(of_group.{each}) AS {each}" for each in counts)
    sums = ", ".join(
        f"CASE WHEN count(own.{each}) = count(*) THEN sum(own.{each})::BIGINT END AS sum_{each}"
        for each in counts
    )
    others = " OR ".join(f"abs({each} - sum_{each}) > room" for each in counts) or "false"
    pairs = "".join(f", [{each}, sum_{each}]::BIGINT[]" for each in counts)
    rows: list[tuple[Any, ...]] = scratch.connection.execute(
        f"""
        SELECT school, year, assessment, file, "row", room, [participants, total]::BIGINT[]{pairs}
        FROM (
            SELECT of_group.school, of_group.year, of_group.assessment, of_group.file,
                of_group."row", any_value(of_group.participants)::BIGINT AS participants,
                sum(own.participants)::BIGINT AS total,
                any_value(CASE WHEN unit.right IS NULL THEN 0
                    ELSE greatest(of_group.participants // (100 * unit.right), 1) END) AS room,
                {said}, {sums}
            FROM {reported.facts} AS of_group
            JOIN {_pairs(scratch, held)} AS held ON held.left = of_group.assessment
            JOIN {_pairs(scratch, schools)} AS member ON member.right = of_group.school
            JOIN {results.facts} AS own ON own.school = member.left
                AND own.year = of_group.year AND own.assessment = held.right
            LEFT JOIN {_pairs(scratch, sorted(units.items()))} AS unit
                ON unit.left = of_group.file
            GROUP BY of_group.school, of_group.year, of_group.assessment, of_group.file,
                of_group."row")
        WHERE participants < total OR (participants = total AND ({others}))
        ORDER BY file, "row", year, assessment"""
    ).fetchall()
    return rows


def _pairs(scratch: Scratch, pairs: Sequence[tuple[int, int]]) -> str:
    columns = np.array(pairs, np.int64).reshape(-1, 2)
    return scratch.arrays({"left": columns[:, 0], "right": columns[:, 1]})


def _tell(results: Results, reported: Results, row: tuple[Any, ...]) -> Remark:
    group, year, assessment, file, line, room, participants, *counts = row
    title = reported.assessments[assessment].title
    text = f"{quote(reported.schools.names[group])}: {title}, {school_year(year)}: "
    if participants[0] != participants[1]:
        said = [_against("участников", *participants)]
    else:
        both = zip(results.categories, counts, strict=True)
        said = [_against(f"{quote(name)} —", *pair) for name, pair in both if _gap(*pair) > room]
    text += f"в строке муниципалитета {'; '.join(said)}"
    return Remark(place(results, file, line), text, KEPT, GROUP_SUMS)


def _gap(said: int | None, total: int | None) -> int:
    return 0 if said is None or total is None else abs(said - total)


def _against(what: str, said: int, total: int) -> str:
    return f"{what} {number(said)}, а у его школ в сумме {number(total)}"
