"""The workbook (таблицы прогона): what a run found as sheets of Excel, for filters and sums.

To add a sheet: a table in `tables.py` and a line in `workbook` below.
"""

from datetime import date

from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.findings import judged
from shnor_cli.memo.words.subjects import with_low_results
from shnor_cli.memo.workbook.charts import write_charts
from shnor_cli.memo.workbook.heat import schools_by_assessments
from shnor_cli.memo.workbook.sheets import Book
from shnor_cli.memo.workbook.tables import conclusions, criteria, remarks, sources
from shnor_cli.memo.workbook.values import values
from shnor_cli.public.mark import is_public
from shnor_cli.russian import date_in_words, school_year

_FEW = 50
"""Schools whose workbook takes little memory."""


def workbook(identification: Identification, day: date | None) -> bytes:
    """Return the workbook of a run; the same run and day give the same bytes."""
    verdicts = identification.verdicts
    methodology = identification.methodology
    is_example = methodology.status == "пример"
    book = Book(
        f"{methodology.title}, {school_year(identification.year)} учебный год",
        day,
        footer="Методика является примером и не утверждена" if is_example else "",
        is_long=len(verdicts) > _FEW,
    )
    # the public memo shows no results of schools that were not judged
    shown = judged(verdicts) if is_public(identification) else verdicts
    table, left_out = values(identification, shown)
    more = [("Дата справки", date_in_words(day))] if day else []
    more += [("На листе «Показатели»", left_out)] if left_out else []
    book.write(conclusions(identification, verdicts))
    book.write(table)
    book.write(criteria(identification, verdicts))
    book.write(remarks(identification))
    book.write(sources(identification, more))
    with_lows = with_low_results(identification)
    by_assessments = schools_by_assessments(with_lows, verdicts)
    if by_assessments is not None:
        book.write(by_assessments)
    write_charts(book, with_lows, verdicts)
    return book.closed()
