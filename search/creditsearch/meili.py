"""Fills a Meilisearch server so that the public index is whole at every moment: the one of before, or the new one.

Either the whole index is built beside, compared with what was sent, and swapped; or, where nothing vanishes and little
changed, the changed documents go in as one task, which the server applies as a whole or not at all. Every task is
waited for and its status read. Nothing is tried twice: a fault ends the run, and the next run heals what it left.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from creditsearch.documents import Document
from creditsearch.hits import SUBJECTS, TEXTS, Row, rows, text_row
from creditsearch.keys import search_key
from creditsearch.runs import sorted_lines
from creditsearch.stamps import Wanted, compared
from creditsite.model.prose import Page

if TYPE_CHECKING:
    from meilisearch import Client

SUBJECT_INDEX, TEXT_INDEX, RELEASE_INDEX = "subjects", "texts", "releases"
BESIDE = "-next"
BATCH_BYTES = 12_000_000  # a payload may have 100 MB
ONE_TASK_BYTES = 60_000_000  # what may be changed in place: one task is applied whole or not at all
PAGE = 1000  # documents asked for at once
SHARE = 5  # at most one in so many may change in place,
FEW = 50  # but always so many
ANSWER_SECONDS = 60
RELEASE: Row = {"searchableAttributes": ["release"]}


class SearchServerError(Exception):
    """The server did not do what was asked; the public index is as whole as before. The message says what and why."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a run did, and the keys that a browser may use."""

    release: str
    subjects: int  # in the index: all but persons
    sent: int  # documents that were new or changed
    rebuilt: bool
    key: str  # searches the index of subjects, and can do nothing else
    text_key: str


@dataclass(frozen=True, slots=True)
class _Server:
    client: "Client"
    task_seconds: int

    def wait(self, what: str, task: Any) -> Any:
        """The task when it is done; a sentence if it failed, was cancelled or takes too long."""
        done = self.client.wait_for_task(
            task.task_uid, timeout_in_ms=self.task_seconds * 1000, interval_in_ms=50
        )
        if done.status != "succeeded":
            reason = (done.error or {}).get("message", "")
            raise SearchServerError(
                f"搜索服务器没有完成任务 ({what}): {done.status} {reason}".strip()
            )
        return done


def fill(
    documents: Iterable[Document],
    pages: Iterable[Page],
    url: str,
    key: str,
    release: str,
    *,
    task_seconds: int = 1800,
    answer_seconds: int = ANSWER_SECONDS,
    rebuild: bool = False,
) -> Filled:
    """Bring the server to this release, natural persons left out; raises `SearchServerError`, the next run heals."""
    with _spoken_to(url, key, answer_seconds) as client, TemporaryDirectory() as name:
        server = _Server(client, task_seconds)
        return _fill(server, documents, pages, release, Path(name), rebuild)


def public_key(url: str, key: str) -> str:
    """The key that may stand in the site: it searches the index of subjects, which need not be there yet."""
    with _spoken_to(url, key, ANSWER_SECONDS) as client:
        return search_key(client, SUBJECT_INDEX)


def take_down(
    gone: list[str], documents: Iterable[Document], url: str, key: str, *, task_seconds: int = 60
) -> None:
    """Takes subjects off the index and tells others as they are now, at once; the next `fill` compares everything."""
    with _spoken_to(url, key, ANSWER_SECONDS) as client:
        server = _Server(client, task_seconds)
        if not _has(server, SUBJECT_INDEX):
            return
        for subject in gone:
            server.wait("删除文档", server.client.index(SUBJECT_INDEX).delete_document(subject))
        for batch in _batches(
            json.dumps(one, ensure_ascii=False).encode() for one in rows(documents)
        ):
            _send(server, SUBJECT_INDEX, batch)


