"""Footnotes and endnotes (сноски) of a Word document, counted as the document refers to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shnor_cli.memo.blocks import Paragraph, Span
from shnor_cli.memo.ooxml import Node, W
from shnor_cli.memo.word.looks import counted
from shnor_cli.memo.word.package import Package, parsed

NOTES = {
    f"{W}footnoteReference": ("footnote", "decimal"),
    f"{W}endnoteReference": ("endnote", "lowerRoman"),
}
"""What refers to a note: its kind, and how Word counts notes of that kind."""


@dataclass(slots=True)
class Notes:
    """Notes of one kind: those that the document has, and those that it referred to so far."""

    form: str
    part: str
    """The part that holds them: its pictures have relations of their own."""
    nodes: Mapping[str | None, Node]
    count: int = 0
    said: list[Paragraph] = field(default_factory=list)

    @classmethod
    def of(cls, package: Package, reference: str) -> "Notes":
        """Find the notes to which elements of a tag refer."""
        kind, form = NOTES[reference]
        targets = package.relations().values()
        part = next((name for found, name in targets if found.endswith(f"/{kind}s")), "")
        content = package.part(part) if part else b""
        notes = parsed(content).iterfind(f"{W}{kind}") if content else ()
        return cls(form, part, {each.get(f"{W}id"): each for each in notes})

    def mark(self) -> str:
        """Return the mark of the next note, and count it."""
        self.count += 1
        return counted(self.form, self.count)

    def say(self, mark: str, paragraphs: Iterable[Paragraph]) -> None:
        """Take a note along, its mark before its first words; one of its own is among them."""
        first, *others = [each for each in paragraphs if each.text.strip()] or [Paragraph(())]
        words = [each._replace(text=each.text.lstrip()) for each in first.spans[:1]]
        before = [Span(mark, raised=1), Span(" ")] if mark else []
        self.said += [first._replace(spans=(*before, *words, *first.spans[1:])), *others]
