"""The June memo (справка об эффективности): the schools of an earlier list, then and now."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from shnor_cli.criteria.indicators import Measure
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.criteria.wording import sentence
from shnor_cli.engine.decisions import overriding
from shnor_cli.engine.matching import Shares
from shnor_cli.engine.naming import names_together
from shnor_cli.memo.words.facts import (
    SHARE,
    bound_of_fact,
    fact_value,
    indicator_title,
    out_of,
    scale_of,
    subject_of_fact,
    value_of_fact,
)
from shnor_cli.memo.words.findings import label
from shnor_cli.memo.words.heading import heading_of
from shnor_cli.memo.words.joined import (
    counted_in_words,
    joined_in_words,
    names_of,
    successor_of,
    whereto_in_words,
)
from shnor_cli.memo.words.office import Office
from shnor_cli.model import Decision, Outcome, School
from shnor_cli.revise.chance import Chance
from shnor_cli.revise.effect import Course, Effect, Pair, Turn
from shnor_cli.russian import (
    DASH,
    NBSP,
    capital,
    join_and,
    nbsp,
    number,
    number_word,
    percent,
    plural,
    quote,
    school_year,
    word,
)

Row = dict[str, object]

_SHADE = "F4CCCC"


def effect_context(
    effect: Effect, day: date | None, office: Office | None = None
) -> dict[str, object]:
    """Return the values of the June memo."""
    methodology = effect.after.methodology
    return heading_of(methodology, office, day) | {
        "год": school_year(effect.after.year),
        "прежний_год": school_year(effect.before.year),
        "категория": quote(methodology.categories[0].name),
        "итоги": [nbsp(text) for text in _summary(effect)],
        "школы": [
            {"номер": place, **_school(effect, course)}
            for place, course in enumerate(effect.courses, start=1)
        ],
        "есть_ожидание": effect.chance is not None,
        "случайность": [nbsp(text) for text in _chance(effect)],
    }


def _summary(effect: Effect) -> Iterator[str]:
    before = school_year(effect.before.year)
    count = len(effect.courses)
    yield f"В перечне за {before} учебный год: {plural(count, 'школа', 'школы', 'школ')}."
    if effect.undecided:
        category = quote(effect.before.methodology.categories[0].name)
        names = [_name(effect, each) for each in effect.undecided]
        more = "ещё " if count else ""
        yield (
            f"За {before} учебный год данных не хватило, чтобы решить, {_belong(len(names))} ли "
            f"к категории {category} {more}{_schools(names)}."
        )
    for turn in Turn:
        names = [_name(effect, each.school) for each in effect.courses if each.turn is turn]
        if names and turn is Turn.LEFT:
            kept = word(len(names), "оставлена", "оставлены", "оставлено")
            yield (
                f"По критериям к категории больше не {_belong(len(names))} и решением в ней "
                f"не {kept} {_schools(names)}."
            )
        elif names and turn is Turn.JOINED:
            what = word(len(names), "а к другой школе", *["ы к другим школам"] * 2)
            yield f"Присоединен{what} {DASH} {_joined(effect, names)}."
        elif names:
            yield f"{_SAID[turn]} {DASH} {_schools(names)}."
    yield from _by_share(effect)
    yield from _open(effect)
    yield from _decided(effect)
    yield from _together(effect)


def _joined(effect: Effect, names: Sequence[str]) -> str:
    """Name schools of the list that are no more, with those that they were joined to."""
    count = plural(len(names), "школа", "школы", "школ")
    if len(names) > _NAMED:
        return count
    told = [
        f"{_name(effect, each.school)} {DASH} {whereto_in_words(effect.after, each.joined)}"
        for each in effect.courses
        if each.joined
    ]
    return f"{count}: {'; '.join(told)}"


def _together(effect: Effect) -> Iterator[str]:
    """Say whether schools are compared together with those that were joined to them."""
    year = school_year(effect.before.year)
    if True in effect.together:
        yield (
            "Школы, к которым присоединены другие, сопоставлены вместе с присоединёнными "
            "в обоих годах."
        )
    if False in effect.together:
        which = "некоторых школ" if True in effect.together else "школ"
        yield (
            f"У {which}, к которым присоединены другие, результаты за {year} учебный год приведены "
            "без присоединённых, сопоставление неполное."
        )


def _by_share(effect: Effect) -> Iterator[str]:
    """Say which schools are judged by another ruler than the others."""
    names = [_name(effect, each.school) for each in effect.courses if each.is_by_share]
    if names and any(each.pairs for each in effect.courses):
        named = f" ({join_and(names)})" if len(names) <= _NAMED else ""
        yield (
            f"По доле низких результатов, а не по порогу, сделан вывод о{NBSP}"
            f"{plural(len(names), 'школе', 'школах', 'школах')}{named}: показатели, которые "
            "сравниваются с порогом, за эти годы несопоставимы. С выводами о других школах такой "
            "вывод не сравнивается."
        )


def _open(effect: Effect) -> Iterator[str]:
    """Say of which schools, told above by what is comparable, the later run concludes nothing."""
    told = [
        f"{_name(effect, each.school)} {DASH} {_without_category(effect, each)}"
        for each in effect.courses
        if not each.is_decided and not each.joined
    ]
    if told:
        named = f": {'; '.join(told)}" if len(told) <= _NAMED else ""
        year = school_year(effect.after.year)
        count = number_word(len(told), "родительный", "ж")
        yield f"Категория {count} из этих школ за {year} учебный год не определена{named}."


def _without_category(effect: Effect, course: Course) -> str:
    """Say why the later run names no category."""
    index = effect.after.results.schools.places.get(course.school.id)
    if index is None:
        return "в таблицах школы больше нет"
    return effect.after.verdict(index).standing


def _name(effect: Effect, school: School) -> str:
    return label(effect.before, effect.before.results.schools.places[school.id])


def _decided(effect: Effect) -> Iterator[str]:
    """Say what the office decided against the criteria of the later run."""
    told = [
        f"{_name(effect, course.school)} {DASH} {course.decision.in_words}"
        for course in effect.courses
        if course.decision
    ]
    if told:
        yield f"Решено иначе, чем по критериям: {'; '.join(told)}."


def _schools(names: Sequence[str]) -> str:
    count = plural(len(names), "школа", "школы", "школ")
    return f"{count}: {join_and(names)}" if len(names) <= _NAMED else count


def _belong(count: int) -> str:
    return word(count, "относится", "относятся", "относится")


_NAMED = 7

_SAID = {
    Turn.BETTER: "Улучшение",
    Turn.SAME: "Без изменений",
    Turn.WORSE: "Ухудшение",
    Turn.UNKNOWN: "Нет сопоставимых данных",
}


def _school(effect: Effect, course: Course) -> Row:
    return {
        "название": _name(effect, course.school),
        "вывод": _turned(effect, course),
        "присоединена": bool(course.joined),
        "присоединение": nbsp(_of_joining(effect, course)),
        "решает": nbsp(_why(effect, course)),
        "было": _share(course.shares.was, course.shares.was_of),
        "стало": _share(course.shares.now, course.shares.now_of),
        "изменение": SHARE.write_distance(course.shares.change) if course.shares else DASH,
        "итог": nbsp(_outcome(effect, course)),
        "строки": [_pair(effect, pair) for pair in course.pairs] or list(_details(course)),
        "по_процедурам": bool(course.matched) and not course.pairs,
        "несопоставимы": "" if course.joined else nbsp(names_together(course.unmatched)),
        "граница": _common_bound(effect, course),
    }


def _turned(effect: Effect, course: Course) -> str:
    """Say what became of a school, of one that is no more where it went."""
    if course.joined:
        return f"присоединена к {successor_of(effect.after, course.joined)}"
    return course.turn.value


def _outcome(effect: Effect, course: Course) -> str:
    """Say what became of a school and of which category it is, or the one it was joined to."""
    if course.joined:
        index = effect.after.results.schools.places[course.joined.successor]
        verdict = effect.after.verdict(index)
        now = _category(verdict.category, verdict.standing)
        told = f"{joined_in_words(effect.after, course.joined)}; категория этой школы: {now}"
        return told + _decision(overriding(effect.after, index))
    now = _category(course.category, _without_category(effect, course))
    return f"{course.turn.value}; категория теперь: {now}{_decision(course.decision)}"


def _category(name: str | None, why: str) -> str:
    return quote(name) if name else f"не определена ({why})"


def _decision(decision: Decision | None) -> str:
    return f"; решение: {decision.in_words}" if decision else ""


def _of_joining(effect: Effect, course: Course) -> str:
    """Say whose results stand where: of a joined school, or of those joined to this one."""
    if course.joined:
        counted = counted_in_words(effect.after, course.joined)
        return sentence(capital(counted)) if counted else ""
    if not course.added or not (course.shares or course.pairs):
        return ""
    names = names_of(effect.after, course.added)
    whose = word(len(course.added), "присоединённой школы", *["присоединённых школ"] * 2)
    if course.is_together:
        return f"Результаты обоих лет приведены с учётом {whose} {names}."
    year = school_year(effect.before.year)
    return (
        f"Результаты за {year} учебный год приведены без {whose} {names}: сопоставление неполное."
    )


def _why(effect: Effect, course: Course) -> str:
    """Say what the conclusion rests on: the results beyond their bounds, else what decides a tie.

    Where nothing is compared with a bound, the share decides, or the criteria of the later year.
    """
    then, now = course.beyond
    if not course.pairs and course.turn is Turn.LEFT:
        other = "" if course.is_alike else "; состав процедур в двух годах разный"
        return f"критерии категории теперь не выполнены{other}"
    if not course.pairs:
        return "; ".join([*_unlike(effect, course), "решает доля"]) if course.shares else ""
    said = f"порог не преодолён: было {number(then)}, стало {number(now)}"
    if course.turn is Turn.LEFT or not course.ways:
        return said
    if course.turn is Turn.SAME:
        return f"{said}; показатели изменились в разные стороны"
    names = [_called(effect.after.methodology, name) for name, _ in course.ways]
    return f"{said}; {'решает' if len(names) == 1 else 'решают'} {join_and(names)}"


def _unlike(effect: Effect, course: Course) -> Iterator[str]:
    """Say why nothing is compared with a bound: what a school has in one of the years only."""
    sides = ((effect.after.year, course.unmatched), (effect.before.year, course.new))
    lacking = [f"за {school_year(year)} нет: {names_together(of)}" for year, of in sides if of]
    if lacking:
        yield f"показатели несопоставимы, {'; '.join(lacking)}"


def _called(methodology: Methodology, indicator: str) -> str:
    kind = methodology.indicators[indicator]
    if isinstance(kind, Measure) and kind.measure == "low_share":
        return "доля"
    return f"показатель {quote(indicator_title(methodology, indicator))}"


def _share(count: int, whole: int) -> str:
    return nbsp(f"{percent(Fraction(count, whole))} ({out_of(count, whole)})") if whole else DASH


def _pair(effect: Effect, pair: Pair) -> Row:
    methodology = effect.after.methodology
    return {
        "название": subject_of_fact(methodology, pair.now),
        "было": nbsp(value_of_fact(effect.before.methodology, pair.was)),
        "стало": nbsp(value_of_fact(methodology, pair.now)),
        "изменение": _change(effect, pair),
        "порог": _passed(pair),
        "граница": nbsp(bound_of_fact(methodology, pair.now)),
        "цвет_было": _SHADE if pair.was.outcome is Outcome.MET else "",
        "цвет_стало": _SHADE if pair.now.outcome is Outcome.MET else "",
    }


def _details(course: Course) -> Iterator[Row]:
    """Yield the low results by assessment, where the criteria themselves compare nothing."""
    for assessment, shares in course.matched:
        yield {
            "название": nbsp(assessment.title),
            "было": _share(shares.was, shares.was_of),
            "стало": _share(shares.now, shares.now_of),
            "изменение": SHARE.write_distance(shares.change),
            "порог": DASH,
            "граница": "",
            "цвет_было": "",
            "цвет_стало": "",
        }


def _change(effect: Effect, pair: Pair) -> str:
    if pair.was.value is None or pair.now.value is None:
        return DASH
    scale = scale_of(effect.after.methodology, pair.now.indicator)
    return scale.write_distance(fact_value(pair.now) - fact_value(pair.was))


def _passed(pair: Pair) -> str:
    said = "нет" if pair.now.outcome is Outcome.MET else "да"
    return f"{said}, теперь" if pair.is_turned else said


def _common_bound(effect: Effect, course: Course) -> str:
    bounds = {bound_of_fact(effect.after.methodology, pair.now) for pair in course.pairs}
    return nbsp(bounds.pop()) if len(bounds) == 1 else ""


def _chance(effect: Effect) -> Iterator[str]:
    """Say how the list changed as a whole, how the other schools did, and what chance would do."""
    if effect.listed:
        yield sentence(
            "По всем школам перечня вместе доля низких результатов в сопоставимых процедурах "
            f"составляла {_share(effect.listed.was, effect.listed.was_of)}, теперь — "
            f"{_share(effect.listed.now, effect.listed.now_of)}; {_change_of(effect.listed)}"
        )
    if effect.others:
        which = "У остальных школ" if effect.courses else "По всем школам"
        yield sentence(
            f"{which} в сопоставимых процедурах: "
            f"было {_share(effect.others.was, effect.others.was_of)}, "
            f"стало {_share(effect.others.now, effect.others.now_of)}; {_change_of(effect.others)}"
        )
        yield from _among_others(effect)
    if effect.chance is not None:
        yield from _regression(effect, effect.chance)


def _among_others(effect: Effect) -> Iterator[str]:
    """Say which schools of the list were joined to others and are counted with these."""
    names = [
        _name(effect, each.school)
        for each in effect.courses
        if each.school.id in effect.with_others
    ]
    if names:
        yield f"С остальными учтены присоединённые к ним школы перечня {DASH} {_schools(names)}."


def _change_of(shares: Shares) -> str:
    return f"изменение {SHARE.write_distance(shares.change)}"


def _regression(effect: Effect, chance: Chance) -> Iterator[str]:
    yield (
        "В перечень попадают прежде всего школы, у которых к низкому уровню добавилось случайное "
        "отклонение в худшую сторону, поэтому в следующий раз их результаты в среднем лучше "
        "и тогда, когда ничего не изменилось."
    )
    change = SHARE.write_distance(chance.expected - chance.was)
    yield sentence(
        "Прежние доли низких результатов школ перечня при нынешнем числе участников составляют "
        f"вместе {percent(chance.was)}. По разбросу результатов "
        f"{plural(chance.schools, 'школы', 'школ', 'школ')} эта доля сама собой стала бы около "
        f"{percent(chance.expected)}; изменение {change}"
    )
    more = effect.listed.now / effect.listed.now_of - chance.expected
    side = "ниже" if more < 0 else "выше"
    yield sentence(f"Наблюдаемая доля {side} ожидаемой на {SHARE.write_apart(more)}")
    yield (
        "При таком числе участников это оценка, а не доказательство действия или бездействия "
        "принятых мер."
    )
