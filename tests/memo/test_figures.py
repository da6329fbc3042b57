"""The charts of a memo: every number is counted anew from the tables, every word says what is."""

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import docx
import pytest

from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo import write_memo
from shnor_cli.memo.blocks import Chart, Paragraph
from shnor_cli.memo.charts.figures import _of_bars, figures_of
from shnor_cli.memo.charts.plots import DARK, LIGHT, MIDDLE
from shnor_cli.memo.charts.shares import Found, Illustration
from shnor_cli.memo.word.reading import read
from tests.district import FACTS, JUDGED, REGISTER, SUBJECTS, Key
from tests.memo.building import (
    rating,
    sample_district,
    school_table,
    shipped,
    small_district,
)

YEARS = ("2022/23", "2023/24", "2024/25")


def figures(found: Identification) -> dict[str, Illustration]:
    made = figures_of(found, found.verdicts)
    return {name: figure for name, figure in made.items() if figure is not None}


@pytest.fixture(name="found", scope="module")
def _found() -> Identification:
    return sample_district()


@pytest.fixture(name="made", scope="module")
def _made(found: Identification) -> dict[str, Illustration]:
    return figures(found)


def is_wanted(key: Key) -> bool:
    """Say whether a row counts by federal-2025."""
    _, _, procedure, subject, _, grade = key
    return subject in SUBJECTS and (
        procedure in {"ОГЭ", "ЕГЭ"} or (procedure == "ВПР" and grade < 9)
    )


def counts_of(schools: Iterable[str], wanted: Callable[[Key], bool]) -> tuple[int, int]:
    """Count low results and participants anew from the rows of the tables."""
    rows = [
        fact
        for key, fact in FACTS.items()
        if key[0] in set(schools) and is_wanted(key) and wanted(key)
    ]
    low = sum(fact["2"] + fact["ниже порога"] for fact in rows)
    return low, sum(fact["участников"] for fact in rows)


def printed(low: int, participants: int) -> float | None:
    """Return a share as it is printed, or None where nobody took part."""
    if not participants:
        return None
    share = Decimal(100 * low) / Decimal(participants)
    return float(share.quantize(Decimal("0.1"), ROUND_HALF_UP))


def low_schools(found: Identification) -> list[str]:
    return [each.school.id for each in found.verdicts if each.category == "ШНОР"]


def id_of(name: str) -> str:
    return next(code for code, row in REGISTER.items() if row["название"] == plain(name))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


# --- numbers -------------------------------------------------------------------------------------


def test_schools_stand_by_their_share_the_worst_first(made: dict[str, Illustration]) -> None:
    chart = made["показатель"].chart
    (series,) = chart.series
    assert len(chart.categories) == len(JUDGED)
    for name, value in zip(chart.categories, series.values, strict=True):
        assert value == printed(*counts_of([id_of(name)], lambda key: key[1] == 2025))
    assert list(series.values) == sorted(series.values, key=lambda value: -(value or 0))


def test_shades_are_the_categories(found: Identification, made: dict[str, Illustration]) -> None:
    chart = made["показатель"].chart
    categories = {each.school.id: each.category for each in found.verdicts}
    shades = {"ШНОР": DARK, "зона риска": MIDDLE, "не выявлена": LIGHT, None: LIGHT}
    expected = tuple(shades[categories[id_of(name)]] for name in chart.categories)
    assert chart.series[0].colours == expected


def test_assessments_set_the_found_schools_against_all(
    found: Identification, made: dict[str, Illustration]
) -> None:
    chart = made["процедуры"].chart
    for place, title in enumerate(chart.categories):
        for series, schools in zip(chart.series, (low_schools(found), JUDGED), strict=True):
            counts = counts_of(schools, lambda key: key[1] == 2025 and is_of(key, plain(title)))  # noqa: B023 - called at once
            assert series.values[place] == printed(*counts)
    assert len(chart.categories) > 10


def is_of(key: Key, title: str) -> bool:
    _, _, procedure, subject, level, grade = key
    said = f"{subject} ({level})" if level else subject
    return title == f"{procedure}, {said}, {grade} класс"


