"""What an analyst would write in pandas: the whole verdicts of `federal-2025` for 2024/25.

Answers: 0 not met, 1 met, 2 unknown, 3 not applicable. `least` and `most` are the margins that an
answer may have, as in `sql/verdicts.sql`; the first member with the margin of the answer decides.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

_SLICE = ["procedure", "subject", "level", "grade"]
_USED = ["school", *_SLICE, "year", "participants", "2", "ниже порога"]
_TEXTS = ["school", "procedure", "subject", "level"]
_TIE = 1e-150
_CATEGORIES = ["ШНОР", "зона риска", "не выявлена"]
_STATUSES = ["оценена", "не оценивается", "нет данных за год"]

Answers = NDArray[np.int8]


def judge(path: Path) -> "pd.DataFrame":
    """Return the verdicts of the schools of a table of results."""
    rows = _read(path)
    last = rows[rows.year <= 2025].groupby("school", observed=True).year.max()
    pairs = _margins(_pairs(rows))
    schools = _schools(pairs)
    found = last.to_frame("last").join(schools)
    found[["k1", "k2"]] = found[["k1", "k2"]].fillna(3).astype(int)
    found = _named(found)
    return _placed(found, _facts(found, pairs, schools))


def _read(path: Path) -> "pd.DataFrame":
    import pandas as pd

    if path.suffix == ".csv":
        return pd.read_csv(path, usecols=_USED, dtype=dict.fromkeys(_TEXTS, "category"))
    rows = pd.read_parquet(path, columns=_USED)
    return rows.astype(dict.fromkeys(_TEXTS, "category"))


def _pairs(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Return a row for each assessment that a school has in any year, in the order of its key."""
    import pandas as pd

    is_subject = rows.subject.isin(["русский язык", "математика"])
    is_vpr = (rows.procedure == "ВПР") & rows.grade.between(4, 8)
    taken = rows[is_subject & (is_vpr | rows.procedure.isin(["ОГЭ", "ЕГЭ"]))].copy()
    taken["level"] = taken.level.cat.add_categories("").fillna("")
    for text in _TEXTS:
        taken[text] = taken[text].cat.set_categories(sorted(taken[text].cat.categories))
    is_exam = taken.procedure == "ЕГЭ"
    low = taken["2"].fillna(0) + taken["ниже порога"].fillna(0)
    is_told = taken["2"].notna() | taken["ниже порога"].notna()
    taken["low"] = taken["2"].where(~is_exam, low.where(is_told))
    # a key has one row: nothing is to be joined, as `pivot_table` would
    wide = taken.set_index(["school", *_SLICE, "year"])[["low", "participants"]].unstack()  # noqa: PD010
    pairs = pd.DataFrame(
        {
            f"{name}_{when}": wide[column, year]
            for name, column in (("low", "low"), ("all", "participants"))
            for when, year in (("before", 2024), ("now", 2025))
        }
    )
    return pairs.sort_index()


def _margins(pairs: "pd.DataFrame") -> "pd.DataFrame":
    for when in ("before", "now"):
        low, total = pairs[f"low_{when}"], pairs[f"all_{when}"]
        tenths = 10 * low - 3 * total
        answer = np.select([total == 0, low.isna(), tenths >= 0], [3, 2, 1], 0)
        margin = (low / total - 0.3).mask(tenths == 0, _TIE).mask(answer > 1)
        pairs[when] = answer
        pairs[f"least_{when}"], pairs[f"most_{when}"] = (
            margin.fillna(-np.inf),
            margin.fillna(np.inf),
        )
    for bound in ("least", "most"):
        pairs[f"{bound}_twice"] = np.minimum(pairs[f"{bound}_before"], pairs[f"{bound}_now"])
    is_silent = (pairs.before == 3) & (pairs.now == 3)
    pairs["twice"] = np.select(
        [is_silent, pairs.least_twice > 0, pairs.most_twice < 0], [3, 1, 0], 2
    )
    return pairs


def _schools(pairs: "pd.DataFrame") -> "pd.DataFrame":
    """Return both answers, the margins that they have and the score of each school."""
    now, twice = pairs[pairs.now < 3], pairs[pairs.twice < 3]
    known = pairs.loc[pairs.now < 2, ["low_now", "all_now"]]
    sums = known.groupby("school", observed=True).sum()
    schools = pairs.groupby("school", observed=True).size().to_frame("pairs")
    schools["score"] = sums.low_now / sums.all_now
    for bound in ("least", "most"):
        schools[f"{bound}_1"] = _second(now, f"{bound}_now").reindex(schools.index)
        schools[f"{bound}_2"] = twice[f"{bound}_twice"].groupby("school", observed=True).max()
    is_any = schools.index.isin(now.index.get_level_values("school"))
    schools[["least_1", "most_1"]] = schools[["least_1", "most_1"]].fillna(-np.inf)
    schools["k1"] = np.select([~is_any, schools.least_1 > 0, schools.most_1 < 0], [3, 1, 0], 2)
    is_silent = schools.least_2.isna()
    schools["k2"] = np.select([is_silent, schools.least_2 > 0, schools.most_2 < 0], [3, 1, 0], 2)
    return schools


