"""Requisites (реквизиты): who signs, when, about what; a blank stands for what nobody named."""

from datetime import date

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.deadlines import deadlines_of
from shnor_cli.memo.words.declining import OFFICES, genitive_of
from shnor_cli.memo.words.logo import logo_of
from shnor_cli.memo.words.office import Executor, Office, Person
from shnor_cli.memo.words.partner import partner_of
from shnor_cli.memo.words.terms import name_in_methodology
from shnor_cli.russian import NBSP, date_in_words, nbsp, quote, school_year

_OFFICE = "Управление образования ______________________________"
_SIGNATORY = Person.model_construct(post="Руководитель управления образования")
_NAME = "____________________"
NUMBER = "_________"
"""Where a number is to be written by hand."""
_NO_DATE = f"«___»{NBSP}______________{NBSP}20__{NBSP}г."
_EXECUTOR = "______________________________, тел. ______________"

_GENITIVES = {
    "школы ": "школ ",
    "организации ": "организаций ",
    "образовательные организации ": "образовательных организаций ",
    "общеобразовательные организации ": "общеобразовательных организаций ",
}


def requisites_of(
    identification: Identification, office: Office, day: date | None
) -> dict[str, object]:
    """Return what stands around the text of a memo and what the office is called in it."""
    return {
        **signed_by(identification.methodology, office, day),
        "номер": office.number or NUMBER,
        "ответственный": nbsp(office.name or "управление образования"),
        "гриф": _person(office.approver or Person.model_construct(post="")),
        "во_исполнение": nbsp(office.basis or ""),
        "школа_партнёр": nbsp(
            partner_of(identification, identification.verdicts, office.partner).name
        ),
        "уточнение": _scope(identification, office),
        "год": school_year(identification.year),
        **deadlines_of(identification.year, day),
    }


def signed_by(methodology: Methodology, office: Office, day: date | None) -> dict[str, object]:
    """Return what every document has: the office, the place, the date, who signs, the terms."""
    return {
        "логотип": logo_of(office.logo),
        "управление": nbsp(office.name or _OFFICE),
        "управление_родительный": nbsp(
            office.genitive or genitive_of(office.name or _OFFICE, OFFICES)
        ),
        "место": nbsp(office.place or ""),
        "дата": date_in_words(day) if day else _NO_DATE,
        "подпись": _person(office.signatory or _SIGNATORY),
        "исполнитель": nbsp(_executor(office.executor)),
        "район": _district(office),
        "термин": _terms(methodology, office),
    }


def genitive(term: str) -> str:
    """Put a term for schools into the genitive; one that is not known stays, in quotes."""
    for nominative, form in _GENITIVES.items():
        if term.startswith(nominative):
            return form + term.removeprefix(nominative)
    return f"категории {quote(term)}"


def _person(person: Person) -> dict[str, object]:
    return {
        "должность": nbsp(person.post),
        "фио": nbsp(person.name or _NAME),
        "назван": person.name is not None,
    }


def _executor(executor: Executor | None) -> str:
    if executor is None:
        return _EXECUTOR
    phone = f"тел.{NBSP}{executor.phone}" if executor.phone else ""
    return ", ".join(filter(None, (executor.name, executor.post, phone, executor.email)))


def _district(office: Office) -> dict[str, str]:
    """Return the district in three cases; empty texts where the office does not name it."""
    district = office.district
    return {
        "именительный": nbsp(district.nominative) if district else "",
        "родительный": nbsp(district.genitive) if district else "",
        "предложный": nbsp(district.prepositional) if district else "",
    }


def _terms(methodology: Methodology, office: Office) -> dict[str, str]:
    """Return what the schools are called: by the office, else by the methodology."""
    own, named = office.terms, name_in_methodology(methodology, office)
    terms = own or methodology.terms
    return {
        "кратко": nbsp(terms.short),
        "полностью": nbsp(terms.long),
        "в_методике": nbsp(quote(named)) if named else "",
        "родительный": nbsp((own.genitive if own else None) or genitive(terms.long)),
    }


def _scope(identification: Identification, office: Office) -> str:
    year = f"{school_year(identification.year)} учебный год"
    places = {place for place in identification.results.schools.municipalities if place}
    if office.district or len(places) != 1:
        return year
    return f"{places.pop()}, {year}"
