"""The annex of data checks: what repeats over sheets and files is told once, nothing is lost."""

from dataclasses import replace

from shnor_cli.errors import Place
from shnor_cli.memo.words.annexes import remark_rows
from shnor_cli.memo.words.sources import sources_of
from shnor_cli.model import Remark
from tests import tiny


def _told(*remarks: Remark) -> tuple[list[tuple[str, str]], str]:
    """Return the places and texts of the annex, and what the section on sources says of them."""
    found = tiny.identification()
    found = replace(found, results=found.results._replace(remarks=remarks))
    rows = [(str(each["место"]), str(each["замечание"])) for each in remark_rows(found)]
    sentences = sources_of(found)["абзацы"]
    assert isinstance(sentences, list)
    return [(_plain(a), _plain(b)) for a, b in rows], _plain(sentences[-1])


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def _share(file: str, sheet: str = "") -> Remark:
    return Remark(Place(file, sheet), "вместо чисел доли", "числа восстановлены", "R-share")


def test_one_remark_over_many_sheets_is_told_once() -> None:
    total = Remark(Place("a.xlsx", "5 РУ", 40), "1 строка с итогами", "пропущена", "R-total")
    sheets = [_share("a.xlsx", f"{grade} РУ") for grade in (4, 5, 6, 7)]
    assert _told(sheets[0], total, *sheets[1:], _share("b.xlsx")) == (
        [
            (
                "5 мест: a.xlsx, лист «4 РУ»; a.xlsx, лист «5 РУ»; a.xlsx, лист «6 РУ» и ещё 2",
                "Вместо чисел доли",
            ),
            ("a.xlsx, лист «5 РУ», строка 40", "1 строка с итогами"),
        ],
        "Замечаний к данным: 6, разных 2.",
    )


def test_other_words_another_deed_or_no_code_are_told_apart() -> None:
    first = _share("a.csv")
    others = [
        Remark(Place("b.csv"), "вместо чисел доли", "округлены", "R-share"),
        Remark(Place("c.csv"), "вместо чисел доли: 2 строки", "числа восстановлены", "R-share"),
        Remark(Place("d.csv"), "нет реестра"),
        Remark(Place(), "нет реестра"),
    ]
    told, said = _told(first, *others)
    assert [place for place, _ in told] == ["a.csv", "b.csv", "c.csv", "d.csv", "—"]
    assert said == "Замечаний к данным: 5."


def test_two_places_are_both_named() -> None:
    told, _ = _told(_share("a.csv"), _share("b.csv"))
    assert told == [("2 места: a.csv; b.csv", "Вместо чисел доли")]


def test_a_question_is_no_remark() -> None:
    asked = Remark(Place("a.csv"), "скопление баллов", "учтено как есть", "Q-10")
    assert _told(asked) == ([], "Замечаний к данным нет.")
