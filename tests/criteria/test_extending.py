from fractions import Fraction
from pathlib import Path

import pytest

from shnor_cli.criteria.loading import MethodologyFile, load_methodology
from shnor_cli.criteria.methodology import Basis
from shnor_cli.criteria.rules import Comparison, Count
from shnor_cli.criteria.wording import basis_in_words
from shnor_cli.errors import MethodologyError

BASE = """\
language: 1
id: base
title: Основа
basis: {document: Приказ, number: "7"}
status: утверждена
procedures:
  ВПР: {scale: [2, 3, 4, 5], low: [2]}
indicators:
  low: {measure: low_share, each: assessment, title: Доля}
  index: {like: low, each: school}
criteria:
  K0: {indicator: low, at_least: 30 %, clause: п. 3}
  K1: {count: K0, over: assessments, at_least: 2}
  K2: {not: K1}
categories:
  - {name: ШНОР, when: K1}
  - {name: прочие}
small_sample: 10
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE, "utf-8")
    return tmp_path


def load(folder: Path, written: str, name: str = "own") -> MethodologyFile:
    path = folder / f"{name}.yaml"
    path.write_text(f"id: {name}\nextends: base\n{written}", "utf-8")
    return load_methodology(path)


def faults(folder: Path, written: str) -> list[str]:
    with pytest.raises(MethodologyError) as caught:
        load(folder, written)
    return [problem.in_words() for problem in caught.value.problems]


def test_items_merge_by_name_and_a_key_is_replaced_whole(folder: Path) -> None:
    own = load(folder, "criteria:\n  K1: {at_least: 3, title: Три}\n  K9: {not: K2}\n").methodology
    assert list(own.criteria) == ["K0", "K1", "K2", "K9"]
    assert own.criteria["K1"] == Count.model_validate(
        {"count": "K0", "over": "assessments", "at_least": "3", "title": "Три"}
    )
    assert (own.id, own.title) == ("own", "Основа")


def test_approval_and_its_document_are_not_inherited(folder: Path) -> None:
    own = load(folder, "criteria:\n  K0: {at_least: 10 %}\n").methodology
    assert (own.status, own.basis) == ("пример", Basis())
    assert "Основание" not in basis_in_words(own)
    same = load(folder, 'basis: {document: Приказ, number: "7"}\n').methodology
    assert same.basis.number == "7"


def test_a_bound_takes_the_place_of_another_bound(folder: Path) -> None:
    own = load(folder, "criteria:\n  K0: {more_than: 1/3}\n").methodology
    assert own.criteria["K0"] == Comparison(
        indicator="low", more_than=Fraction(1, 3), clause="п. 3"
    )
    own = load(folder, "criteria:\n  K0: {is_in: {highest: 3, ties: include}}\n").methodology
    ends = own.criteria["K0"]
    assert isinstance(ends, Comparison)
    assert ends.bound is None


def test_another_kind_keeps_only_common_keys(folder: Path) -> None:
    own = load(folder, "criteria:\n  K0: {known: low}\n").methodology
    assert own.criteria["K0"].model_dump(exclude_none=True, exclude_defaults=True) == {
        "known": "low",
        "clause": "п. 3",
    }


def test_null_removes_an_item_a_key_and_a_part(folder: Path) -> None:
    own = load(folder, "criteria: {K2: null, K0: {clause: }}\nsmall_sample: ~\n").methodology
    assert list(own.criteria) == ["K0", "K1"]
    assert own.criteria["K0"].clause is None


def test_categories_and_basis_are_replaced_whole(folder: Path) -> None:
    own = load(folder, "basis: {note: Своя}\ncategories: [{name: А, when: K2}]\n").methodology
    assert [category.name for category in own.categories] == ["А"]
    assert own.basis.model_dump(exclude_none=True) == {"note": "Своя"}


def test_approval_is_not_taken_from_the_base(folder: Path) -> None:
    assert load(folder, "title: Своя\n").methodology.status == "пример"


def test_extends_is_merged_before_like(folder: Path) -> None:
    own = load(folder, "indicators: {low: {title: Иначе, of: [{grade: 5}]}}\n").methodology
    assert own.indicators["index"].title == "Иначе"
    assert own.indicators["index"] == own.indicators["low"].model_copy(update={"each": "school"})


def test_the_resolved_text_has_neither_and_loads_to_the_same(folder: Path) -> None:
    file = load(folder, "criteria:\n  K0: {at_least: 40 %}\n")
    assert "extends" not in file.resolved
    (folder / "alone").mkdir()
    alone = folder / "alone" / "own.yaml"
    alone.write_text(file.resolved, "utf-8")
    assert load_methodology(alone) == file


def test_a_base_may_have_a_base_and_is_looked_for_in_all_folders(folder: Path) -> None:
    load(folder, "small_sample: 7\n", name="middle")
    inner = folder / "inner"
    inner.mkdir()
    path = inner / "last.yaml"
    path.write_text("id: last\nextends: middle\ntitle: Последняя\n", "utf-8")
    last = load_methodology(path, folders=(folder,)).methodology
    assert (last.small_sample, last.title, list(last.criteria)) == (
        7,
        "Последняя",
        ["K0", "K1", "K2"],
    )


FAULTS = [
    (
        "small_sample: 10\n",
        (
            "строка 3, позиция 1: «small_sample» повторяет то, что есть в «base», "
            "и ничего не меняет; уберите"
        ),
    ),
    (
        "criteria:\n  K0: {at_least: 30 %}\n",
        "строка 4, позиция 3: «K0» повторяет то, что есть в «base», и ничего не меняет; уберите",
    ),
    ("criteria:\n  K7: null\n", "строка 4, позиция 3: удалять нечего: в «base» нет «K7»"),
    (
        "criteria:\n  K0: {title: null}\n",
        "строка 4, позиция 8: удалять нечего: в «base» нет «title»",
    ),
    ("score: null\n", "строка 3, позиция 1: удалять нечего: в «base» нет «score»"),
    ("", "строка 2, позиция 1: методика ничего не меняет в «base»"),
    (
        "criteria:\n  K0: {at_leest: 40 %}\n",
        "строка 4, позиция 8: ключ «at_leest» неизвестен; возможно, «at_least»",
    ),
    (
        "criteria:\n  K0: {at_least: 40 процентов}\n",
        "строка 4, позиция 18: «40 процентов» не число; пишут 30 %, 0.3 или 2/3",
    ),
]


@pytest.mark.parametrize(("written", "message"), FAULTS)
def test_a_fault_of_an_override_is_one_whole_message(
    folder: Path, written: str, message: str
) -> None:
    assert faults(folder, written)[0] == f"own.yaml, {message}"


def test_a_fault_that_stands_in_the_base_says_how_it_came_there(folder: Path) -> None:
    assert faults(folder, "indicators: {low: null}\n") == [
        (
            "base.yaml, строка 10, позиция 17: показатель «low» не найден\n"
            "«base.yaml» взят через extends в файле «own.yaml»."
        ),
        (
            "base.yaml, строка 12, позиция 19: показатель «low» не найден\n"
            "«base.yaml» взят через extends в файле «own.yaml»."
        ),
    ]


def test_a_missing_base_names_the_nearest(folder: Path) -> None:
    (folder / "own.yaml").write_text("id: own\nextends: bas\ntitle: Т\nindicators: {}\n", "utf-8")
    with pytest.raises(MethodologyError) as caught:
        load_methodology(folder / "own.yaml")
    assert caught.value.problems[0].in_words() == (
        "own.yaml, строка 2, позиция 10: методика «bas» (extends) не найдена; возможно, «base»"
    )


@pytest.mark.parametrize("target", ["../base", "/etc/passwd", "[base]", "base.yaml"])
def test_a_base_is_an_id_and_never_a_path(folder: Path, target: str) -> None:
    path = folder / "own.yaml"
    path.write_text(f"id: own\nextends: {target}\ntitle: Т\nindicators: {{}}\n", "utf-8")
    with pytest.raises(MethodologyError):
        load_methodology(path)


def test_a_circle_of_bases_is_named_whole(folder: Path) -> None:
    (folder / "base.yaml").write_text(BASE.replace("id: base", "id: base\nextends: own"), "utf-8")
    assert faults(folder, "small_sample: 5\n")[-1] == (
        "base.yaml, строка 3, позиция 10: методики расширяют друг друга по кругу: "
        "own → base → own\n«base.yaml» взят через extends в файле «own.yaml»."
    )


def test_a_methodology_cannot_extend_itself(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    # what it lacks is not known, for a base would give it
    path.write_text("id: own\nextends: own\ncriteria: {K: {known: a}}\n", "utf-8")
    with pytest.raises(MethodologyError) as caught:
        load_methodology(path)
    assert [problem.fault for problem in caught.value.problems] == [
        "методики расширяют друг друга по кругу: own → own"
    ]
