"""How wide letters are: the shipped font measures as Times New Roman does."""

import pytest

from shnor_cli.memo.fonts import length, widths


@pytest.mark.parametrize(
    ("text", "face", "expected"),
    [
        ("0", "Regular", 0.5),
        ("00/0", "Regular", 1.5 + 0.278),
        ("\u00a0 ", "Regular", 0.5),
        ("—", "Regular", 1.0),
        ("Ш", "Bold", 1.098),
        ("", "Bold", 0.0),
    ],
)
def test_widths_are_those_of_times(text: str, face: str, expected: float) -> None:
    assert length(text, face) == pytest.approx(expected, abs=0.01)


def test_all_russian_letters_are_known_and_a_chinese_one_is_not() -> None:
    letters = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
    for face in ("Regular", "Bold"):
        assert {ord(each) for each in letters + letters.upper() + "№«»„“—−"} <= {*widths(face)}
    assert ord("校") not in widths()
