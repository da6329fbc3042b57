"""Schools that were joined to others (присоединённые школы), in words."""

from collections.abc import Iterator, Sequence

from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.findings import label
from shnor_cli.model import Joined, Schools
from shnor_cli.russian import capital, join_and, nbsp, quote, school_year


def joined_in_words(found: Identification, joined: Joined) -> str:
    """Say where a school went: «присоединена к МКОУ «Малая ООШ» с 2024/25 учебного года»."""
    return (
        f"присоединена к {successor_of(found, joined)} с {school_year(joined.since)} учебного года"
    )


def successor_of(found: Identification, joined: Joined) -> str:
    """Name the school that stands for a joined one, in the dative."""
    return label(found, found.results.schools.ids.index(joined.successor), _dative)


def counted_in_words(found: Identification, joined: Joined) -> str:
    """Say which results of a joined school its successor has; empty where none are known of."""
    years = _years(found, joined)
    return f"её результаты за {years} учтены у этой школы" if years else ""


def added_in_words(found: Identification, added: Sequence[Joined]) -> str:
    """Say whose results a school has beside its own.

    Of a school that brought none, or of which the run does not say, only that it was joined.
    """
    return "; ".join(_added(found, each) for each in added)


def notes_of_joined(found: Identification, index: int) -> Iterator[str]:
    """Yield a note for each joined school whose results a school has."""
    for each in found.results.schools.joined_to(index):
        if _years(found, each):
            yield _added(found, each)


def names_of(found: Identification, joined: Sequence[Joined]) -> str:
    """Name joined schools after «школа» in any case."""
    return join_and([_name(found.results.schools, each) for each in joined])


def _added(found: Identification, joined: Joined) -> str:
    name, years = _name(found.results.schools, joined), _years(found, joined)
    if years:
        return f"с учётом результатов присоединённой школы {name} за {years}"
    return f"к ней с {school_year(joined.since)} учебного года присоединена школа {name}"


def _years(found: Identification, joined: Joined) -> str:
    """Name the years up to the report year whose results were added: «2022/23 учебный год»."""
    years = [school_year(year) for year in joined.years or () if year <= found.year]
    noun = "учебный год" if len(years) == 1 else "учебные годы"
    return f"{join_and(years)} {noun}" if years else ""


def _name(schools: Schools, joined: Joined) -> str:
    code = f" (код {joined.id})" if joined.name in schools.names else ""
    return nbsp(f"{_called(joined.name)}{code}")


def _dative(name: str) -> str:
    first = name.split(maxsplit=1)[0]
    is_short = first.isupper() and len(first) > 1
    return capital(name) if is_short else f"школе {_called(name)}"


def _called(name: str) -> str:
    """Write a name that stands beside a word: in quotes where it has none."""
    return name if "«" in name else quote(name)
