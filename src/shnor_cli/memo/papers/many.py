"""Many documents of one template, a file for each school, on all cores.

A process reads and compiles the template once. The bytes of a file do not depend on how many
processes there are, nor on which of them wrote it.
"""

import functools
import itertools
import multiprocessing
import os
import re
import signal
import threading
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from shnor_cli.memo import SUFFIXES, write_document
from shnor_cli.memo.word.filling import Template
from shnor_cli.memo.word.trial import filled
from shnor_cli.model import Schools

_BATCH = 16
"""Documents that go to a process at once."""

_WORTH = 64
"""Fewer documents are written sooner than a process starts and imports what it needs."""

_AHEAD = 3
"""Batches that wait for each process, so that the memory holds few documents at a time."""

_LONGEST = 60
_LONGEST_BYTES = 200
"""Systems take names of 255 bytes: the suffix and what is written beside need some of them."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*«»“”„]+')
"""What Windows refuses in names of files, and quotes."""
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")

_IN_QUOTES = re.compile(r"«([^«»]+)»")

_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")

Report = Callable[[int], None]
"""Takes how many documents are written."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of documents."""

    count: int = 0
    lost: frozenset[str] = frozenset()
    """What other formats could not take from the Word documents, in Russian."""

    def __add__(self, other: "Done") -> "Done":
        return Done(self.count + other.count, self.lost | other.lost)


class Paper(NamedTuple):
    """One document to write: its values and where it goes, in the format of the suffix."""

    output: Path
    context: Mapping[str, object]


def file_names(schools: Schools) -> list[str]:
    """Return a name of a file for each school, without a suffix: «001 Рассветовская СОШ № 1».

    Names differ also where the letters' case does not count, and every system takes them.
    """
    taken: dict[str, int] = {}
    return [_free(_name(*each), taken) for each in zip(schools.ids, schools.names, strict=True)]


def others_in(folder: Path, names: Collection[str]) -> tuple[Path, ...]:
    """Return the documents of a folder under other names than these: of schools of other runs."""
    ours = {_alike(name) for name in names}
    return tuple(
        path
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if path.suffix.casefold() in SUFFIXES
        and not path.name.startswith("~$")  # one that is open in Word
        and _alike(path.stem) not in ours
    )


def _alike(name: str) -> str:
    """Return a name as systems compare it; some of them part letters from their marks."""
    return unicodedata.normalize("NFC", name).casefold()


def _name(school: str, name: str) -> str:
    quoted = _IN_QUOTES.findall(name)
    short = _safe(quoted[-1] if quoted else name)
    number = _safe(school)
    said = short if school == name or number == short else f"{number} {short}".strip()
    said = said.encode()[:_LONGEST_BYTES].decode(errors="ignore").strip(". ")
    return f"школа {said}".strip() if not said or _DEVICES.fullmatch(said) else said


def _safe(text: str) -> str:
    plain = " ".join(_FORBIDDEN.sub(" ", _UNSEEN.sub("", text)).split())
    if len(plain) > _LONGEST:
        plain = plain[:_LONGEST].rpartition(" ")[0] or plain[:_LONGEST]
    return plain.strip(". ")


def _free(name: str, taken: dict[str, int]) -> str:
    key = name.casefold()
    taken[key] = taken.get(key, 0) + 1
    if taken[key] == 1:
        return name
    return _free(f"{name} ({taken[key]})", taken)


def write_papers(
    template: Path,
    papers: Iterable[Paper],
    day: date | None,
    *,
    processes: int = 1,
    report: Report | None = None,
) -> "Done":
    """Write documents of one template; return how many there are and what they could not take.

    Raises:
        TemplateError: the template cannot be filled.
        RunError: a file cannot be written; those before it are.
    """
    said = report or (lambda _count: None)
    batches = _batches(papers)
    first = list(itertools.islice(batches, -(-_WORTH // _BATCH)))
    if processes == 1 or len(first) * _BATCH < _WORTH:
        return _alone(template, itertools.chain(first, batches), day, said)
    return _together(template, itertools.chain(first, batches), day, processes, said)


def _batches(papers: Iterable[Paper]) -> Iterator[Sequence[Paper]]:
    waiting = iter(papers)
    while batch := list(itertools.islice(waiting, _BATCH)):
        yield batch


def _alone(
    template: Path, batches: Iterable[Sequence[Paper]], day: date | None, report: Report
) -> Done:
    opened, done = None, Done()
    for paper in itertools.chain.from_iterable(batches):
        opened = opened or Template(template, paper.context)
        done += _written(opened, paper, day)
        report(done.count)
    return done


def _together(
    template: Path,
    batches: Iterable[Sequence[Paper]],
    day: date | None,
    processes: int,
    report: Report,
) -> Done:
    # a forked process would share the threads of DuckDB half alive; and Windows has no fork
    spawn = multiprocessing.get_context("spawn")
    done, running = Done(), set[Future[Done]]()
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_be_quiet) as pool:
        try:
            for batch in batches:
                running.add(pool.submit(_write, template, batch, day))
                if len(running) >= processes * _AHEAD:
                    ended, running = wait(running, return_when=FIRST_COMPLETED)
                    done += sum((each.result() for each in ended), Done())
                    report(done.count)
            for each in running:
                done += each.result()
                report(done.count)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return done


def _be_quiet() -> None:
    """Leave Ctrl+C to the process that the user sees, and end where it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()  # waits for its end; the queue of the pool would never tell
        os._exit(1)


def _write(template: Path, batch: Sequence[Paper], day: date | None) -> Done:
    opened = _opened(template, frozenset(batch[0].context))
    return sum((_written(opened, paper, day) for paper in batch), Done())


def _written(opened: Template, paper: Paper, day: date | None) -> Done:
    content = filled(opened, paper.context, day)
    return Done(1, frozenset(write_document(content, [paper.output])))


@functools.lru_cache(maxsize=1)
def _opened(template: Path, names: frozenset[str]) -> Template:
    return Template(template, names)
