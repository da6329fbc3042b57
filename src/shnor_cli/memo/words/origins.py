"""Where a bound comes from, in words: whose mean it is, over how many schools, less what."""

from collections.abc import Iterator

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.phrases import by_group, difference, reported_by, written, years_ago
from shnor_cli.criteria.rules import GROUP_ALL
from shnor_cli.engine.origins import Origin
from shnor_cli.engine.verdicts import Fact
from shnor_cli.memo.words.facts import digits_of_fact, indicator_title, scale_of
from shnor_cli.russian import DASH, MINUS, NBSP, plural, quote


def origin_in_words(methodology: Methodology, fact: Fact, origin: Origin) -> str:
    """Say it in a line: «граница — среднее по …: 48,2 % − 15 п.п. = 33,2 % (12 школ)»."""
    scale, digits = scale_of(methodology, fact.indicator), digits_of_fact(methodology, fact)
    steps = list(_steps(methodology, fact, origin))
    said = " ".join([scale.write(origin.statistic, digits), *steps])
    if steps and fact.threshold is not None:
        said = f"{said} = {scale.write(fact.threshold, digits)}"
    over = ", ".join(_over(origin))
    return f"граница {DASH} {_statistic(methodology, origin)}: {said}{f' ({over})' if over else ''}"


def _statistic(methodology: Methodology, origin: Origin) -> str:
    source, name = origin.source, f" {quote(origin.group)}" if origin.group else ""
    if source.indicator is not None:
        return f"показатель {quote(indicator_title(methodology, source.indicator))} школы"
    if source.years_ago is not None:
        return f"собственное значение {years_ago(source.years_ago)}"
    if source.reported is not None:
        return f"сообщено в источнике {reported_by(source.reported)}{name}"
    group = f"{by_group(source.group or GROUP_ALL)}{name}"
    if source.median is not None:
        return f"медиана {group}"
    if source.percentile is not None:
        return f"{written(source.percentile)}-й процентиль {group}"
    match source.weighted:
        case None | "schools":
            weight = "школы поровну"
        case "participants":
            weight = "с весом участников"
        case column:
            weight = f"с весом {quote(column)}"
    return f"среднее {group} ({weight})"


def _steps(methodology: Methodology, fact: Fact, origin: Origin) -> Iterator[str]:
    source, indicator = origin.source, methodology.indicators[fact.indicator]
    if source.times is not None:
        yield f"×{NBSP}{written(source.times)}"
    if source.minus is not None:
        sign = MINUS if source.minus >= 0 else "+"
        yield f"{sign}{NBSP}{difference(abs(source.minus), indicator, methodology)}"
    if source.minus_sd is not None and origin.deviation is not None:
        sign = MINUS if source.minus_sd >= 0 else "+"
        spread = scale_of(methodology, fact.indicator).of_distances.write(origin.deviation)
        yield f"{sign}{NBSP}{written(abs(source.minus_sd))}{NBSP}× {spread}"


def _over(origin: Origin) -> Iterator[str]:
    if origin.schools is not None:
        yield plural(origin.schools, "школа", "школы", "школ")
    if origin.participants is not None:
        yield plural(origin.participants, "участник", "участника", "участников")
