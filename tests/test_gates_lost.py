"""A link that broke since the last release is found, though only files that speak of what is gone are read again."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from creditsite.release.beside import side_by_side
from creditsite.release.folder import files
from creditsite.release.gates.audit import audit
from creditsite.release.gates.finding import Check
from creditsite.release.gates.lost import MOST, Losses, Lost
from creditsite.release.gates.lost import lost as lost_of
from creditsite.release.workers import Team

BASES = ("https://credit.yunpu.example", "https://yunpu.example/credit")
PAGE = '<!doctype html><html lang="zh"><head><title>示例</title></head><body>{}</body></html>\n'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><link href="{}"/></feed>'
AIMS = ("/", "/a/", "/a/b/", "/a/b/2/", "/a/b/data.json", "/top.json", "/feeds/x.atom", "/a/?q=1#z")
UNLINKED = (
    "far/none.html",
    "far/host.html",
    "far/one.html",
    "far/away/index.html",
    "data/index.html",
)


def site(root: Path, base: str) -> None:
    """Every page leads to every file: from the root, from the host, and in the relative ways that pages use."""
    for place in ("", "a/", "a/b/", "a/b/2/", "far/away/"):
        up = "../" * place.count("/") or "./"
        forms = (form for aim in AIMS for form in (aim, base + aim, up + aim.removeprefix("/")))
        links = "".join(f'<a href="{form}">页面</a>' for form in forms)
        beside = '<a href="data.json">数据</a>' if place == "a/b/" else ""
        below = '<a href="../data.json">数据</a>' if place == "a/b/2/" else ""
        write(root / place / "index.html", PAGE.format(links + beside + below))
    write(root / "far" / "one.html", PAGE.format('<a href="../a/b/data.json">数据</a>'))
    write(root / "far" / "none.html", PAGE.format("没有链接"))
    write(root / "a" / "b" / "data.json", json.dumps({"url": "/a/b/2/", "all": f"{base}/top.json"}))
    absolute = "".join(f'<a href="{base}{aim}">页面</a>' for aim in AIMS)
    write(root / "far" / "host.html", PAGE.format(absolute))
    write(root / "top.json", json.dumps(["/feeds/x.atom"]))
    write(root / "feeds" / "x.atom", ATOM.format(f"{base}/a/b/2/"))
    write(root / "data" / "one" / "table.csv", "一,二\n")
    write(root / "data" / "index.html", PAGE.format('<a href="../data/one/table.csv">表</a>'))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def check(root: Path, base: str) -> Check:
    return Check(root=str(root), base_url=base, emails=frozenset())


def lost(root: Path, before: Path, parts: int = 2) -> Lost | None:
    """What is gone, gathered in several parts."""
    gathered = [Losses() for _ in range(parts)]
    for part, losses in enumerate(gathered):
        for name, number, _ in side_by_side(root, before, part, parts):
            if number is None:
                losses.add(name)
    return lost_of(gathered)


def followed(root: Path, before: Path, base: str) -> tuple[set[str], set[str]]:
    """What is found where every link is followed, and where only files are read that may speak of what is gone."""
    every = replace(check(root, base), passed=str(before), remembered=True)
    some = replace(every, lost=lost(root, before))
    assert (some.lost is None) == (not (root / "index.html").is_file())
    return tuple({str(one) for one in audit(asked, Team(1)).findings} for asked in (every, some))  # type: ignore[return-value]


@pytest.fixture(params=BASES)
def base(request: pytest.FixtureRequest) -> str:
    """Where the site lies, which may be below another."""
    return str(request.param)


@pytest.fixture
def before(tmp_path: Path, base: str) -> Path:
    site(tmp_path / "before", base)
    assert audit(check(tmp_path / "before", base), Team(1)).total == 0
    return tmp_path / "before"


def test_whatever_file_goes_all_links_to_it_are_told(
    before: Path, tmp_path: Path, base: str
) -> None:
    names = [path.relative_to(before).as_posix() for path in files(before)]
    for name in names:
        now = tmp_path / "now"
        shutil.rmtree(now, ignore_errors=True)
        shutil.copytree(before, now, copy_function=os.link)
        (now / name).unlink()
        every, some = followed(now, before, base)
        assert some == every, name
        assert bool(every) == (name not in UNLINKED), name


def test_where_nothing_is_gone_nothing_is_read_again(before: Path, tmp_path: Path) -> None:
    shutil.copytree(before, tmp_path / "now", copy_function=os.link)
    gone = lost(tmp_path / "now", before)
    assert gone is not None
    assert not gone.concerns("a/index.html", (before / "a" / "index.html").read_bytes())


def test_where_much_is_gone_or_oddly_named_every_link_is_followed(tmp_path: Path) -> None:
    for number in range(MOST + 1):
        write(tmp_path / "before" / str(number) / "index.html", "")
    (tmp_path / "now").mkdir()
    assert lost(tmp_path / "now", tmp_path / "before") is None
    shutil.rmtree(tmp_path / "before")
    write(tmp_path / "before" / "名单" / "index.html", "")
    assert lost(tmp_path / "now", tmp_path / "before") is None
