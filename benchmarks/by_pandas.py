"""What an analyst would write in pandas: the verdicts of `federal-2025` for 2024/25.

Answers: 0 not met, 1 met, 2 unknown, 3 not applicable.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

_SLICE = ["procedure", "subject", "level", "grade"]
_USED = ["school", *_SLICE, "year", "participants", "2", "ниже порога"]
_TEXTS = ["school", "procedure", "subject", "level"]

Answers = NDArray[np.int8]


def judge(path: Path) -> "pd.DataFrame":
    """Return the verdicts of the schools of a table of results."""
    rows = _read(path)
    last = rows[rows.year <= 2025].groupby("school", observed=True).year.max()
    cells, score = _cells(rows)
    before, now = cells[2024].to_numpy(), cells[2025].to_numpy()
    both, either = (before == 3) & (now == 3), (before == 0) | (now == 0)
    k2a = np.select([both, either, (before == 1) & (now == 1)], [3, 0, 1], 2)
    school = cells.index.get_level_values("school")
    found = last.to_frame("last")
    found["k1"] = _at_least(now, 2, school).reindex(found.index, fill_value=3)
    found["k2"] = _at_least(k2a, 1, school).reindex(found.index, fill_value=3)
    found["score"] = score.reindex(found.index)
    k1, k2 = found.k1.to_numpy(), found.k2.to_numpy()
    found["k3"], found["k4"] = _joined(k1, k2, winner=0), _joined(k1, k2, winner=1)
    return _named(found)


def _read(path: Path) -> "pd.DataFrame":
    import pandas as pd

    if path.suffix == ".csv":
        return pd.read_csv(path, usecols=_USED, dtype=dict.fromkeys(_TEXTS, "category"))
    rows = pd.read_parquet(path, columns=_USED)
    return rows.astype(dict.fromkeys(_TEXTS, "category"))


def _cells(rows: "pd.DataFrame") -> "tuple[pd.DataFrame, pd.Series[float]]":
    """Return answers by school, assessment and year, and the pooled share of the report year."""
    is_subject = rows.subject.isin(["русский язык", "математика"])
    is_vpr = (rows.procedure == "ВПР") & rows.grade.between(4, 8)
    taken = rows[is_subject & (is_vpr | rows.procedure.isin(["ОГЭ", "ЕГЭ"]))].copy()
    taken["level"] = taken.level.cat.add_categories("").fillna("")
    is_exam = taken.procedure == "ЕГЭ"
    silent = taken["2"].isna() & (taken["ниже порога"].isna() | ~is_exam)
    taken["low"] = taken["2"].fillna(0) + taken["ниже порога"].fillna(0).where(is_exam, 0)
    is_met = 10 * taken.low >= 3 * taken.participants
    taken["k0"] = np.select([taken.participants == 0, silent, is_met], [3, 2, 1], 0)
    counted = taken[(taken.year == 2025) & (taken.k0 < 2)]
    sums = counted.groupby("school", observed=True)[["low", "participants"]].sum()
    answers = taken.set_index(["school", *_SLICE, "year"]).k0
    # a key has one row: nothing is to be joined, as `pivot_table` would
    cells = answers.unstack(fill_value=2).reindex(columns=[2024, 2025], fill_value=2)  # noqa: PD010
    return cells, sums.low / sums.participants


def _at_least(answers: Answers, needed: int, school: "pd.Index[str]") -> "pd.Series[int]":
    import pandas as pd

    flags = pd.DataFrame(
        {
            "met": answers == 1,
            "maybe": (answers == 1) | (answers == 2),
            "applies": answers != 3,
        }
    )
    counts = flags.groupby(school, observed=True).sum()
    answer = np.select(
        [counts.applies == 0, counts.met >= needed, counts.maybe >= needed], [3, 1, 2], 0
    )
    return pd.Series(answer, counts.index)


def _joined(one: Answers, other: Answers, *, winner: int) -> Answers:
    """Join two answers by Kleene: `winner` is 0 for «all» and 1 for «any»."""
    decided = (one == winner) | (other == winner)
    open_ = (one == 2) | (other == 2)
    both = np.select([decided, open_], [winner, 2], 1 - winner)
    return np.where(one == 3, other, np.where(other == 3, one, both))


def _named(found: "pd.DataFrame") -> "pd.DataFrame":
    absent, silent = found["last"] < 2025, (found.k3 == 3) & (found.k4 == 3)
    found["status"] = np.select(
        [absent, silent], ["нет данных за год", "не оценивается"], "оценена"
    )
    parts = [
        np.where(found.k3.isin([1, 2]), "ШНОР", ""),
        np.where((found.k3 != 1) & found.k4.isin([1, 2]), "зона риска", ""),
        np.where((found.k3 != 1) & (found.k4 != 1), "не выявлена", ""),
    ]
    texts = ["; ".join(filter(None, each)) for each in zip(*parts, strict=True)]
    found["possible"] = np.array([text or None for text in texts], object)
    found.loc[absent | silent, "possible"] = None
    columns = ["school", "status", "possible", "k1", "k2", "k3", "k4", "score"]
    return found.reset_index().sort_values("school")[columns]