def test_lines_pool_the_same_schools_over_the_years(
    found: Identification, made: dict[str, Illustration]
) -> None:
    chart = made["динамика"].chart
    assert chart.categories == YEARS
    names = [plain(each.name) for each in chart.series]
    assert names[:2] == ["ВПР, школы категории «ШНОР»", "ВПР, все оценённые школы"]
    assert len(names) == 6
    for series in chart.series:
        procedure, who = series.name.split(", ")
        schools = JUDGED if who.startswith("все") else low_schools(found)
        expected = [
            printed(*counts_of(schools, lambda key: key[1] == year and key[2] == procedure))  # noqa: B023
            for year in (2023, 2024, 2025)
        ]
        assert list(series.values) == expected


def test_a_funnel_shows_every_school_by_its_size(made: dict[str, Illustration]) -> None:
    chart = made["воронка"].chart
    others, low, *_ = chart.series
    for place, name in enumerate(chart.categories):
        counts = counts_of([id_of(name)], lambda key: key[1] == 2025)
        value = low.values[place] if others.values[place] is None else others.values[place]
        assert value == printed(*counts)
        assert others.at[place] == low.at[place] == counts[1]


def test_a_school_is_outside_the_funnel_where_its_wilson_interval_leaves_the_mean_out(
    made: dict[str, Illustration],
) -> None:
    chart = made["воронка"].chart
    low, whole = counts_of(JUDGED, lambda key: key[1] == 2025)
    mean = low / whole
    above, below = [], []
    for name in chart.categories:
        n, size = counts_of([id_of(name)], lambda key: key[1] == 2025)
        least, most = wilson(n, size)
        above += [name] if mean < least else []
        below += [name] if mean > most else []
    said = chart.alt.split("Выше верхней границы: ")[1].split(". Наибольшая")[0]
    upper, lower = said.split(". Ниже нижней: ")
    assert above
    assert below
    assert all(name in upper for name in above)
    assert all(name in lower for name in below)
    assert upper.count("«") == len(above)
    assert lower.count("«") == len(below)


def wilson(n: int, size: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    share = n / size
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * math.sqrt(share * (1 - share) / size + z * z / (4 * size**2))
    return middle - half, middle + half


def test_limits_of_a_funnel_are_the_formula_and_stay_between_none_and_all() -> None:
    made = figures(small_district(2, 4))
    mean, upper, lower = made["воронка"].chart.series[-3:]
    share = (mean.values[0] or 0) / 100
    for at, high, least in zip(upper.at, upper.values, lower.values, strict=True):
        away = 196 * math.sqrt(share * (1 - share) / (at or 1))
        assert high == pytest.approx(min(100, 100 * share + away), abs=0.05)
        assert least == pytest.approx(max(0, 100 * share - away), abs=0.05)


# --- what there is to show -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (sample_district(), {"показатель", "процедуры", "динамика", "воронка"}),
        (sample_district(years=(2025,)), {"показатель", "воронка"}),
        (sample_district(shipped("municipal-points")), {"показатель", "процедуры", "динамика"}),
        (sample_district(shipped("lowest-quartile")), {"показатель", "динамика", "воронка"}),
        (sample_district(shipped("district-mean-3y")), {"показатель", "динамика", "воронка"}),
        (rating(), {"показатель", "динамика", "воронка"}),
        (school_table(), {"показатель"}),
        (small_district(0, 5), {"показатель", "динамика"}),
        (small_district(1, 0), {"динамика"}),
        (small_district(0, 0, unknown=1), {"динамика"}),
    ],
    ids=[
        "all",
        "one year, so nobody found",
        "points",
        "quartile",
        "three years",
        "rating",
        "school-level table",
        "nobody found, nobody low",
        "one school",
        "one undecided school",
    ],
)
def test_a_chart_is_there_where_it_shows_something(found: Identification, shown: set[str]) -> None:
    assert set(figures(found)) == shown


def test_indicators_of_one_procedure_are_called_by_it() -> None:
    made = figures(sample_district(shipped("municipal-points")))
    assert made["процедуры"].chart.categories == ("ВПР", "ОГЭ", "ЕГЭ")
    assert made["процедуры"].chart.form == "columns"
    assert made["показатель"].chart.unit == ""
    assert made["показатель"].caption.endswith("учебный год, балл")


def test_of_many_schools_the_first_of_the_list_are_shown() -> None:
    figure = figures(small_district(5, 60))["показатель"]
    assert len(figure.chart.categories) == 30
    assert figure.chart.series[0].colours.count(DARK) == 5
    assert plain(figure.note) == (
        "Тёмным выделены школы категории «ШНОР». Показаны первые 30 школ списка из 65."
    )