def _second(now: "pd.DataFrame", margin: str) -> "pd.Series[float]":
    """Return the second greatest margin of each school that has two."""
    ordered = now.sort_values(margin, ascending=False).reset_index()
    return ordered[ordered.groupby("school", observed=True).cumcount() == 1].set_index("school")[
        margin
    ]


def _named(found: "pd.DataFrame") -> "pd.DataFrame":
    k1, k2 = found.k1.to_numpy(), found.k2.to_numpy()
    k3, k4 = _joined(k1, k2, winner=0), _joined(k1, k2, winner=1)
    found["k3"], found["k4"] = k3, k4
    is_absent, is_silent = found["last"] < 2025, (k3 == 3) & (k4 == 3)
    found["status"] = np.select([is_absent, is_silent], _STATUSES[:0:-1], _STATUSES[0])
    may_be = [np.isin(k3, [1, 2]), (k3 != 1) & np.isin(k4, [1, 2]), (k3 != 1) & (k4 != 1)]
    parts = [np.where(each, name, "") for each, name in zip(may_be, _CATEGORIES, strict=True)]
    texts = ["; ".join(filter(None, each)) for each in zip(*parts, strict=True)]
    found["names"] = np.sum(may_be, axis=0)
    found["first"] = np.argmax(may_be, axis=0)
    found["possible"] = np.array(texts, object)
    found.loc[is_absent | is_silent, ["possible", "names", "first"]] = [None, 0, 99]
    return found


def _joined(one: Answers, other: Answers, *, winner: int) -> Answers:
    """Join two answers by Kleene: `winner` is 0 for «all» and 1 for «any»."""
    decided = (one == winner) | (other == winner)
    open_ = (one == 2) | (other == 2)
    both = np.select([decided, open_], [winner, 2], 1 - winner)
    return np.where(one == 3, other, np.where(other == 3, one, both))


def _facts(found: "pd.DataFrame", pairs: "pd.DataFrame", schools: "pd.DataFrame") -> "pd.DataFrame":
    """Return the fact that decided for each school with one possible category."""
    its = schools.reindex(pairs.index.get_level_values("school"))

    def first(among: "pd.Series[bool]", when: str, number: int) -> "pd.DataFrame":
        is_met = its[f"k{number}"].to_numpy() == 1
        is_least = pairs[f"least_{when}"] == its[f"least_{number}"].to_numpy()
        is_most = pairs[f"most_{when}"] == its[f"most_{number}"].to_numpy()
        taken = pairs[among & np.where(is_met, is_least, is_most)].reset_index()
        return taken.drop_duplicates("school").set_index("school").reindex(found.index)

    once, twice = first(pairs.now < 3, "now", 1), first(pairs.twice < 3, "twice", 2)
    is_before = np.where(
        twice.least_twice > 0,
        twice.least_before <= twice.least_now,
        twice.most_before <= twice.most_now,
    )
    is_first = np.select(
        [found.k1 == 3, found.k2 == 3, found.k3 == 1, found.k4 == 1],
        [False, True, found.least_1 <= found.least_2, found.least_1 >= found.least_2],
        found.most_1 >= found.most_2,
    )
    facts = found[["names"]].copy()
    facts["year"] = np.where(~is_first & is_before, 2024, 2025)
    for column in _SLICE:
        facts[column] = np.where(is_first, once[column], twice[column])
    for column, name in (("numerator", "low"), ("denominator", "all")):
        of_twice = np.where(is_before, twice[f"{name}_before"], twice[f"{name}_now"])
        facts[column] = np.where(is_first, once[f"{name}_now"], of_twice)
    return facts[facts.names == 1].drop(columns="names")


def _placed(found: "pd.DataFrame", facts: "pd.DataFrame") -> "pd.DataFrame":
    """Put the schools in the order of the list."""
    order: dict[str, Any] = {
        "status": found.status.map(_STATUSES.index),
        "first": found["first"],
        "open": found.names > 1,
        "unscored": found.score.isna(),
        "score": -found.score,
        "school": found.index.astype(str),
    }
    ordered = found.assign(**{f"by_{name}": value for name, value in order.items()})
    ordered = ordered.sort_values([f"by_{name}" for name in order])
    ordered["place"] = range(1, len(ordered) + 1)
    columns = ["status", "possible", "k1", "k2", "k3", "k4", "score", "place"]
    whole = ordered[columns].join(facts).reset_index()
    whole[[*_SLICE[:3], "school"]] = whole[[*_SLICE[:3], "school"]].astype("str")
    return whole.sort_values("school")
