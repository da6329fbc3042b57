"""Scales (шкалы) of procedures, and whether what an indicator counts exists in them."""

from collections.abc import Collection, Iterator, Mapping

from shnor_cli.criteria.checked import Checked
from shnor_cli.criteria.indicators import Filter, Measure, Share, Sum
from shnor_cli.criteria.methodology import Procedure
from shnor_cli.errors import Problem, did_you_mean

_NEEDS = {"low_share": "low", "quality": "good"}
"""Measures that count categories which the procedure must name, and the key that names them."""


def wrong_scales(checked: Checked) -> Iterator[Problem]:
    """Yield faults of scales, and of measures against them."""
    for name, procedure in checked.methodology.procedures.items():
        yield from _wrong_scale(checked, name, procedure)
    for name, indicator in checked.methodology.indicators.items():
        if isinstance(indicator, Measure):
            yield from _wrong_measure(checked, name, indicator)
    objectivity, known = checked.methodology.objectivity, checked.names("procedures")
    for place, name in enumerate(objectivity.procedures if objectivity else ()):
        if name not in known:
            yield checked.at("objectivity", "procedures", place, fault=_not_described(name, known))


def _wrong_scale(checked: Checked, name: str, procedure: Procedure) -> Iterator[Problem]:
    scale = procedure.scale or ()
    for place, category in enumerate(scale):
        if category in scale[:place]:
            fault = f"категория «{category}» в шкале дважды"
            yield checked.at("procedures", name, "scale", place, fault=fault)
    for key in ("low", "good"):
        for place, category in enumerate(getattr(procedure, key) or ()):
            if category not in scale:
                fault = f"категории «{category}» нет в шкале{did_you_mean(category, scale)}"
                yield checked.at("procedures", name, key, place, fault=fault)


def _wrong_measure(checked: Checked, name: str, measure: Measure) -> Iterator[Problem]:
    known = checked.names("procedures")
    if not known:
        fault = "мера считается по процедурам, а в методике не описана ни одна (procedures)"
        yield checked.at("indicators", name, "measure", fault=fault)
        return
    for place, each in enumerate(measure.of or ()):
        for position, procedure in enumerate(each.procedure or ()):
            if procedure not in known:
                path = ("indicators", name, "of", place, "procedure", position)
                yield checked.at(*path, fault=_not_described(procedure, known))
    covered = _covered(checked, measure)
    if covered:
        yield from _wrong_categories(checked, name, measure, covered)


def _not_described(procedure: str, known: Collection[str]) -> str:
    return f"вид процедур «{procedure}» не описан{did_you_mean(procedure, known)}"


def _covered(checked: Checked, measure: Measure) -> Mapping[str, Procedure]:
    """Return the procedures that a measure counts; none where some of them have faults."""
    filters = measure.of or (Filter(),)
    named = {name for each in filters for name in each.procedure or checked.names("procedures")}
    procedures = checked.methodology.procedures
    return {name: procedures[name] for name in sorted(named)} if named <= procedures.keys() else {}


def _wrong_categories(
    checked: Checked, name: str, measure: Measure, covered: Mapping[str, Procedure]
) -> Iterator[Problem]:
    match measure.measure:
        case Share(share=categories):
            yield from _unknown_categories(checked, name, "share", categories, covered)
        case Sum(sum=categories):
            yield from _unknown_categories(checked, name, "sum", categories, covered)
        case "low_share" | "quality":
            yield from _unnamed(checked, name, measure, covered)
        case "mean_mark" if not any(_marks(each) for each in covered.values()):
            fault = "средней отметке нужна шкала с отметками-числами, а такой здесь нет"
            yield checked.at("indicators", name, "measure", fault=fault)


def _marks(procedure: Procedure) -> bool:
    return any(category.isdecimal() for category in procedure.scale or ())


def _unknown_categories(
    checked: Checked,
    name: str,
    key: str,
    categories: tuple[str, ...],
    covered: Mapping[str, Procedure],
) -> Iterator[Problem]:
    scales = sorted({category for each in covered.values() for category in each.scale or ()})
    for place, category in enumerate(categories):
        if category not in scales:
            nearest = did_you_mean(category, scales)
            fault = f"категории «{category}» нет ни в одной из шкал{nearest}"
            yield checked.at("indicators", name, "measure", key, place, fault=fault)


def _unnamed(
    checked: Checked, name: str, measure: Measure, covered: Mapping[str, Procedure]
) -> Iterator[Problem]:
    """Yield a fault for every covered procedure that does not name such categories.

    Such a procedure would add its participants and nobody to count among them.
    """
    key = _NEEDS[str(measure.measure)]
    for procedure, each in covered.items():
        if not getattr(each, key):
            fault = f"{measure.measure}: у вида процедур «{procedure}» не сказано {key}"
            yield checked.at(*_naming(name, measure, procedure), fault=fault)


def _naming(name: str, measure: Measure, procedure: str) -> tuple[str | int, ...]:
    """Return where an indicator names a procedure, or its measure where it takes all."""
    for place, each in enumerate(measure.of or ()):
        if procedure in (each.procedure or ()):
            position = each.procedure.index(procedure) if each.procedure else 0
            return ("indicators", name, "of", place, "procedure", position)
    return ("indicators", name, "measure")