@contextmanager
def _spoken_to(url: str, key: str, seconds: int) -> Iterator["Client"]:
    """A client of the server; a fault of it is a `SearchServerError`."""
    from meilisearch import Client  # here: to read it is a sixth of the start of every command
    from meilisearch.errors import MeilisearchError

    try:
        yield Client(url, key, timeout=seconds)
    except MeilisearchError as fault:
        raise SearchServerError(f"搜索服务器出错: {fault}") from fault


def _fill(
    server: _Server,
    documents: Iterable[Document],
    pages: Iterable[Page],
    release: str,
    room: Path,
    rebuild: bool,
) -> Filled:
    for index in (SUBJECT_INDEX, TEXT_INDEX, RELEASE_INDEX):
        _healed(server, index)
    wanted = Wanted(room / "subjects", rows(documents))
    sent = _brought(server, SUBJECT_INDEX, SUBJECTS, wanted, rebuild)
    texts = Wanted(room / "texts", map(text_row, pages))
    _brought(server, TEXT_INDEX, TEXTS, texts, rebuild)
    note = {"id": "current", "release": release, "subjects": wanted.count, "digest": release}
    _brought(server, RELEASE_INDEX, RELEASE, Wanted(room / "release", (note,)), rebuild)
    return Filled(
        release,
        wanted.count,
        wanted.count if sent is None else sent,
        sent is None,
        search_key(server.client, SUBJECT_INDEX),
        search_key(server.client, TEXT_INDEX),
    )


def _brought(
    server: _Server, index: str, settings: Row, wanted: Wanted, rebuild: bool
) -> int | None:
    """How many documents changed in place; nothing if the index was built anew."""
    changes = None if rebuild else _changes(server, index, settings, wanted)
    if changes is None:
        _replace(server, index, settings, wanted)
        return None
    if changes.count:
        _change(server, index, changes, wanted)
    return changes.count


# --- what is wanted, and what is there ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Changes:
    stamps: Path  # of the documents that are new or other, a line each, sorted
    count: int


def _held_stamps(server: _Server, index: str, room: Path) -> Iterator[str]:
    """`id digest` of every document that the index holds, sorted."""

    def stamps() -> Iterator[str]:
        offset = 0
        while True:
            found = server.client.index(index).get_documents(
                {"offset": offset, "limit": PAGE, "fields": ["id", "digest"]}
            )
            for one in found.results:
                held = dict(one)
                yield f"{held['id']} {held.get('digest', '')}"
            offset += PAGE
            if offset >= found.total:
                return

    return sorted_lines(stamps(), room, "held")


