"""Big CSV files: clean ones as arrays, others as a scan of texts, where each cell is looked at."""

import re
from pathlib import Path

from shnor_cli.errors import Place
from shnor_cli.tables.arrow import Coded, read_coded
from shnor_cli.tables.delimited import Dialect, records, spoilt
from shnor_cli.tables.faults import error_of
from shnor_cli.tables.files import Input
from shnor_cli.tables.finding import too_wide
from shnor_cli.tables.keys import school_field
from shnor_cli.tables.layouts.named import Field, Named
from shnor_cli.tables.numbers import SCALED, number_fields
from shnor_cli.tables.passing import Passing, Seen, has_blank_lines
from shnor_cli.tables.scratch import Scratch
from shnor_cli.tables.sql import file_literal, literal

_PIECE = 1 << 20


def opened_in_bulk(scratch: Scratch, named: Named) -> Named:
    """Give a big CSV its relation: of codes and numbers where it is clean, else of texts.

    Raises:
        TableError: the file is not text.
    """
    container = named.container
    if container.dialect is None:
        return named
    with Passing(container.source, container.dialect.encoding) as passing:
        coded = _as_codes(passing, named, container.dialect) if _is_plain(named) else None
        seen = passing.seen()
    # pyarrow does not count blank lines, and of a quote that is never closed, which takes the rest
    # of a block with it, it says nothing
    if coded is None or coded.rows != seen.rows(container.dialect):
        relation = text_relation(container.source, container.dialect, seen, scratch)
        return named._replace(container=container._replace(relation=relation))
    texts = {int(column[1:]): texts for column, texts in coded.texts.items()}
    relation = scratch.arrays(coded.arrays)
    origins = tuple(each._replace(rows=coded.rows) for each in container.origins)
    kinds = {
        each.position: SCALED if key == "score_sum" else "INTEGER"
        for key, each in number_fields(named).items()
    }

    def typed(each: Field) -> Field:
        return each._replace(kind=kinds.get(each.position, "INTEGER"))

    return named._replace(
        container=container._replace(origins=origins, relation=relation, texts=texts),
        fields={role: typed(each) for role, each in named.fields.items()},
        categories={name: typed(each) for name, each in named.categories.items()},
    )


def _is_plain(named: Named) -> bool:
    """Whether every column is taken as it stands, row by row."""
    # a code without digits is no number: where one stands, the file is not clean
    codes = [code for each in named.codes.values() for code in each if re.search(r"\d", code)]
    settled = (named.groups, codes, named.keep, "group" in named.fields)
    fields = (*named.fields.values(), *named.categories.values())
    is_each = all(each.position is not None for each in fields)
    return named.unit == "assessment" and is_each and not any(settled)


def _as_codes(file: Passing, named: Named, dialect: Dialect) -> Coded | None:
    counted = number_fields(named)
    keys = [each.position or 0 for role, each in named.fields.items() if role not in counted]
    counts = [each.position or 0 for key, each in counted.items() if key != "score_sum"]
    sums = [each.position or 0 for key, each in counted.items() if key == "score_sum"]
    coded = read_coded(file, dialect, keys, counts, sums)
    if coded is None:
        return None
    never_blank = ("year", "procedure", "subject")
    wanted = [school_field(named), *(named.fields[role] for role in never_blank)]
    # a row without a key may be a blank one or a fault: that is for texts to tell
    has_blanks = any("" in coded.texts[f"v{each.position}"] for each in wanted)
    return None if has_blanks else coded


