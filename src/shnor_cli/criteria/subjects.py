"""School subjects (предметы): how each is called, in the dative, in any case and in short."""

from typing import NamedTuple


class Subject(NamedTuple):
    """A subject and its other names."""

    name: str
    dative: str
    stem: str = ""
    """A pattern of how it begins in any case; empty where a form is met as a whole alone."""
    endings: str = ""
    """A pattern of what follows the stem where nothing but the subject is named."""
    short: str = ""
    """Its letters in names of sheets: «5 РУ»."""


SUBJECTS = (
    Subject("русский язык", "русскому языку", "русск", r"\w+", "ру"),
    Subject("математика", "математике", "математик", r"\w", "ма"),
    Subject("окружающий мир", "окружающему миру", "окружающ", r"\w+", "ом"),
    Subject("история", "истории", "истори", "[яиюе]", "ис"),
    Subject("биология", "биологии", "биологи", "[яиюе]", "би"),
    Subject("география", "географии", "географи", "[яиюе]", "ге"),
    Subject("обществознание", "обществознанию", "обществозн", "ани[еяю]", "об"),
    Subject("физика", "физике", "физик", "[аие]", "фи"),
    Subject("химия", "химии", "хими", "[яиюе]", "хи"),
    Subject("английский язык", "английскому языку", "английск", r"\w+", "ая"),
    Subject("немецкий язык", "немецкому языку", "немецк", r"\w+"),
    Subject("французский язык", "французскому языку", "французск", r"\w+"),
    Subject("испанский язык", "испанскому языку", "испанск", r"\w+"),
    Subject("китайский язык", "китайскому языку", "китайск", r"\w+"),
    Subject("иностранный язык", "иностранному языку"),
    Subject("литература", "литературе", "литератур(?!н)", "[аые]"),
    Subject("литературное чтение", "литературному чтению", r"литературн\w+ чтени", "[еяю]"),
    Subject("информатика", "информатике", "информатик", "[аие]"),
    Subject("читательская грамотность", "читательской грамотности", short="чг"),
    Subject("математическая грамотность", "математической грамотности", short="мг"),
    Subject("естественно-научная грамотность", "естественно-научной грамотности", short="енг"),
)
"""Those that reports and methodologies name."""
