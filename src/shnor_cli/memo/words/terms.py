"""How documents call things: a category by the office's own term (термин), schools in «ёлочках».

The record keeps the name that the methodology gives, and a document says once which one it is;
names of schools stay there as they were written, and straight quotes are nothing to be told.
"""

from dataclasses import replace

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.office import Office
from shnor_cli.russian import fold, typeset


def called(identification: Identification, office: Office | None) -> Identification:
    """Return a run as documents of an office tell it: see `in_terms_of` and `typeset`.

    Decisions that name the category name it so too.
    """
    own, methodology = identification.methodology, in_terms_of(identification.methodology, office)
    names = {
        fold(was.name): now.name
        for was, now in zip(own.categories, methodology.categories, strict=True)
    }
    schools = identification.results.schools
    decisions = {
        index: each._replace(said=names.get(fold(each.said), each.said))
        for index, each in schools.decisions.items()
    }
    schools = replace(schools, names=tuple(map(typeset, schools.names)), decisions=decisions)
    return replace(
        identification,
        file=identification.file._replace(methodology=methodology),
        results=identification.results._replace(schools=schools),
    )


def in_terms_of(methodology: Methodology, office: Office | None) -> Methodology:
    """Give the category that is named by the methodology's own term the office's term instead."""
    own = office.terms if office else None
    names = [each.name for each in methodology.categories]
    if own is None or own.short in names:
        return methodology
    categories = tuple(
        each.model_copy(update={"name": own.short})
        if each.name == methodology.terms.short
        else each
        for each in methodology.categories
    )
    return methodology.model_copy(update={"categories": categories})


def name_in_methodology(methodology: Methodology, office: Office) -> str:
    """Return what the methodology calls the category of the office's term; empty if the same."""
    names = [each.name for each in methodology.categories]
    is_renamed = office.terms is not None and office.terms.short in names
    return methodology.terms.short if is_renamed and methodology.terms.short not in names else ""
