"""Subjects as reports call them: in other cases and by their letters in ВПР and КДР."""

import re

SHORT = {
    "ру": "русский язык",
    "ма": "математика",
    "ом": "окружающий мир",
    "ис": "история",
    "би": "биология",
    "ге": "география",
    "об": "обществознание",
    "фи": "физика",
    "хи": "химия",
    "ая": "английский язык",
    "чг": "читательская грамотность",
    "мг": "математическая грамотность",
    "енг": "естественно-научная грамотность",
}
"""Short names of subjects, as in names of sheets: «5 РУ»."""
_FORMS = {
    "русскому языку": "русский язык",
    "математике": "математика",
    "окружающему миру": "окружающий мир",
    "истории": "история",
    "биологии": "биология",
    "географии": "география",
    "обществознанию": "обществознание",
    "физике": "физика",
    "химии": "химия",
    "информатике": "информатика",
    "литературе": "литература",
    "английскому языку": "английский язык",
    "немецкому языку": "немецкий язык",
    "французскому языку": "французский язык",
    "читательской грамотности": "читательская грамотность",
    "математической грамотности": "математическая грамотность",
    "естественнонаучной грамотности": "естественно-научная грамотность",
    "естественно-научной грамотности": "естественно-научная грамотность",
    "естественнонаучная грамотность": "естественно-научная грамотность",
    **SHORT,
}
KNOWN = frozenset(_FORMS.values())
"""Subjects whose names are known."""
LITERACIES = tuple(dict.fromkeys(each for each in _FORMS.values() if "грамотность" in each))
"""Subjects of КДР."""

_NAMED = re.compile(
    r"\b("
    + "|".join(
        sorted({form for form, name in _FORMS.items() if name in LITERACIES} | {*LITERACIES})
    )
    + r")\b"
)


def subject_of(text: str) -> str:
    """Return a subject by its own name."""
    plain = text.removeprefix("по ").strip()
    return _FORMS.get(plain, plain)


def literacies_in(text: str) -> set[str]:
    """Return the subjects of КДР that a folded text names."""
    return {subject_of(match) for match in _NAMED.findall(text)}