def test_a_rating_highlights_nobody() -> None:
    made = figures(rating())
    assert made["показатель"].chart.series[0].colours == ()
    assert made["показатель"].note == ""
    assert [each.name for each in made["воронка"].chart.series] == [
        "Школы",
        "По всем школам",
        "Верхняя граница",
        "Нижняя граница",
    ]


def test_where_all_are_found_there_is_nobody_to_set_them_against() -> None:
    made = figures(small_district(4, 0))
    assert "процедуры" not in made
    assert [each.name for each in made["динамика"].chart.series] == ["Все оценённые школы"]
    assert made["воронка"].chart.series[0].name == "Школы категории «ШНОР»"


def test_low_is_bad_turns_the_order() -> None:
    chart = figures(school_table())["показатель"].chart
    assert chart.series[0].values == (130.0, 171.5)
    assert chart.digits == 1


# --- words ---------------------------------------------------------------------------------------


def test_alt_texts_say_the_ends(made: dict[str, Illustration]) -> None:
    assert plain(made["показатель"].chart.alt) == (
        "Столбчатая диаграмма: «Индекс низких результатов» по 12 школам. Наибольшее значение — "
        "31,0 % (МКОУ «Верхнеключевская СОШ»), наименьшее — 2,5 % (МКОУ «Синегривская ООШ»). "
        "Тёмным выделены 3 школы категории «ШНОР»."
    )
    assert plain(made["динамика"].chart.alt).startswith(
        "Линейный график: доля низких результатов по годам. ВПР, школы категории «ШНОР»: "
        "10,1 % в 2022/23, 19,2 % в 2024/25."
    )
    assert plain(made["воронка"].chart.alt).startswith(
        "Точечная диаграмма: 12 школ по числу участников и доле низких результатов, "
        "2024/25 учебный год. Доля по всем школам — 10,3 %."
    )


def test_names_that_no_document_may_hold_are_cleaned() -> None:
    chart = figures(small_district(2, 2, names={0: "Школа\x00\x1f & <b>\ud800"}))[
        "показатель"
    ].chart
    assert "Школа & <b>" in chart.categories


def test_a_memo_shows_the_charts_of_its_run(tmp_path: Path, found: Identification) -> None:
    template = docx.Document()
    for name in ("показатель", "процедуры", "динамика", "воронка"):
        template.add_paragraph(f"{{%p if диаграммы.{name} %}}")
        template.add_paragraph(f"{{{{ диаграммы.{name}.рисунок }}}}")
        template.add_paragraph(f"{{{{ диаграммы.{name}.подпись }}}}")
        template.add_paragraph("{%p endif %}")
    path = tmp_path / "шаблон.docx"
    template.save(str(path))
    for run in (found, school_table()):
        write_memo(run, tmp_path / "справка.docx", template=path)
        blocks = read((tmp_path / "справка.docx").read_bytes()).blocks
        made = figures(run).values()
        assert [each for each in blocks if isinstance(each, Chart)] == [each.chart for each in made]
        said = [each.text for each in blocks if isinstance(each, Paragraph) and each.text.strip()]
        assert said == [each.caption for each in made]


def test_counts_of_pupils_weigh_and_shares_of_schools_do_not(found: Identification) -> None:
    """A mean of percents would give another number: the pooled one is the ratio of sums."""
    shares = [
        Fraction(*counts)
        for school in JUDGED
        if (counts := counts_of([school], lambda key: key[1] == 2025))[1]
    ]
    mean_of_percents = float(sum(shares) / len(shares) * 100)
    pooled = figures(found)["воронка"].chart.series[-3].values[0]
    assert pooled is not None
    assert abs(pooled - mean_of_percents) > 0.1


def test_a_methodology_of_subjects_draws_a_line_for_each() -> None:
    file = shipped("federal-2025")
    indicators = dict(file.methodology.indicators)
    indicators["low_share"] = indicators["low_share"].model_copy(update={"each": "subject"})
    changed = file.methodology.model_copy(update={"indicators": indicators})
    made = figures(sample_district(file._replace(methodology=changed)))
    assert {each.name.split(", ")[0] for each in made["динамика"].chart.series} == set(SUBJECTS)


def test_a_caption_names_the_only_shade_there_is(found: Identification) -> None:
    listed = [each for each in found.verdicts if each.category == "зона риска"]
    every = Found(found, tuple(listed))
    assert _of_bars(every, listed, [MIDDLE]) == "Выделены школы категории «зона риска»."
