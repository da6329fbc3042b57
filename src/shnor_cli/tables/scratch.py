"""What reading makes for itself in the connection and on the disk, all removed when it is done."""

import gc
import itertools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from numpy.typing import NDArray

from shnor_cli.tables.faults import FEW, Most

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Arrays = Mapping[str, NDArray[Any]]
"""Columns of a table by name, all of one length."""

_SCRATCHES = itertools.count()
"""What several readings keep in one connection has names of its own."""


class Scratch:
    """Temporary tables, arrays seen as tables and files, as long as the `with` block runs.

    It goes wherever tables are read, and so says how many faults are told, too.
    """

    def __init__(self, connection: "DuckDBPyConnection", most: Most = FEW) -> None:
        self.connection = connection
        self.most = most
        self._stack = ExitStack()
        self._numbers = itertools.count()
        self._kept = f"results_{next(_SCRATCHES)}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def row(self, query: str) -> tuple[Any, ...]:
        """Return the only row of a query."""
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows[0]

    def table(self, query: str) -> str:
        """Store the rows of a query and return the name of the table."""
        name = f"shnor_scratch_{next(self._numbers)}"
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {query}")
        return self.drop_later(name)

    def kept_name(self, stem: str) -> str:
        """Return a name for a table or view that outlives the block."""
        return f"{self._kept}_{stem}_{next(self._numbers)}"

    def drop_later(self, table: str) -> str:
        """Take care of a table that another made, and return its name."""
        self._stack.callback(self.connection.execute, f"DROP TABLE {table}")
        return table

    def arrays(self, arrays: Arrays) -> str:
        """Let SQL see arrays as a table and return its name.

        Arrays of texts must have dtype object; one of nothing but None has no type and is cast
        where it is used.
        """
        name = f"shnor_scratch_{next(self._numbers)}"
        self.connection.register(name, dict(arrays))
        self._stack.callback(self.connection.unregister, name)
        return name

    def folder(self) -> Path:
        """Return a new folder."""
        import tempfile

        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="shnor")))


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the garbage collector: it would look for circles among millions of cells."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