def text_relation(given: Input, dialect: Dialect, seen: Seen, scratch: Scratch) -> str:
    """Return a scan of a CSV as texts, with `row`; another encoding is turned into utf-8 first.

    Raises:
        TableError: the file is not text.
    """
    is_utf8 = dialect.encoding == "utf-8"
    if is_utf8 and (line := _spoilt_line(given)):
        raise spoilt(given, line, dialect.encoding)
    path = given.path if is_utf8 else _transcoded(given, dialect.encoding, scratch)
    if has_blank_lines(given, dialect.encoding):
        return _numbered(given, path, dialect, scratch)
    columns = ", ".join(f"'v{position}': 'VARCHAR'" for position in range(len(dialect.header)))
    skipped = f", skip={dialect.skip}" if dialect.skip else ""
    # short rows are padded; DuckDB cannot do so in parallel where a cell may hold a line break
    alone = ", parallel=false" if seen.quotes else ""
    relation = (
        f'(SELECT row_number() OVER () + {dialect.skip + 1} AS "row", * '
        f"FROM read_csv({file_literal(path)}, auto_detect=false, columns={{{columns}}}, "
        f"delim={literal(dialect.separator)}, quote='\"', escape='\"', header=true, "
        f"null_padding=true{alone}{skipped}))"
    )
    if not _is_whole(seen, dialect, relation, scratch):
        return _numbered(given, path, dialect, scratch)
    return relation


def _numbered(given: Input, path: Path, dialect: Dialect, scratch: Scratch) -> str:
    """Write rows anew, each after its number: DuckDB does not count blank lines.

    Raises:
        TableError: a quote is never closed, a row has more cells than the header.
    """
    import csv

    copy, width = scratch.folder() / "rows.csv", len(dialect.header)
    with (
        path.open(encoding="utf-8-sig", newline="") as lines,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out)
        rows = records(lines, dialect, given)
        next(rows)  # the header
        for number, cells in rows:
            if any(cell.strip() for cell in cells[width:]):
                raise error_of([too_wide(Place(given.name, row=number))])
            if any(cell.strip() for cell in cells):
                writer.writerow([number, *cells[:width], *[""] * (width - len(cells))])
    columns = "".join(f", 'v{position}': 'VARCHAR'" for position in range(width))
    return (
        f"(FROM read_csv({file_literal(copy)}, auto_detect=false, "
        f"columns={{'row': 'BIGINT'{columns}}}, delim=',', quote='\"', escape='\"', header=false))"
    )


def _spoilt_line(given: Input) -> int:
    """Return the line of the first byte that is not utf-8, 0 where all are."""
    import codecs

    lines = 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    with given.path.open("rb") as file:
        while piece := file.read(_PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                return lines + error.object.count(b"\n", 0, error.start)
            lines += piece.count(b"\n")
    return 0


def _is_whole(seen: Seen, dialect: Dialect, relation: str, scratch: Scratch) -> bool:
    """Whether every line is a row, or is within a cell on purpose.

    A quote that nobody closed makes DuckDB take whole rows for a cell, or lose them in silence.
    """
    if not seen.quotes:
        return int(scratch.row(f"SELECT count(*) FROM {relation}")[0]) == seen.rows(dialect)
    if seen.quotes % 2:
        return False
    separator, least = literal(dialect.separator), max(len(dialect.header) - 1, 1)
    cells = [f"v{place}" for place in range(len(dialect.header))]
    breaks = " + ".join(f"coalesce({_times(cell, 'chr(10)')}, 0)" for cell in cells)
    swallowed = " OR ".join(
        f"(contains({cell}, chr(10)) AND {_times(cell, separator)} >= {least})" for cell in cells
    )
    lines, of_rows = scratch.row(
        f"SELECT count(*) + coalesce(sum({breaks}), 0)::BIGINT, count(*) FILTER ({swallowed}) "
        f"FROM {relation}"
    )
    return lines == seen.rows(dialect) and not of_rows


def _times(cell: str, sign: str) -> str:
    return f"(length({cell}) - length(replace({cell}, {sign}, '')))"


def _transcoded(given: Input, encoding: str, scratch: Scratch) -> Path:
    copy = scratch.folder() / "table.csv"
    line = 1
    try:
        with (
            given.path.open(encoding=encoding, newline="") as file,
            copy.open("w", encoding="utf-8", newline="") as out,
        ):
            while piece := file.read(_PIECE):
                out.write(piece)
                line += piece.count("\n")
    except UnicodeDecodeError as error:
        raise spoilt(given, line + error.object.count(b"\n", 0, error.start), encoding) from None
    return copy
