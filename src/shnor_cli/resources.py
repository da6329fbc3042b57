"""Where shipped methodologies, templates and sample tables lie: in a wheel or in a checkout.

What lies in the working folder (`criteria/`, `templates/`, `scales.yaml`) wins over what is
shipped, `office.yaml` lies only there; the working folder is a parameter, nothing here asks for it.
By its SHA-256 a file is known again wherever it lies.
"""

import hashlib
from pathlib import Path

from shnor_cli.errors import MethodologyError, ShnorError, TemplateError, did_you_mean

_HERE = Path(__file__).resolve().parent
_CASES = ".cases.yaml"

DEFAULT_METHODOLOGY = "federal-2025"
"""The shipped methodology that judges where none is named."""


def criteria_path(name: str, folder: Path) -> Path:
    """Find a methodology by a path or an id.

    A path to a file stands for itself, an id for `<folder>/criteria/<id>.yaml` or the shipped one.

    Raises:
        MethodologyError: there is no such file or methodology.
    """
    written = folder / name
    if written.is_file():
        return written
    known = {path.stem: path for path in list_criteria(folder)}
    if name in known:
        return known[name]
    if written.suffix or written.is_dir() or len(Path(name).parts) > 1:
        raise MethodologyError(f"Файл методики «{name}» не найден{_near(written)}")
    raise MethodologyError(
        f"Методика «{name}» не найдена{did_you_mean(name, known)}",
        hint=f"Есть методики: {', '.join(known)}. "
        "Свою методику кладут в папку criteria или указывают путём к файлу.",
    )


def list_criteria(folder: Path) -> tuple[Path, ...]:
    """Return all methodologies by id, those of the working folder in place of shipped ones."""
    found: dict[str, Path] = {}
    for place in criteria_folders(folder):
        for path in sorted(place.glob("*.yaml")):
            if not path.name.endswith(_CASES):
                found.setdefault(path.stem, path)
    return tuple(found[name] for name in sorted(found))


def is_shipped(path: Path) -> bool:
    """Say whether a methodology came with the program, even if its checkout is worked in."""
    return path.resolve().parent == shipped("criteria")


def criteria_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folders where methodologies are looked for, the first wins."""
    return _folders("criteria", folder)


def scale_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of scales, the first wins: `<folder>/scales.yaml` and the shipped ones."""
    own = folder / "scales.yaml"
    with_program = sorted((shipped("criteria") / "scales").glob("*.yaml"))
    return (*([own] if own.is_file() else []), *with_program)


def office_path(folder: Path) -> Path | None:
    """Return the office's file of the working folder, `<folder>/office.yaml`, if there is one."""
    own = folder / "office.yaml"
    return own if own.is_file() else None


def template_path(name: str, folder: Path) -> Path:
    """Find a template by its name, with or without `.docx`, in `<folder>/templates` or the shipped.

    Never in the folder itself: the memos that were written there bear the same names.

    Raises:
        TemplateError: there is no such template.
    """
    places = _folders("templates", folder)
    for place in places:
        for candidate in (place / name, place / f"{name}.docx"):
            if candidate.is_file():
                return candidate
    known = sorted({path.name for place in places for path in place.glob("*.docx")})
    raise TemplateError(
        f"Шаблон «{name}» не найден{did_you_mean(name, known)}",
        hint=f"Есть шаблоны: {', '.join(known)}." if known else "",
    )


def given_template(said: Path, folder: Path) -> Path:
    """Find a template that a user gives: a file, or the name of one as `template_path` finds it.

    Raises:
        TemplateError: there is no such template.
    """
    written = folder / said
    is_path = len(said.parts) > 1 or written.is_file() or (said.suffix and written.exists())
    return written if is_path else template_path(str(said), folder)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folders(kind: str, folder: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys([folder / kind, shipped(kind)]))


def shipped(kind: str) -> Path:
    """Return a shipped folder: inside the package of a wheel, or at the root of a checkout.

    Raises:
        ShnorError: the program is installed without it.
    """
    for place in (_HERE / "shipped" / kind, _HERE.parents[1] / kind):
        if place.is_dir():
            return place
    raise ShnorError(f"Программа установлена не полностью: нет папки «{kind}»")


def _near(path: Path) -> str:
    beside = [each.name for each in path.parent.glob("*.yaml")] if path.parent.is_dir() else []
    return did_you_mean(path.name, beside)