def _changes(server: _Server, index: str, settings: Row, wanted: Wanted) -> _Changes | None:
    """What is new or other, if it can go into the public index as one task; else nothing: it must be built anew.

    A document that vanishes, and the old text of one that changed, would stay in the server's data file for a while:
    what vanishes always means a new index.
    """
    if not _has(server, index) or not _as_set(server.client.index(index).get_settings(), settings):
        return None
    path = wanted.folder / "changes"
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for stamp, wants, holds in compared(
            wanted.stamps(), _held_stamps(server, index, wanted.folder)
        ):
            if not wants:
                return None
            if stamp != holds:
                file.write(stamp + "\n")
                count += 1
    size = _size_of(path, wanted)
    most = max(FEW, wanted.count // SHARE)
    return None if count > most or size > ONE_TASK_BYTES else _Changes(path, count)


def _chosen(path: Path, wanted: Wanted) -> Iterator[bytes]:
    """The documents of a sorted file of stamps; the documents themselves need not be in that order."""
    with path.open(encoding="utf-8", newline="\n") as file:
        stamps = {line.rstrip("\n") for line in file}  # one in SHARE at most, within ONE_TASK_BYTES
    return (text for stamp, text in wanted.rows() if stamp in stamps)


def _size_of(path: Path, wanted: Wanted) -> int:
    if path.stat().st_size > ONE_TASK_BYTES:
        return ONE_TASK_BYTES + 1
    return sum(map(len, _chosen(path, wanted)))


# --- changing the server ----------------------------------------------------------------------------------------------


def _healed(server: _Server, index: str) -> None:
    """What a run before may have left: its tasks done or cancelled, its half-built index gone."""
    beside = index + BESIDE
    waiting = {"statuses": ["enqueued", "processing"], "indexUids": [beside]}
    if server.client.get_tasks({**waiting, "limit": 1}).results:
        server.wait("取消未完成的任务", server.client.cancel_tasks(waiting))
    _drained(server, index)
    if _has(server, beside):
        server.wait("删除未完成的索引", server.client.delete_index(beside))


def _drained(server: _Server, index: str) -> None:
    """Tasks already queued keep their target through a swap: none may be left."""
    waiting = {
        "statuses": ["enqueued", "processing"],
        "indexUids": [index, index + BESIDE],
        "limit": 20,
    }
    for task in server.client.get_tasks(waiting).results:
        server.client.wait_for_task(task.uid, timeout_in_ms=server.task_seconds * 1000)


def _replace(server: _Server, index: str, settings: Row, wanted: Wanted) -> None:
    """Build beside, compare, swap, delete the old one."""
    client, beside = server.client, index + BESIDE
    server.wait("新建索引", client.create_index(beside, {"primaryKey": "id"}))
    server.wait("设置索引", client.index(beside).update_settings(settings))
    for batch in _batches(text for _, text in wanted.rows()):
        _send(server, beside, batch)
    _checked(server, beside, settings, wanted)
    if not _has(server, index):
        server.wait("新建索引", client.create_index(index, {"primaryKey": "id"}))
    _drained(server, index)
    server.wait("切换索引", client.swap_indexes([{"indexes": [index, beside]}]))
    server.wait("删除旧索引", client.delete_index(beside))


def _change(server: _Server, index: str, changes: _Changes, wanted: Wanted) -> None:
    """The changed documents in one task; the index is compared with the release afterwards."""
    _send(server, index, list(_chosen(changes.stamps, wanted)))
    _checked(server, index, None, wanted)


def _send(server: _Server, index: str, batch: list[bytes]) -> None:
    body = b"\n".join(batch)
    task = server.client.index(index).add_documents_raw(body, "id", "application/x-ndjson")
    done = server.wait("写入文档", task)
    details = dict(done.details or {})
    received, indexed = details.get("receivedDocuments"), details.get("indexedDocuments")
    if received != len(batch) or indexed != len(batch):
        raise SearchServerError(
            f"搜索服务器收到 {received} 条, 写入 {indexed} 条, 应为 {len(batch)} 条"
        )


def _batches(texts: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch


def _checked(server: _Server, index: str, settings: Row | None, wanted: Wanted) -> None:
    """The index holds exactly the documents wanted, each as it was sent."""
    held = server.client.index(index).get_stats().number_of_documents
    if held != wanted.count:
        raise SearchServerError(f"索引 {index} 有 {held} 条, 应为 {wanted.count} 条")
    for stamp, wants, holds in compared(
        wanted.stamps(), _held_stamps(server, index, wanted.folder)
    ):
        if not wants or stamp != holds:
            raise SearchServerError(f"索引 {index} 与发布不一致: {stamp.split(' ')[0]}")
    if settings is not None and not _as_set(server.client.index(index).get_settings(), settings):
        raise SearchServerError(f"索引 {index} 的设置没有生效")


def _has(server: _Server, index: str) -> bool:
    from meilisearch.errors import MeilisearchApiError

    try:
        server.client.get_raw_index(index)
    except MeilisearchApiError as fault:
        if fault.code == "index_not_found":
            return False
        raise
    return True


UNORDERED = ("filterableAttributes", "sortableAttributes")


def _as_set(held: Row, settings: Row) -> bool:
    return all(
        sorted(held[name]) == sorted(value) if name in UNORDERED else _like(held[name], value)
        for name, value in settings.items()
    )


def _like(held: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(_like(held[name], value) for name, value in wanted.items())
    return bool(held == wanted)
