"""A report year that is the last and has few rows: begun to be loaded, or a slip in one row."""

from collections.abc import Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.doubts.telling import first_place
from shnor_cli.engine.latest import thin_year
from shnor_cli.errors import Place
from shnor_cli.model import Remark, Results
from shnor_cli.russian import plural, school_year

CODE = "Q-09"


def doubts(results: Results, _methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask whether the year is meant: a real one may begin with few rows, so it is taken."""
    found = thin_year(results) if results.years[-1:] == (year,) else None
    if found is not None:
        rows = plural(found.rows, "строка", "строки", "строк")
        text = (
            f"за {school_year(year)} учебный год, последний в таблицах, {rows}, а за "
            f"{school_year(found.fullest)} — {found.most}: возможно, год указан неверно или "
            "загружен не весь"
        )
        done = f"отчётным взят последний год; другой называют так: --year {results.years[-2]}"
        where = first_place(results, f"year = {year}") if found.rows else Place()
        yield Remark(where, text, done, CODE)
