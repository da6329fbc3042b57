"""What looks like a slip in a methodology that reads without faults, by its file alone.

What shows only on tables is in `lint_data.py`. A remark never stops anything. To add a check: a
function that yields remarks, its name in `CHECKS`.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from shnor_cli.criteria.bands import bands_amiss
from shnor_cli.criteria.basis import reached_criteria
from shnor_cli.criteria.indicators import Composite, FormulaIndicator
from shnor_cli.criteria.intervals import Range
from shnor_cli.criteria.methodology import Methodology, indicators_of, parts_of
from shnor_cli.criteria.phrases import BOUND_WORDS, amount, written
from shnor_cli.criteria.ranges import divisors_of, members_of, ranges_of
from shnor_cli.criteria.rules import AtLeastOf, Comparison, Count, Known, Source, turns
from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.russian import quote

_PERCENTS = (90, 110)
"""Weights that sum to about this many look like percents."""


def lint(methodology: Methodology) -> tuple[Remark, ...]:
    """Return remarks on a methodology, seen from its file alone."""
    return tuple(remark for check in CHECKS for remark in check(methodology))


def _remark(code: str, text: str) -> Remark:
    return Remark(Place(), text, code=code)


def bounds_out_of_range(methodology: Methodology) -> Iterator[Remark]:
    """A bound that every value of the indicator meets, or none does."""
    ranges = ranges_of(methodology)
    for name, criterion in methodology.criteria.items():
        if not isinstance(criterion, Comparison) or criterion.fixed_bound is None:
            continue
        bound = criterion.fixed_bound
        limits = ranges[criterion.indicator]
        certain = limits.certain(*bound)
        if certain is not None:
            indicator = methodology.indicators[criterion.indicator]
            said = f"{BOUND_WORDS[bound[0]]} {amount(bound[1], indicator, methodology)}"
            how = "выполнена всегда" if certain else "не выполняется никогда"
            where = _limits(limits, criterion.indicator, methodology)
            text = (
                f"критерий {quote(name)}: граница {quote(said)} {how}, значения показателя {where}"
            )
            yield _remark("L-01", text)


def _limits(limits: Range, name: str, methodology: Methodology) -> str:
    indicator = methodology.indicators[name]
    low = None if limits.low is None else amount(limits.low, indicator, methodology)
    high = None if limits.high is None else amount(limits.high, indicator, methodology)
    if low is not None and high is not None:
        return f"от {low} до {high}"
    return f"не менее {low}" if low is not None else f"не более {high}"


def counts_out_of_reach(methodology: Methodology) -> Iterator[Remark]:
    """A count that must find more members than there are, or cannot find too many."""
    for name, criterion in methodology.criteria.items():
        match criterion:
            case Count():
                yield from _count_out_of_reach(name, criterion, methodology)
            case AtLeastOf(of=parts, at_least=count) if count > len(parts):
                text = f"критерий {quote(name)}: нужно не менее {count}, а перечислено {len(parts)}"
                yield _remark("L-02", text)


def _count_out_of_reach(name: str, count: Count, methodology: Methodology) -> Iterator[Remark]:
    most = members_of(name, methodology)
    key, size = count.bound
    limits = Range(Fraction(0), None if most is None else Fraction(most))
    if size.is_share:
        limits = Range(Fraction(0), Fraction(1))
    certain = limits.certain(key, size.number)
    if certain is not None:
        how = "выполнена всегда" if certain else "не выполняется никогда"
        found = "" if most is None else f", считать можно не более {most}"
        said = quote(f"{BOUND_WORDS[key]} {written(size.number)}")
        yield _remark("L-02", f"критерий {quote(name)}: граница {said} {how}{found}")
    if most is not None and count.needs is not None and count.needs > most:
        text = f"критерий {quote(name)}: нужно ответов {count.needs}, а их не более {most}"
        yield _remark("L-02", text)


def equal_criteria(methodology: Methodology) -> Iterator[Remark]:
    """Two criteria that ask the same."""
    same: dict[str, list[str]] = {}
    for name, criterion in methodology.criteria.items():
        asked = criterion.model_copy(update={"title": None, "clause": None})
        same.setdefault(repr(asked), []).append(name)
    for first, *others in same.values():
        for other in others:
            text = f"критерии {quote(first)} и {quote(other)} спрашивают об одном и том же"
            yield _remark("L-03", text)


def weights_not_whole(methodology: Methodology) -> Iterator[Remark]:
    """Weights that look like shares or percents and miss the whole."""
    for name, indicator in methodology.indicators.items():
        if not isinstance(indicator, Composite) or len(indicator.composite) == 1:
            continue
        weights = list(indicator.composite.values())
        total = sum(weights, Fraction(0))
        are_shares = max(weights) < 1 and total != 1
        least, most = _PERCENTS
        are_percents = least <= total <= most and total != 100  # noqa: PLR2004 - the whole in percent
        if are_shares or are_percents:
            whole = "1 (100 %)" if are_shares else "100"
            text = f"показатель {quote(name)}: сумма весов {written(total)}, а не {whole}"
            yield _remark("L-04", text)


def missing_under_not(methodology: Methodology) -> Iterator[Remark]:
    """`missing: not_met` under a negation, where no data would become a fulfilment."""
    negators: dict[str, set[str]] = {}
    parts = {p for criterion in methodology.criteria.values() for p in parts_of(criterion)}
    for root in methodology.criteria:
        if root not in parts:
            _negate(root, "", methodology, negators)
    for name, criterion in methodology.criteria.items():
        found = sorted(negators[name] - {""}) if criterion.missing == "not_met" else ()
        for negator in found:
            text = (
                f"критерий {quote(name)}: missing: not_met стоит под отрицанием {quote(negator)}, "
                "и отсутствие данных становится в нём выполнением"
            )
            yield _remark("L-05", text)


def _negate(
    name: str, negator: str, methodology: Methodology, negators: dict[str, set[str]]
) -> None:
    """Gather the negations over a criterion and its parts, empty where there is none."""
    known = negators.setdefault(name, set())
    if negator in known:
        return
    known.add(negator)
    criterion = methodology.criteria[name]
    inner = ("" if negator else name) if turns(criterion) else negator
    for part in parts_of(criterion):
        if part != criterion.applies_to:
            _negate(part, inner, methodology, negators)


def unused_parts(methodology: Methodology) -> Iterator[Remark]:
    """Criteria that no category rests on, indicators that nothing uses."""
    used = reached_criteria(methodology)
    for name in methodology.criteria:
        if methodology.categories and name not in used:
            yield _remark("L-06", f"критерий {quote(name)} не влияет ни на одну категорию")
    asked = set(_used_indicators(methodology))
    for name in methodology.indicators:
        if name not in asked:
            yield _remark("L-06", f"показатель {quote(name)} нигде не используется")


def _used_indicators(methodology: Methodology) -> Iterator[str]:
    if methodology.score is not None:
        yield methodology.score
    for indicator in methodology.indicators.values():
        yield from indicators_of(indicator)
    for criterion in methodology.criteria.values():
        match criterion:
            case Comparison(indicator=name, bound=bound):
                yield name
                if bound and isinstance(bound[1], Source) and bound[1].indicator:
                    yield bound[1].indicator
            case Known(known=name):
                yield name


def categories_out_of_reach(methodology: Methodology) -> Iterator[Remark]:
    """Categories that an earlier one leaves no school to."""
    seen: dict[str | None, str] = {}
    for category in methodology.categories:
        earlier = seen.get(None) or seen.get(category.when)
        if earlier is not None:
            text = f"категория {quote(category.name)} недостижима: раньше стоит {quote(earlier)}"
            yield _remark("L-08", text)
        seen.setdefault(category.when, category.name)


def bands_out_of_reach(methodology: Methodology) -> Iterator[Remark]:
    """Bands that leave values out or are never reached."""
    for name, text in bands_amiss(methodology):
        yield _remark("L-07", f"показатель {quote(name)}: {text}")


def divided_by_zero(methodology: Methodology) -> Iterator[Remark]:
    """A formula that divides by what is always nothing."""
    ranges = ranges_of(methodology)
    for name, indicator in methodology.indicators.items():
        if isinstance(indicator, FormulaIndicator) and any(
            each.low == each.high == 0 for each in divisors_of(indicator.formula, ranges)
        ):
            text = f"показатель {quote(name)}: в формуле деление на ноль, значения не будет никогда"
            yield _remark("L-10", text)


def approved_without_document(methodology: Methodology) -> Iterator[Remark]:
    """An approved methodology that does not name the document by which it is."""
    if methodology.status == "утверждена" and not methodology.basis.document:
        text = "методика утверждена, а документ не назван: впишите basis: document, number, date"
        yield _remark("L-09", text)


def category_of_another_term(methodology: Methodology) -> Iterator[Remark]:
    """A first category called by a short form that is not the methodology's own."""
    names, short = [category.name for category in methodology.categories], methodology.terms.short
    if short not in names and any(name.isupper() for name in names[:1]):
        text = (
            f"первая категория — {quote(names[0])}, а сокращение в terms — {quote(short)}: "
            "в документах встретятся оба; назовите их одинаково"
        )
        yield _remark("L-14", text)


CHECKS: tuple[Callable[[Methodology], Iterator[Remark]], ...] = (
    bounds_out_of_range,
    counts_out_of_reach,
    equal_criteria,
    weights_not_whole,
    missing_under_not,
    unused_parts,
    bands_out_of_reach,
    categories_out_of_reach,
    approved_without_document,
    divided_by_zero,
    category_of_another_term,
)
"""The checks of a file, in the order of their remarks."""
