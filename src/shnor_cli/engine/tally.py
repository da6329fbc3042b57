"""The heavy step: sums of columns by keys under a filter, and nothing else knows its backend.

The body is DuckDB: embedded, parallel, out of core. A cluster's engine would be a second body of
this one function. Sums are of whole numbers, so that the order of rows never shows in a result.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def tally(  # noqa: PLR0913 - a query has as many parts
    connection: "DuckDBPyConnection",
    source: str,
    keys: Mapping[str, str],
    *,
    counts: Mapping[str, str],
    sums: Mapping[str, str],
    where: str = "true",
) -> str:
    """Count cells and sum columns by keys under a filter; return the relation of the results.

    Args:
        connection: where the source is known and the relation is made.
        source: what stands after FROM: a table, a scan of a file, a query in brackets.
        keys: name of a key -> its SQL.
        counts: name of a count -> SQL of what it counts, where that is not NULL.
        sums: name of a sum -> SQL of what is summed, whole numbers.
        where: SQL of the condition of the rows that are taken at all.

    Returns:
        The name of a relation with a column for each key and, as BIGINT, for each count and sum, 0
        where there is nothing to add.
    """
    columns = [f'{sql} AS "{name}"' for name, sql in keys.items()]
    columns += [f'count({sql}) AS "{name}"' for name, sql in counts.items()]
    columns += [f'coalesce(sum({sql}), 0)::BIGINT AS "{name}"' for name, sql in sums.items()]
    relation = _free_name(connection)
    connection.execute(
        f"CREATE TEMP TABLE {relation} AS SELECT {', '.join(columns)} FROM {source} "
        f"WHERE {where} {'GROUP BY ALL' if keys else ''}"
    )
    return relation


def _free_name(connection: "DuckDBPyConnection") -> str:
    counted = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'tally_%'"
    ).fetchall()
    return f"tally_{counted[0][0]}"
