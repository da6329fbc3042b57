"""Schools of the register without a single row: a table was forgotten, or they sent none."""

from collections.abc import Iterator

import numpy as np

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.counts import fetch_present
from shnor_cli.engine.doubts.telling import schools
from shnor_cli.engine.population import excluded_schools
from shnor_cli.errors import Place
from shnor_cli.model import Remark, Results
from shnor_cli.russian import plural

CODE = "Q-12"


def doubts(results: Results, methodology: Methodology, year: int) -> Iterator[Remark]:
    """Ask of all such schools at once: those open in the report year and not excluded."""
    seen = fetch_present(results, range(results.years[0], results.years[-1] + 1)).any(axis=1)
    excluded = excluded_schools(results, methodology, year)
    found = [
        index
        for index in np.flatnonzero(~seen).tolist()
        if index not in excluded and results.schools.is_open(index, year)
    ]
    if found:
        many = plural(len(found), "школы", "школ", "школ")
        text = f"в таблицах нет ни одного результата {many} реестра: {schools(results, found)}"
        done = "вывод не сделан; проверьте, все ли таблицы здесь"
        yield Remark(Place(), text, done, CODE)
