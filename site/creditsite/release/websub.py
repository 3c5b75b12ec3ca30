"""Telling a WebSub hub, after a release, which feeds have new entries: the only thing the site ever sends by itself."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

WAIT = 10  # seconds for an answer
TOPICS = 50  # of a request


def changed_feeds(purge: Path, base_url: str) -> Iterator[str]:
    """The feeds among the changed addresses of a release, not their archives: what readers are subscribed to."""
    if not purge.is_file():
        return
    with purge.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            path = line.strip().removeprefix(base_url)
            if path.startswith("/feeds/") and path.count("/") == 2 and _is_feed(path):
                yield base_url + path


def _is_feed(path: str) -> bool:
    return path.endswith((".atom", ".rss", ".json"))


def ping(hub: str, topics: Iterable[str]) -> tuple[int, str]:
    """Tells the hub of every topic; how many it was told of, and what went wrong as a sentence, if anything did.

    The release stands whatever the hub answers: readers that ask by themselves miss nothing.
    """
    waiting, told = iter(topics), 0
    while some := list(islice(waiting, TOPICS)):
        form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in some)]
        asked = Request(hub, urlencode(form).encode(), method="POST")
        try:
            with urlopen(asked, timeout=WAIT):
                told += len(some)
        except (URLError, TimeoutError, OSError) as error:
            return (
                told,
                f"WebSub 中心 {hub} 没有收下通知: {error}; 发布不受影响, 订阅者稍后自行读到",
            )
    return told, ""
