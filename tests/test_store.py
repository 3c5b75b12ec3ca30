"""A release in an object store: a local S3-compatible server gets what changed and nothing else, the pointer last."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from creditsite.intake import load_site
from creditsite.model.config import Site
from creditsite.release.folder import CURRENT
from creditsite.release.forget import NoReleaseError
from creditsite.release.store import Sent, push
from creditsite.render.elder import SIZES
from tests.test_golden import CONTENT, files


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(CONTENT)


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    told = {"endpoint_url": f"http://{host}:{port}"}
    yield fsspec.filesystem("s3", key="test", secret="test", client_kwargs=told)
    server.stop()


def held(store: Any, prefix: str) -> dict[str, bytes]:
    store.invalidate_cache()
    return {one.removeprefix(prefix): store.cat_file(one) for one in store.find(prefix)}


def release(out: Path, name: str, made: dict[str, str], before: str = "") -> dict[str, bytes]:
    """Makes a release by hand; what equals the one before is a link, as in any build."""
    for path, text in made.items():
        target, old = out / "releases" / name / path, out / "releases" / before / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if before and old.is_file() and old.read_text(encoding="utf-8") == text:
            target.hardlink_to(old)
        else:
            target.write_text(text, encoding="utf-8")
    (out / CURRENT).unlink(missing_ok=True)
    (out / CURRENT).symlink_to(f"releases/{name}")
    return files(out / "releases" / name)


def versions(made: dict[str, bytes]) -> dict[str, bytes]:
    """A release with each page three times, as a store holds it."""
    pages = {name: data for name, data in made.items() if name.endswith("index.html")}
    return made | {f"{start[1:]}/{name}": data for start in SIZES for name, data in pages.items()}


FIRST = {
    "index.html": "首页",
    "s/a/index.html": "甲",
    "s/b/index.html": "乙",
    "s/b/badge.svg": "<svg/>",
}
SECOND = {"index.html": "首页", "s/a/index.html": "甲, 已修复", "s/b/index.html": "乙"}


def test_the_store_gets_what_changed_and_forgets_what_went(
    store: Any, site: Site, tmp_path: Path
) -> None:
    store.mkdir("city")
    first = release(tmp_path, "2026-11-21-a", FIRST)
    assert push(tmp_path, site, store, "city/site") == Sent("2026-11-21-a", uploaded=4, copied=6)
    assert held(store, "city/site/releases/2026-11-21-a/") == versions(first)
    second = release(tmp_path, "2026-11-22-b", SECOND, "2026-11-21-a")
    assert push(tmp_path, site, store, "city/site") == Sent("2026-11-22-b", 1, 2 + 6, 1)
    everything = held(store, "city/site/")
    pointer = everything.pop("current.json")
    assert everything == {
        f"releases/2026-11-22-b/{name}": data for name, data in versions(second).items()
    }
    assert b'"prefix": "releases/2026-11-22-b/"' in pointer
    assert push(tmp_path, site, store, "city/site") == Sent("2026-11-22-b")


def test_objects_carry_the_type_and_the_age_of_their_file(
    store: Any, site: Site, tmp_path: Path
) -> None:
    release(tmp_path, "2026-11-21-a", FIRST)
    store.mkdir("types")
    push(tmp_path, site, store, "types")
    told = store.info("types/releases/2026-11-21-a/s/b/badge.svg")
    assert told["ContentType"] == "image/svg+xml"
    page = store.call_s3("head_object", Bucket="types", Key="releases/2026-11-21-a/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["CacheControl"] == "public, max-age=300"


@dataclass
class Failing:
    """A store that gives up at the n-th call that changes it."""

    inner: Any
    left: int
    protocol: tuple[str, ...] = ("file",)
    changing: frozenset[str] = field(default=frozenset(("put_file", "cp_file", "pipe_file", "rm")))

    def __getattr__(self, name: str) -> Any:
        if name in self.changing:
            self.left -= 1
            if self.left < 0:
                raise ConnectionError("cut off")
        return getattr(self.inner, name)


def test_whenever_a_run_is_cut_off_the_pointer_leads_to_a_whole_release(
    site: Site, tmp_path: Path
) -> None:
    out, home = tmp_path / "out", tmp_path / "store"
    disk = fsspec.filesystem("file")
    first = release(out, "2026-11-21-a", FIRST)
    push(out, site, disk, str(home))
    shutil.copytree(home, tmp_path / "kept")
    second = release(out, "2026-11-22-b", SECOND, "2026-11-21-a")
    whole = {"2026-11-21-a": versions(first), "2026-11-22-b": versions(second)}
    for calls in range(
        11
    ):  # one upload, two copies, six of other versions, the pointer, one deletion
        shutil.rmtree(home)
        shutil.copytree(tmp_path / "kept", home)
        with pytest.raises(ConnectionError):
            push(out, site, Failing(disk, calls), str(home))
        served = (home / "current.json").read_text(encoding="utf-8")
        name = next(one for one in whole if one in served)
        assert files(home / "releases" / name) == whole[name]
        assert (name == "2026-11-22-b") == (calls == 10)
        push(out, site, disk, str(home))
        assert files(home / "releases") == {
            f"2026-11-22-b/{path}": data for path, data in versions(second).items()
        }


def test_before_the_first_build_it_says_so(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NoReleaseError, match=r"先运行 build\.py"):
        push(tmp_path, site, fsspec.filesystem("file"), str(tmp_path / "store"))
