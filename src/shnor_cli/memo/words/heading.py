"""What stands around the text of the other documents: the office, the date, who signs."""

from datetime import date

from shnor_cli.criteria.methodology import Methodology
from shnor_cli.memo.words.approval import approval_in_words
from shnor_cli.memo.words.office import Office
from shnor_cli.memo.words.requisites import NUMBER, signed_by
from shnor_cli.russian import nbsp


def heading_of(
    methodology: Methodology, office: Office | None, day: date | None
) -> dict[str, object]:
    """Return the values that every document has; the number of an order or letter is left blank."""
    return {
        **signed_by(methodology, office or Office.model_construct(), day),
        "номер": NUMBER,
        "методика": {
            "название": nbsp(methodology.title),
            "пример": methodology.status == "пример",
            "утверждение": nbsp(approval_in_words(methodology)),
        },
    }
