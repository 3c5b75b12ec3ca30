"""The current release in an object store: laid beside the one that is served, then one pointer, then the old one goes.

In the store `releases/<id>/…` holds the files and `current.json` says which release is served: an edge function or a
proxy puts its prefix before each path. Whatever stops a run, the pointer leads to a whole release, old or new.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from creditsite.model.config import Site
from creditsite.release.folder import RELEASES, current_id, files, same_bytes
from creditsite.release.forget import NoReleaseError
from creditsite.release.headers import TYPES, headers_of
from creditsite.render.elder import SIZES

POINTER = "current.json"
AT_ONCE = 16  # requests on their way
HELD = 1_000  # names of files in memory


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run did: objects uploaded, objects copied inside the store, releases deleted there."""

    release: str
    uploaded: int = 0
    copied: int = 0
    deleted: int = 0


def push(out: Path, site: Site, store: Any, root: str) -> Sent:
    """Brings the folder `root` of a file system of fsspec to the current release.

    What the store holds of the release before, and this machine too, is copied there and not sent again. Releases that
    are no longer served are deleted, for they may hold what was removed. `NoReleaseError` before the first build; what
    the store refuses is raised as the store's library raises it, and the next run begins anew.
    """
    release = current_id(out)
    if not release:
        raise NoReleaseError(f"{out}: 还没有发布过, 请先运行 build.py")
    served = _served(store, root)
    sent = Sent(release)
    if served != release:
        sent = _lay(store, root, out / RELEASES, site, release, served)
        store.pipe_file(f"{root}/{POINTER}", _pointer(release))
    return replace(sent, deleted=_clean(store, root, release))


def _served(store: Any, root: str) -> str:
    """The release that the pointer leads to; empty where there is none."""
    try:
        return str(json.loads(store.cat_file(f"{root}/{POINTER}"))["release"])
    except FileNotFoundError:
        return ""


def _pointer(release: str) -> bytes:
    return json.dumps({"release": release, "prefix": f"{RELEASES}/{release}/"}).encode() + b"\n"


def _lay(store: Any, root: str, home: Path, site: Site, release: str, served: str) -> Sent:
    """Every file of the release beside the one that is served."""
    new, old = home / release, home / served if served else None

    def bring(path: Path) -> bool:
        """Whether the object was in the store already."""
        name = path.relative_to(new).as_posix()
        target = f"{root}/{RELEASES}/{release}/{name}"
        if not _is_s3(store):  # which knows no folders
            store.makedirs(target.rpartition("/")[0], exist_ok=True)
        if old and same_bytes(old / name, path):
            store.cp_file(f"{root}/{RELEASES}/{served}/{name}", target)
            return True
        store.put_file(str(path), target, **_said(store, site, name))
        return False

    def versions(path: Path) -> int:
        """The page once more in each other version: a store knows no links."""
        if path.name != "index.html":
            return 0
        name = path.relative_to(new).as_posix()
        for start in SIZES:
            target = f"{root}/{RELEASES}/{release}{start}/{name}"
            if not _is_s3(store):
                store.makedirs(target.rpartition("/")[0], exist_ok=True)
            store.cp_file(f"{root}/{RELEASES}/{release}/{name}", target)
        return len(SIZES)

    copied = uploaded = 0
    with ThreadPoolExecutor(AT_ONCE) as several:
        for some in _bunches(files(new)):
            known = sum(several.map(bring, some))
            copied, uploaded = copied + known, uploaded + len(some) - known
            copied += sum(several.map(versions, some))
    return Sent(release, uploaded, copied)


def _bunches(paths: Iterator[Path]) -> Iterator[list[Path]]:
    while some := list(islice(paths, HELD)):
        yield some


def _said(store: Any, site: Site, name: str) -> dict[str, str]:
    """What an S3 store is told beside the bytes; all other headers are the business of whoever stands before it."""
    if not _is_s3(store):
        return {}
    kind = TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return {
        "ContentType": kind + charset,
        "CacheControl": headers_of(site, f"/{name}")["Cache-Control"],
    }


def _is_s3(store: Any) -> bool:
    return "s3" in store.protocol


def _clean(store: Any, root: str, release: str) -> int:
    """Deletes every release but the one that is served; what a killed run left goes too."""
    store.invalidate_cache()
    stale = [
        one
        for one in store.ls(f"{root}/{RELEASES}", detail=False)
        if one.rstrip("/").rpartition("/")[2] != release
    ]
    for one in stale:
        store.rm(one, recursive=True)
    return len(stale)
