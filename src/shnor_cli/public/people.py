"""Names of people in texts of a public version."""

import re

_PERSON = re.compile(
    r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s*[А-ЯЁ]\."
    r"|[А-ЯЁ]\.\s*[А-ЯЁ]\.\s*[А-ЯЁ][а-яё]+"
    r"|[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ич|чна)(?:а|у|ем|ой|ы|е)?\b"
)
_UNNAMED = "[имя не приводится]"


def without_people(text: str) -> str:
    """Put a blank for what looks like the name of a person."""
    return _PERSON.sub(_UNNAMED, text)
