"""Schools that were joined to others (присоединённые школы), in words."""

from collections.abc import Iterator, Sequence

from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.findings import label
from shnor_cli.model import Joined, Schools
from shnor_cli.public.mark import is_public
from shnor_cli.russian import capital, join_and, nbsp, quote, school_year, word


def joined_in_words(found: Identification, joined: Joined) -> str:
    """Say where a school went: «присоединена к МКОУ «Малая ООШ» с 2024/25 учебного года»."""
    return f"присоединена {whereto_in_words(found, joined)}"


def whereto_in_words(found: Identification, joined: Joined) -> str:
    """Say where a school went after a verb: «к МКОУ «Малая ООШ» с 2024/25 учебного года»."""
    return f"к {successor_of(found, joined)} с {school_year(joined.since)} учебного года"


def successor_of(found: Identification, joined: Joined) -> str:
    """Name the school that stands for a joined one, in the dative."""
    return label(found, found.results.schools.places[joined.successor], _dative)


def counted_in_words(found: Identification, joined: Joined) -> str:
    """Say which results of a joined school its successor has; empty where none are known of."""
    years = _years(found, joined)
    return f"её результаты за {years} учтены у этой школы" if years else ""


def added_in_words(found: Identification, added: Sequence[Joined]) -> str:
    """Say whose results a school has beside its own.

    Of a school that brought none, or of which the run does not say, only that it was joined.
    """
    return "; ".join(_added(found, added))


def notes_of_joined(found: Identification, index: int) -> Iterator[str]:
    """Yield notes of the joined schools whose results a school has; in a public version, of all."""
    joined = found.results.schools.joined_to(index)
    return _added(found, [each for each in joined if is_public(found) or _years(found, each)])


def names_of(found: Identification, joined: Sequence[Joined]) -> str:
    """Name joined schools after «школа» in any case."""
    return join_and([_name(found.results.schools, each) for each in joined])


def _added(found: Identification, added: Sequence[Joined]) -> Iterator[str]:
    """Yield what is said of joined schools, of those of which it is the same together."""
    alike: dict[tuple[str, int], list[Joined]] = {}
    for each in added:
        years = _years(found, each)
        alike.setdefault((years, 0 if years else each.since), []).append(each)
    for (years, since), joined in alike.items():
        names, count = names_of(found, joined), len(joined)
        if years:
            whose = word(count, "присоединённой школы", *["присоединённых школ"] * 2)
            yield f"с учётом результатов {whose} {names} за {years}"
        else:
            what = word(count, "присоединена школа", *["присоединены школы"] * 2)
            yield f"к ней с {school_year(since)} учебного года {what} {names}"


def _years(found: Identification, joined: Joined) -> str:
    """Name the years up to the report year whose results were added: «2022/23 учебный год».

    Not in a public version: what an earlier one hid of the joined school would be subtracted.
    """
    if is_public(found):
        return ""
    years = [school_year(year) for year in joined.years or () if year <= found.year]
    noun = "учебный год" if len(years) == 1 else "учебные годы"
    return f"{join_and(years)} {noun}" if years else ""


def _name(schools: Schools, joined: Joined) -> str:
    code = f" (код {joined.id})" if schools.is_named(joined.name) else ""
    return nbsp(f"{_called(joined.name)}{code}")


def _dative(name: str) -> str:
    first = name.split(maxsplit=1)[0]
    is_short = first.isupper() and len(first) > 1
    return capital(name) if is_short else f"школе {_called(name)}"


def _called(name: str) -> str:
    """Write a name that stands beside a word: in quotes where it has none."""
    return name if "«" in name else quote(name)
