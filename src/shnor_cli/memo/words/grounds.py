"""Grounds (основания): the criteria that a school meets and the facts that meet them.

Read off the explanation of the verdict, so that a memo can name nothing that did not decide.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shnor_cli.criteria.methodology import Category, Methodology
from shnor_cli.criteria.phrases import clause_in_words
from shnor_cli.criteria.rules import All, Any, AtLeastOf, Count
from shnor_cli.engine.grounds import fact_at
from shnor_cli.engine.naming import names_together
from shnor_cli.engine.reasons import NO_ROW
from shnor_cli.engine.support import comparisons_behind, own_parts, supporting
from shnor_cli.engine.verdicts import Fact, Identification, Step, Verdict
from shnor_cli.memo.words.facts import (
    bound_of_fact,
    fact_of_year,
    limits_of_fact,
    subject_of_fact,
    value_of_fact,
)
from shnor_cli.memo.words.findings import unstopped
from shnor_cli.model import Assessment, Missing, Outcome
from shnor_cli.russian import NBSP, join_and, nbsp, plural, quote, school_year

_MEMBERS = {
    "assessments": ("процедуре", "процедурам", "процедурам"),
    "subjects": ("предмету", "предметам", "предметам"),
    "procedures": ("виду процедур", "видам процедур", "видам процедур"),
    "grades": ("классу", "классам", "классам"),
    "levels": ("уровню", "уровням", "уровням"),
    "years": ("году", "годам", "годам"),
    "schools": ("школе", "школам", "школам"),
}
"""What a count counts, in the dative: «по 4 процедурам из 8»."""


class Ground(NamedTuple):
    """One ground: the criterion in words and the facts behind it, a line each."""

    text: str
    told: str
    """The same, with the value where there is one for the whole criterion."""
    facts: tuple[str, ...]
    subjects: tuple[str, ...]
    """School subjects of the facts, for what the memo proposes."""
    found: tuple[Fact, ...] = ()
    """The facts themselves."""
    common_bound: bool = True
    """Whether the text names the bound of all the facts there are."""


def grounds_of(methodology: Methodology, step: Step) -> tuple[Ground, ...]:
    """Return the grounds of a met criterion; one made of others is unfolded into those met."""
    return tuple(dict.fromkeys(_grounds(methodology, step, set())))


def rows_of(grounds: Sequence[Ground]) -> list[dict[str, object]]:
    """Return grounds as a template lists them, each with its facts under it."""
    texts = unstopped([each.text for each in grounds])
    return [
        {"текст": each.text if each.facts else text, "факты": unstopped(each.facts)}
        for each, text in zip(grounds, texts, strict=True)
    ]


def grounds_in(
    identification: Identification, verdict: Verdict, category: Category
) -> tuple[Ground, ...]:
    """Return the grounds of a category; none where the school is in it by a decision alone."""
    if verdict.category != category.name:
        return ()
    steps = identification.explain(verdict.index)
    step = next(each for each in steps if each.criterion == category.when)
    return grounds_of(identification.methodology, step)


def compared_in(
    identification: Identification, verdict: Verdict, category: Category
) -> tuple[Ground, ...]:
    """Return all that the criteria of a category compare at a school in the report year.

    It stands for the grounds of a school that is in the category by a decision alone.
    """
    methodology, found = identification.methodology, []
    year = identification.measured.year(identification.year)
    for name, criterion in comparisons_behind(methodology, category).items():
        places = range(len(identification.judgement.answers[name].slices))
        each = (fact_at(identification, verdict.index, name, (year, place)) for place in places)
        facts = tuple(fact for fact in each if fact.outcome in {Outcome.MET, Outcome.NOT_MET})
        if facts:
            found.append(_of_facts(methodology, quote(criterion.title or name), "", facts))
    return tuple(found)


def _grounds(methodology: Methodology, step: Step, unfolded: set[int]) -> Iterator[Ground]:
    unfolded.add(id(step))
    criterion = methodology.criteria[step.criterion]
    if not isinstance(criterion, All | Any | AtLeastOf):
        yield _ground(methodology, step)
        return
    for part in own_parts(criterion, step):
        if isinstance(part, Step) and part.outcome is Outcome.MET and id(part) not in unfolded:
            yield from _grounds(methodology, part, unfolded)


def _ground(methodology: Methodology, step: Step) -> Ground:
    facts = tuple(supporting(methodology, step))
    return _of_facts(methodology, _title(step), _counted(methodology, step), facts)


def _of_facts(
    methodology: Methodology, title: str, counted: str, facts: tuple[Fact, ...]
) -> Ground:
    bounds = {bound_of_fact(methodology, fact) for fact in facts}
    common = bounds.pop() if len(bounds) == 1 else ""
    said = ", ".join(filter(None, [counted, common]))
    told = "" if counted else _value_and_bound(methodology, facts)
    return Ground(
        text=nbsp(" — ".join(filter(None, (title, said)))),
        told=nbsp(" — ".join(filter(None, (title, told or said)))),
        facts=tuple(_lines(methodology, facts, with_bounds=not common)),
        subjects=tuple(dict.fromkeys(fact.slice.subject for fact in facts if fact.slice.subject)),
        found=facts,
        common_bound=bool(common) or not facts,
    )


def _value_and_bound(methodology: Methodology, facts: tuple[Fact, ...]) -> str:
    """Say the value of the only fact beside its bound: «7 баллов при границе не менее 5 баллов»."""
    if len(facts) != 1 or not facts[0].indicator:
        return ""
    if facts[0].missing is not None:
        value = limits_of_fact(methodology, facts[0])
    else:
        value = value_of_fact(methodology, facts[0])
    if not value:
        return ""
    bound = bound_of_fact(methodology, facts[0])
    about = f"{facts[0].slice.title}: {value}" if facts[0].slice.title else value
    if bound.startswith(_BOUND):
        return f"{about} при границе {bound.removeprefix(_BOUND)}"
    return ", ".join(filter(None, (about, bound)))


_BOUND = "граница "


def subjects_of(grounds: Sequence[Ground]) -> list[str]:
    """Return the school subjects of grounds."""
    return sorted({subject for each in grounds for subject in each.subjects})


def _title(step: Step) -> str:
    clause = f" ({clause_in_words(step.clause)})" if step.clause else ""
    return quote(step.title) + clause


def _counted(methodology: Methodology, step: Step) -> str:
    criterion = methodology.criteria[step.criterion]
    if not isinstance(criterion, Count) or step.met is None or step.available is None:
        return ""
    return f"выполнено по{NBSP}{plural(step.met, *_MEMBERS[criterion.over])} из {step.available}"


def _lines(
    methodology: Methodology, facts: tuple[Fact, ...], *, with_bounds: bool
) -> Iterator[str]:
    """Yield a line for each thing measured, its years together, latest first."""
    things: dict[str, dict[Fact, None]] = {}
    for fact in facts:
        things.setdefault(subject_of_fact(methodology, fact), {})[fact] = None
    for subject, found in things.items():
        years = sorted(found, key=lambda fact: -fact.year)
        said = [fact_of_year(methodology, fact, with_bound=with_bounds) for fact in years]
        yield f"{subject}: {'; '.join(said)}"


def missing_in_words(methodology: Methodology, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """Say what is not known, a line for all that is missing for the same years and reason."""
    lacking = lacking_of(methodology, facts)
    return tuple(f"{why}: {subjects}" for why, subjects in lacking.items())


def lacking_of(methodology: Methodology, facts: Sequence[Fact]) -> dict[str, str]:
    """Return what is not known: years with the reason -> the things measured, in one text."""
    things: dict[tuple[Missing, str, Assessment], set[int]] = {}
    for fact in facts:
        reason = fact.missing or _NO_VALUE
        about = _apart_from_slice(methodology, fact)
        things.setdefault((reason, about, fact.slice), set()).add(fact.year)
    alike: dict[str, dict[str, list[Assessment]]] = {}
    for (reason, about, assessment), years in things.items():
        why = nbsp(_of_years(sorted(years), reason))
        alike.setdefault(why, {}).setdefault(about, []).append(assessment)
    return {
        why: nbsp("; ".join(_about(about, of) for about, of in each.items()))
        for why, each in alike.items()
    }


_NO_VALUE = Missing("", "нет значения")


def _apart_from_slice(methodology: Methodology, fact: Fact) -> str:
    """Say of what a value lacks, but for its assessment: nothing where that has no row at all."""
    if fact.missing and fact.missing.text == NO_ROW and fact.slice.procedure:
        return ""
    whole = subject_of_fact(methodology, fact)
    return whole.removesuffix(nbsp(fact.slice.title)).removesuffix(", ")


def _about(about: str, assessments: Sequence[Assessment]) -> str:
    named = names_together(assessments)
    return ", ".join(filter(None, (about, named)))


def _of_years(years: Sequence[int], reason: Missing) -> str:
    """Say years with a reason: «2023/24 и 2024/25 — нет строк за эти годы»."""
    said, text = join_and([school_year(year) for year in years]), reason.text
    if reason.text == NO_ROW:
        text = f"нет строк за {'этот год' if len(years) == 1 else 'эти годы'}"
    return f"{said} — {text}"
