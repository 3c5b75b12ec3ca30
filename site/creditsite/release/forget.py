"""Kept releases forget too: one that holds anything that was removed since is deleted, and never served again.

What was removed cannot be cut out of pages, lists, feeds and files that were drawn from it; so a release is kept whole
or not at all. Nothing is lost by it: only the current release is served, older ones wait for a rollback, and the deltas
and windows of days that the current one offers are drawn anew from the ledger each time.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from marisa_trie import Trie

from creditsite import ledger
from creditsite.ledger import Ledger, open_ledger
from creditsite.model.figures import visible
from creditsite.model.needles import Needles, finder, needles_of
from creditsite.model.readings import Piece, readings
from creditsite.release.beside import beside, number
from creditsite.release.folder import RELEASES, discard, name_before, replace_text
from creditsite.release.gates.sieve import Sieve
from creditsite.release.gates.unpack import pieces
from creditsite.release.packed import is_packed
from creditsite.release.switch import Note, kept, point
from creditsite.release.workers import Team

REMEMBERED = 16_384  # files of several names
_RECORD = re.compile(rb"rec[a-z2-7]{24}")
_RECORDS = "s/"  # where every record stands that is shown; elsewhere an id may be told to be gone


class NoReleaseError(Exception):
    """There is no release to go back to; says why."""


@dataclass(frozen=True, slots=True)
class Gone:
    """All that no release may hold any more: texts, opaque ids of records, pages of natural persons."""

    needles: Needles
    records: Trie
    persons: Trie  # by the ids of their pages
    left: Mapping[
        str, int
    ]  # record whose leaving of a list is told → the place of the release since
    places: Mapping[str, int]  # release → its place in that order
    texts: str  # digest of the texts: equal where the same are looked for
    digest: str  # equal where the same things are gone

    def holds(self, record: str, release: str) -> bool:
        """Whether no release may hold a record, or this one not, as it was made before it was told to have left."""
        return record in self.records or self.places.get(release, 0) < self.left.get(record, 0)


def gone_from(path: Path) -> Gone:
    """The same as `gone` of the ledger that lies there."""
    with open_ledger(path, read_only=True) as held:
        return gone(held)


def gone(held: Ledger) -> Gone:
    """What was removed by order, what ended by the clock, who left a list.

    A row that a department only forgot to send is not among them: then the release before is the better one.
    """
    digest = hashlib.sha256()

    def each(texts: Iterable[str]) -> Iterator[str]:
        for text in texts:  # a large city has too many to hold
            digest.update(f"{text}\0".encode())
            yield text

    ordered = (record for record, _, _ in ledger.removed(held, date.min))
    ended = (one.record_id for one in ledger.events(held, ops=("expired",)))
    needles = needles_of(each(ledger.traces(held)))
    texts = digest.hexdigest()
    records = Trie(each(chain(ordered, ended)))
    left = dict(ledger.leavings(held))
    digest.update(repr(left).encode())
    persons = Trie(ledger.persons_gone(held))
    return Gone(
        needles, records, persons, left, ledger.release_places(held), texts, digest.hexdigest()
    )


def forget(out: Path, what: Gone, team: Team) -> tuple[str, ...]:
    """Deletes every kept release before the current one that holds any of it; gives their ids."""
    notes, deleted = list(kept(out)), []
    clean = _clean(out, notes, what)
    for note in notes[1:]:
        root = out / RELEASES / note.release
        looked_through = note.traces == what.digest and not _shows_any(root, what.persons)
        if looked_through:
            continue
        if remains(root, what, team, clean):
            discard(root, team)
            deleted.append(note.release)
        else:
            looked = asdict(replace(note, traces=what.digest, texts=what.texts))
            text = json.dumps(looked, sort_keys=True) + "\n"
            replace_text(out / RELEASES / f"{note.release}.json", text)
    return tuple(deleted)


def rollback(out: Path, what: Gone, team: Team) -> str:
    """Serves the release before again and gives its id; `NoReleaseError` where that would bring anything back."""
    notes = list(kept(out))
    if len(notes) < 2:
        raise NoReleaseError(
            "没有保留更早的发布 (含有已撤下内容的不再保留): 请修正 content/ 后重新发布"
        )
    before = notes[1]
    if remains(out / RELEASES / before.release, what, team, _clean(out, notes, what)):
        raise NoReleaseError(
            f"{before.release} 含有此后已撤下、已到期或不再公示的自然人的内容, 不能重新公示: 请修正 content/ 后重新发布"
        )
    point(out, before.release)
    return before.release


def _clean(out: Path, notes: Sequence[Note], what: Gone) -> Path | None:
    """The release that is served, where the gates have looked through it for all of this."""
    served = notes[0]
    return out / RELEASES / served.release if served.traces == what.digest else None


def remains(root: Path, what: Gone, team: Team, clean: Path | None = None) -> bool:
    """Whether any file of a release holds any of it. Files of `clean`, another release, hold none."""
    return _shows_any(root, what.persons) or any(team.share(partial(_holds, root, what, clean)))


def _shows_any(root: Path, persons: Trie) -> bool:
    """Whether any of these has a page in a release; who is shown anywhere in it has one."""
    return any((root / _RECORDS / one).is_dir() for one in persons.iterkeys())


def _holds(root: Path, what: Gone, clean: Path | None, parts: int, part: int) -> bool:
    """The same of one part, known with the first such file: most often it holds what was removed just now."""
    holds, sieve = finder(what.needles), Sieve()

    def tells(piece: Piece) -> bool:
        unseen, fresh = sieve.sift(piece)
        if any(holds(visible(text)) for text in readings(unseen)):
            return True
        sieve.remember(fresh)
        return False

    return any(
        (_is_record_page(root, path) and _tells_any(what, root.name, piece.data)) or tells(piece)
        for path in _others(root, clean, part, parts)
        if not is_packed(path)  # says what the file beside it says: a gate has looked
        for piece in _all_of(path)
    )


def _others(root: Path, clean: Path | None, part: int, parts: int) -> Iterator[Path]:
    """The files of a release that are none of the other; of several names of one most often a single one."""
    seen = set[tuple[int, bool, str]]()
    for name, one, other in beside(root, clean, part, parts):
        if clean and other is None:  # the open data lies in a folder of the release's name
            other = number(f"{clean}/{name_before(name, root.name, clean.name)}")
        if one is None or one == other:
            continue
        known = one, name.startswith(_RECORDS), name.rpartition("/")[2]
        if known not in seen:
            if len(seen) > REMEMBERED:
                seen.clear()
            seen.add(known)
            yield root / name


def _tells_any(what: Gone, release: str, data: bytes) -> bool:
    return any(what.holds(record.decode(), release) for record in _RECORD.findall(data))


def _is_record_page(root: Path, path: Path) -> bool:
    return path.relative_to(root).as_posix().startswith(_RECORDS)


def _all_of(path: Path) -> Iterator[Piece]:
    yield Piece("", path.name.encode("utf-8", "surrogateescape"))
    yield from pieces(path)
