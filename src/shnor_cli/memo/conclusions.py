"""Conclusions and proposals in the terms of a municipal programme of support."""

from collections.abc import Iterator, Sequence

from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.findings import found_categories, in_category, judged, label
from shnor_cli.russian import join_and, nbsp, number_word, plural, quote, school_year, word

_NAMED = 7


def conclusions_of(
    identification: Identification,
    verdicts: Sequence[Verdict],
    subjects: Sequence[str],
) -> dict[str, object]:
    """Return the conclusions and the numbered proposals; `subjects` are those of the grounds."""
    return {
        "выводы": [nbsp(text) for text in _conclusions(identification, verdicts)],
        "предложения": [nbsp(text) for text in _proposals(identification, verdicts, subjects)],
    }


def _conclusions(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    categories = found_categories(identification)
    year = f"{school_year(identification.year)} учебный год"
    if not categories:
        yield (
            f"По данным за {year} рассчитаны значения показателей; "
            "вывод об отнесении школ к категориям методикой не предусмотрен."
        )
        return
    first = in_category(verdicts, categories[0].name)
    if first:
        verb = word(len(first), "выявлена", "выявлены", "выявлено")
        schools = plural(len(first), "школа", "школы", "школ")
        yield (
            f"По данным за {year} {verb} {schools} категории {quote(categories[0].name)}, "
            f"{_needing(len(first))} в адресной методической поддержке."
        )
    else:
        yield (
            f"По данным за {year} школы, соответствующие критериям "
            f"категории {quote(categories[0].name)}, не выявлены."
        )
    if any(_is_shaky(identification, each) for each in judged(verdicts)):
        yield (
            "Результаты процедур с малым числом участников носят оценочный характер: "
            "результат одного участника может изменить вывод."
        )


def _is_shaky(identification: Identification, verdict: Verdict) -> bool:
    fact = verdict.fact
    if fact is None or fact.denominator is None:
        return False
    return fact.pupils == 1 or fact.denominator < identification.methodology.small_sample


def _needing(count: int) -> str:
    return word(count, "нуждающаяся", "нуждающиеся", "нуждающихся")


def _proposals(
    identification: Identification, verdicts: Sequence[Verdict], subjects: Sequence[str]
) -> Iterator[str]:
    is_example = identification.methodology.status == "пример"
    categories = found_categories(identification)
    first = in_category(verdicts, categories[0].name) if categories else []
    if is_example:
        yield (
            "Утвердить критерии и показатели идентификации приказом, указать его реквизиты "
            "в методике и повторить идентификацию"
        )
    if first:
        yield from _for_found(identification, first, subjects, is_example=is_example)
    yield from _for_others(identification, verdicts)
    yield from _for_undecided(identification, verdicts)
    if identification.results.remarks:
        yield "Проверить исходные данные по замечаниям приложения № 2"
    if categories and not first:
        yield "Продолжить мониторинг образовательных результатов школ"
    yield "Повторить идентификацию по данным следующего учебного года по тем же критериям"


def _for_found(
    identification: Identification,
    found: Sequence[Verdict],
    subjects: Sequence[str],
    *,
    is_example: bool,
) -> Iterator[str]:
    category = quote(found_categories(identification)[0].name)
    many = len(found) > 1
    whose = f"школам категории {category}" if many else f"школе категории {category}"
    if not is_example:
        names = _names(identification, found)
        yield f"Утвердить приказом перечень школ категории {category}{names}"
    programmes = (
        "школьные программы повышения качества образования"
        if many
        else "школьную программу повышения качества образования"
    )
    yield f"Оказать {whose} методическую поддержку: разработать или скорректировать {programmes}"
    if subjects:
        noun = "предмету" if len(subjects) == 1 else "предметам"
        yield (
            "Организовать тьюторское сопровождение учителей и методические выезды "
            f"по {noun}: {join_and(subjects)}"
        )
    yield (
        f"Содействовать {whose} в заключении договоров о сотрудничестве "
        "со школами со стабильно высокими образовательными результатами"
    )
    yield "Учесть выявленные дефициты в заказе на повышение квалификации педагогов и руководителей"


def _names(identification: Identification, found: Sequence[Verdict]) -> str:
    if len(found) > _NAMED:
        return ""
    return f" ({join_and([label(identification, each.index) for each in found])})"


def _for_others(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    names = [
        quote(category.name)
        for category in found_categories(identification)[1:]
        if in_category(verdicts, category.name)
    ]
    if names:
        noun = (
            "категории"
            if len(names) == 1
            else f"{number_word(len(names), 'родительный')} категорий:"
        )
        yield (
            f"Учесть результаты школ {noun} {join_and(names)} при планировании методической работы"
        )


def _for_undecided(identification: Identification, verdicts: Sequence[Verdict]) -> Iterator[str]:
    undecided = [
        each for each in judged(verdicts) if each.category is None and len(each.possible) > 1
    ]
    if undecided:
        which = plural(len(undecided), "школе", "школам", "школам")
        yield (
            f"Запросить недостающие данные по {which}{_names(identification, undecided)} "
            "и повторить идентификацию"
        )
