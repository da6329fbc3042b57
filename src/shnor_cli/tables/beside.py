"""What is kept beside the facts: shares of tasks, marks compared with those in the journal.

Both are read and checked as facts are, and judged by nobody. Comparisons with the journal are
counts of a complete scale, so they are cast as facts of their own; for the others see `tasks`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from shnor_cli.criteria.methodology import Procedure
from shnor_cli.model import Assessment, Remark
from shnor_cli.tables.casting import Casting
from shnor_cli.tables.layouts.headers import JOURNAL
from shnor_cli.tables.layouts.named import Unit
from shnor_cli.tables.preparing import Prepared
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.tasks import Kept, cast_tasks

_TASK = "task, skill, maximum, share"
_JOURNAL = "participants, c0 AS lowered, c1 AS confirmed, c2 AS raised"


@dataclass(frozen=True)
class Beside:
    """What `Results` has beside the facts, and what was found on the way."""

    tasks: str
    journal: str
    remarks: tuple[Remark, ...]


def keep(schools: Casting, groups: Casting, prepared: Sequence[Prepared]) -> Beside:
    """Cast containers whose unit is one of `named.BESIDE`; what is wrong goes to the faults.

    Args:
        schools: casts the rows of schools.
        groups: casts the rows reported of groups.
        prepared: what to cast.
    """

    def each(unit: Unit, cast: Callable[[Casting, Sequence[Prepared]], Kept]) -> Iterator[Kept]:
        for casting, of_groups in ((schools, False), (groups, True)):
            wanted = (unit, of_groups)
            parts = [part for part in prepared if (part.named.unit, part.of_groups) == wanted]
            if parts:
                yield replace(cast(casting, parts), of_groups=of_groups)

    tasks = tuple(each("task", cast_tasks))
    journal = tuple(each("journal", _cast_journal))
    remarks = tuple(remark for kept in (*tasks, *journal) for remark in kept.remarks)
    scratch = schools.scratch
    return Beside(_in_texts(scratch, tasks, _TASK), _in_texts(scratch, journal, _JOURNAL), remarks)


def _cast_journal(casting: Casting, prepared: Sequence[Prepared]) -> Kept:
    """Cast comparisons as facts by a scale of three categories."""
    scale = Procedure(scale=JOURNAL)
    procedures = dict.fromkeys(casting.methodology.procedures, scale)
    methodology = casting.methodology.model_copy(update={"procedures": procedures})
    cast = casting._replace(methodology=methodology).cast(prepared)
    return Kept(cast.facts, casting.roll.schools.ids, cast.assessments, cast.remarks)


def _in_texts(scratch: Scratch, kept: Sequence[Kept], columns: str) -> str:
    """Put texts in place of codes; return the relation, an empty name where there is no row."""
    counts = [scratch.row(f"SELECT count(*) FROM {each.rows}")[0] for each in kept]
    if not sum(counts):
        return ""
    selects = [_select(scratch, each, columns) for each in kept]
    view = scratch.kept_name("beside")
    scratch.connection.execute(f"CREATE VIEW {view} AS {' UNION ALL '.join(selects)}")
    return view


def _select(scratch: Scratch, kept: Kept, columns: str) -> str:
    school, group = ("''", "id") if kept.of_groups else ("id", "''")
    return (
        f'SELECT {school} AS school, {group} AS "group", year, procedure, subject, level, grade, '
        f'{columns}, file, "row" FROM {kept.rows} AS coded '
        f"JOIN {_ids(scratch, kept.ids)} AS ids ON ids.code = coded.school "
        f"JOIN {_slices(scratch, kept.assessments)} AS slices ON slices.code = coded.assessment"
    )


def _ids(scratch: Scratch, ids: Sequence[str]) -> str:
    arrays = {"code": np.arange(len(ids)), "id": np.array(ids, object)}
    return _stored(scratch, f"SELECT code, id::VARCHAR AS id FROM {scratch.arrays(arrays)}")


def _slices(scratch: Scratch, assessments: Sequence[Assessment]) -> str:
    names = ("procedure", "subject", "level")
    arrays = {
        name: np.array([getattr(each, name) for each in assessments], object) for name in names
    }
    arrays["code"] = np.arange(len(assessments))
    arrays["grade"] = np.array([each.grade for each in assessments], np.int32)
    texts = ", ".join(f"{name}::VARCHAR AS {name}" for name in names)
    return _stored(scratch, f"SELECT code, {texts}, grade FROM {scratch.arrays(arrays)}")


def _stored(scratch: Scratch, query: str) -> str:
    """Store the rows of a query for as long as the facts live."""
    table = scratch.kept_name("names")
    scratch.connection.execute(f"CREATE TABLE {table} AS {query}")
    return table
