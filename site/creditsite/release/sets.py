"""Sets of scripts and style sheets of earlier releases: a page that a reader still has open finds its own."""

from collections.abc import Iterator
from pathlib import Path

from creditsite.release.folder import files, link
from creditsite.render.elder import SIZES

LOOKUP = "search/scripts"
HOMES = ("static", LOOKUP)  # in each of them a folder is a set, named after all its bytes
KEPT = (
    8  # sets in all: whoever has a page open since so many changes of scripts ago must load it anew
)


def own_sets(staging: Path) -> tuple[str, ...]:
    """The sets of a release that no other has given any to yet."""
    return tuple(
        folder.relative_to(staging).as_posix()
        for home in HOMES
        for folder in sorted((staging / home).glob("*/"))
    )


def newest(release: Path, sets: tuple[str, ...], home: str) -> str:
    """The address of a release's own set, which its note names first.

    >>> newest(Path("no/such/release"), ("static/b", "search/scripts/c", "static/a"), "static")
    '/static/b'
    """
    return next(f"/{one}" for one in (*sets, *own_sets(release)) if one.startswith(f"{home}/"))


def _elder(one: str, live: Path) -> Iterator[str]:
    """Where the style sheets of the elder version stand that belong to a set."""
    homes = (f"{start[1:]}/{one}" for start in SIZES if one.startswith("static/"))
    yield from (home for home in homes if (live / home).is_dir())


def _older(own: tuple[str, ...], live: Path, sets: tuple[str, ...]) -> list[str]:
    """The newest of the sets of the live release that have a place beside a release's own."""
    older = [one for one in sets if one not in own and (live / one).is_dir()]
    return older[: max(0, KEPT - len(own))]


def staying(staging: Path, live: Path | None, sets: tuple[str, ...]) -> tuple[str, ...]:
    """The folders of the live release that `take_over` gives to a release."""
    if live is None:
        return ()
    taken = _older(own_sets(staging), live, sets)
    return tuple(f"{home}/" for one in taken for home in (one, *_elder(one, live)))


def take_over(staging: Path, live: Path | None, sets: tuple[str, ...]) -> tuple[str, ...]:
    """Links the newest of the sets that the live release holds; gives all that the release has then, newest first.

    They passed every gate as what they are, and what stands in them never changes.
    """
    own = own_sets(staging)
    if live is None:
        return own
    taken = _older(own, live, sets)
    for home in staying(staging, live, sets):
        for path in files(live / home):
            target = staging / path.relative_to(live)
            target.parent.mkdir(parents=True, exist_ok=True)
            link(path, target)
    return (*own, *taken)
