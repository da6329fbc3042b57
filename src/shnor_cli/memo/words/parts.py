"""What a value is made of, in words: each part with its value, its band or its weight."""

from collections.abc import Sequence

from shnor_cli.criteria.indicator_words import band_in_words, formula_in_words
from shnor_cli.criteria.indicators import Change, FormulaIndicator, Points, Residual
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import written
from shnor_cli.engine.parts import Part
from shnor_cli.engine.verdicts import Fact
from shnor_cli.memo.words.facts import fact_value, indicator_title, scale_of, value_of_fact
from shnor_cli.russian import NBSP, number, school_year


def made_of(methodology: Methodology, whole: Fact, parts: Sequence[Part]) -> str:
    """Say how parts make a value where they do it by arithmetic: «по формуле 2 + 1 + 0»."""
    values = {part.fact.indicator: part.fact for part in parts}
    if whole.value is None or any(each.value is None for each in values.values()):
        return ""
    match methodology.indicators[whole.indicator]:
        case FormulaIndicator(formula=formula):
            said = formula_in_words(formula.tree, lambda name: _bare(methodology, values[name]))
            return f"по формуле {said}"
        case Residual(residual=name):
            expected = fact_value(values[name]) - fact_value(whole)
            return f"ожидалось {scale_of(methodology, name).write(expected)}"
    return ""


def part_in_words(methodology: Methodology, whole: Fact, part: Part) -> str:
    """Say a part of a value in a line: «Балл за ВПР: 2 балла», its band or weight if it has one."""
    kind, fact = methodology.indicators[whole.indicator], part.fact
    year = f", {school_year(fact.year)}" if isinstance(kind, Change) else ""
    title = indicator_title(methodology, fact.indicator)
    said = [f"{title}{year}: {value_of_fact(methodology, fact)}"]
    if isinstance(kind, Points) and part.band is not None:
        said.append(f"полоса: {band_in_words(part.band, kind, methodology)}")
    if part.scaled is not None:
        said.append(f"приведено: {number(part.scaled, 2)}")
    if part.weight is not None:
        said.append(f"вес{NBSP}{written(part.weight)}")
    return "; ".join(said)


def _bare(methodology: Methodology, fact: Fact) -> str:
    """Write a value for a formula, without its unit unless it is a share."""
    scale = scale_of(methodology, fact.indicator)
    is_share = scale.is_share or scale.is_difference
    said = scale._replace(unit="", is_difference=False, is_share=is_share).write(fact_value(fact))
    return f"({said})" if (fact.value or 0.0) < 0 else said
