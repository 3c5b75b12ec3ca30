"""The commands as an operator gives them: what is printed, what the exit code says; the live site is never hurt.

Every build is a real one of the tiny city. Names and records are made up.
"""

import base64
import fcntl
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from meilisearch import Client

import build
from creditsite.ledger import open_ledger
from creditsite.model.needles import finder
from creditsite.model.profile import Profile
from creditsite.release import bulk, publish
from creditsite.release.folder import TWIN, current_id
from creditsite.release.forget import gone, remains
from creditsite.release.switch import note_of
from creditsite.release.workers import Team
from tests.sites import tokens
from tests.tools.meili import Server

CITY = Path(__file__).parent / "content"
Command = Callable[..., int]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny city, built once; tests copy it."""
    return first_build(tmp_path_factory.mktemp("city"))


@pytest.fixture
def city(built: Path, tmp_path: Path) -> Path:
    """A city of the test's own, as it stands after its first build."""
    shutil.copytree(built, tmp_path / "city", symlinks=True)
    return tmp_path / "city"


def first_build(root: Path, *edits: tuple[str, str, str]) -> Path:
    """The tiny city in a folder, with some of its files edited, built for the first time."""
    shutil.copytree(CITY, root / "content")
    for name, old, new in edits:
        edit(root, name, old, new)
    assert run(root)("build") == 0
    return root


def run(root: Path) -> Command:
    """`command(name, …)` on the city in a folder."""
    give = tokens()

    def command(name: str, *options: str) -> int:
        orders = [
            name,
            "--content",
            str(root / "content"),
            "--out",
            str(root / "out"),
            "--workers",
            "1",
        ]
        return build.main([*orders, *options], today=lambda: date(2026, 11, 22), token=give)

    return command


def live(root: Path) -> dict[str, bytes]:
    """Every file that is served."""
    home = (root / "out" / "current").resolve()
    own = (path for path in home.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in own}


def releases(root: Path) -> list[str]:
    """Those that are kept; beside them lies the twin of the one that is served, and no other folder."""
    home = root / "out" / "releases"
    (twin,) = home.glob(".*")
    assert twin.name == f"{TWIN}{current_id(root / 'out')}"
    return sorted(p.name for p in home.iterdir() if p.is_dir() and p != twin)


def edit(root: Path, name: str, old: str, new: str) -> None:
    path = root / "content" / name
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


LISTINGS = "tables/listings/名单.csv"
QUIET = "连续三年全部履行承诺", "连续三年履行全部承诺"  # a change that nothing hangs on


def test_a_build_publishes_a_whole_release_and_says_its_name(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(built)("build") == 0
    name = capsys.readouterr().out.strip()
    assert re.fullmatch(r"2026-10-31-[a-z2-7]{8}", name)
    card = json.loads(live(built)["release.json"])
    assert card["release"] == name
    assert card["files"] == len(live(built)) - 1
    assert releases(built) == [name]  # nothing had changed, so nothing was made


def test_fresh_processes_look_at_a_large_city_and_it_is_the_same(
    tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, judge, told = Team.end, publish.judge, list[str]()
    monkeypatch.setattr(publish, "CROWD", 0)
    monkeypatch.setattr(
        Team, "end", lambda team: (told.append(f"ended {team._processes is not None}"), end(team))
    )
    monkeypatch.setattr(publish, "judge", lambda *of: (told.append("looked"), judge(*of))[1])
    shutil.copytree(CITY, tmp_path / "content")
    assert run(tmp_path)("build", "--workers", "2") == 0
    assert told == ["ended True", "looked", "ended True"]
    assert live(tmp_path) == live(built)


def test_a_change_makes_a_release_and_the_one_before_is_kept(city: Path) -> None:
    before = live(city)
    edit(city, LISTINGS, *QUIET)
    assert run(city)("build") == 0
    assert len(releases(city)) == 2
    assert live(city) != before
    purge = (city / "out" / "purge.txt").read_text(encoding="utf-8").split()
    told = [name for name, data in live(city).items() if QUIET[1].encode() in data]
    pages = [name.removesuffix("index.html") for name in told if name.endswith("/index.html")]
    assert pages
    assert {f"/{name}{end}" for name in pages for end in ("", "index.html")} <= set(purge)
    assert "/lists/red/" not in purge  # which names it and says no more than before
    assert not [address for address in purge if address.startswith("/static/")]


def test_a_new_secret_is_looked_for_in_what_passed_before(
    city: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = live(city)
    next_day = ("build", "--as-of", "2026-11-01", "--accept-bounds")
    monkeypatch.setenv(
        "MEILI_MASTER_KEY", "七天无理由退货"
    )  # which pages say that stay as they are
    assert run(city)(*next_day) == 1
    assert "密钥" in capsys.readouterr().err
    assert live(city) == before
    monkeypatch.setenv("MEILI_MASTER_KEY", "another-key-of-this-city")
    assert run(city)(*next_day) == 0
    (note,) = (city / "out/releases").glob("2026-11-01-*.json")
    assert "another-key" not in note.read_text(encoding="utf-8")
    monkeypatch.setenv("MEILI_MASTER_KEY", "签收七日内无理由退货")
    assert run(city)("build", "--as-of", "2026-11-02", "--accept-bounds") == 1


def test_what_a_gate_refuses_is_never_served(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = live(city)
    edit(city, "prose/guides/repair.md", "\n---\n", "\n---\n\n经办人电话 138-0013-8000。\n\n")
    assert run(city)("build") == 1
    assert "手机号码" in capsys.readouterr().err
    assert live(city) == before
    assert len(releases(city)) == 1


def test_no_text_of_old_holds_up_the_end_of_what_it_mentions(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a spelling that only the gates know, in base64: they find it, and then it is covered."""
    coded = base64.b64encode("见小市监罚〔2026〕7号".encode()).decode()
    said = f"组织刷单, 见小市监罚2026-7号与{coded}"
    edit(city, LISTINGS, "组织刷单", f'"{said}"')
    assert run(city)("build") == 0
    order = "92990102MA0000002D,小市监罚〔2026〕7号,小信修〔2026〕9号,小城市信用办,2026-10-21,终止公示,信用修复"
    edit(city, "tables/removals/修复.csv", "\n行政处罚", f"\n行政处罚,{order}\n行政处罚")
    capsys.readouterr()
    for change in (QUIET, QUIET[::-1]):
        assert run(city)("build") == 0
        assert "〔略〕" in capsys.readouterr().err
        told = live(city)["s/91990102MA0000001D/index.json"].decode()
        assert "组织刷单, 见〔略〕与〔略〕" in told
        assert coded not in told
        assert run(city)("audit") == 0
        edit(city, LISTINGS, *change)


def test_an_editor_is_told_of_links_and_pictures_at_their_line(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n---\n\n[好](/guides/object/)，[表](/data/)，[主体](/s/91990100MA0000004R/)。\n"
    text += "[错](/guides/nowhere/)\n![图](/a.png)\n`[样例](/nowhere)`\n[人](/s/91990100MA0000009X/) [坏](ftp://a.example/)\n"
    edit(city, "prose/guides/repair.md", "\n---\n", text)
    assert run(city)("check") == 1
    told = [one for one in capsys.readouterr().out.splitlines() if "repair.md" in one]
    file = (city / "content/prose/guides/repair.md").read_text(encoding="utf-8").splitlines()
    for sign, times in (
        ("/guides/nowhere/", 1),
        ("/a.png", 1),
        ("/s/91990100MA0000009X/", 1),
        ("ftp://", 1),
    ):
        line = next(n for n, one in enumerate(file, 1) if sign in one)
        assert sum(f"第{line}行" in one and sign in one for one in told) == times, told
    assert len(told) == 4


def test_an_error_while_rendering_leaves_the_live_site(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = live(city)
    edit(city, LISTINGS, *QUIET)

    def breaks(profile: Profile, *_: object) -> Iterator[tuple[str, bytes]]:
        yield f"s/{profile.id}/index.html", b"half"
        raise RuntimeError("a view broke")

    with monkeypatch.context() as broken:
        broken.setattr(bulk, "lasting_files", breaks)
        with pytest.raises(RuntimeError, match="a view broke"):
            run(city)("build")
    assert live(city) == before
    assert len(releases(city)) == 1
    assert run(city)("build") == 0


def test_a_refused_file_or_a_strict_fault_releases_nothing(city: Path) -> None:
    before = live(city)
    edit(city, LISTINGS, *QUIET)
    assert run(city)("build", "--strict") == 1  # a wrong check digit stands in the penalties
    (city / "content/tables/permits/坏.xlsx").write_bytes(b"this is no workbook")
    assert run(city)("build") == 1
    assert live(city) == before


def test_an_emptied_list_is_refused_until_somebody_says_it_is_right(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = live(city)
    path = city / "content" / LISTINGS
    head = path.read_text(encoding="utf-8-sig").split("\n")[0]
    path.write_text(head + "\n", encoding="utf-8")
    assert run(city)("build") == 1
    assert "变为空" in capsys.readouterr().err
    assert live(city) == before
    assert run(city)("build", "--accept-bounds") == 0


def test_a_second_build_leaves_at_once(city: Path) -> None:
    with (city / "out" / ".lock").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert run(city)("build") == 3
        assert run(city)("rollback") == 3
    assert run(city)("build") == 0


def test_wrong_use_is_told_apart(city: Path) -> None:
    wrong = (
        ["nothing"],
        ["remove"],
        ["build", "--as-of", "yesterday"],
        ["build", "--workers", "0"],
    )
    for orders in wrong:
        with pytest.raises(SystemExit) as left:
            build.main(orders)
        assert left.value.code == 2
    assert run(city)("remove", "--record", "rec" + "z" * 24, "--reason", "repaired") == 2


def test_check_tells_every_fault_and_the_balance_and_changes_nothing(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (city / "out" / "ledger.sqlite").read_bytes()
    assert run(city)("check") == 1
    told = capsys.readouterr().out
    assert "tables/penalties/处罚2016版.csv 第6行 行政相对人代码_1(统一社会信用代码): " in told
    assert "tables/penalties/处罚2016版.csv (penalties): 读入 5 = " in told
    assert (city / "out" / "ledger.sqlite").read_bytes() == before
    assert run(city)("check", "--json") == 1
    asked = json.loads(capsys.readouterr().out)
    assert asked["levels"]["error"] == 1
    assert sum(line["read"] for line in asked["balance"]) == 30


def test_a_removed_record_is_gone_from_everything_that_is_kept(city: Path) -> None:
    command = run(city)
    edit(city, LISTINGS, *QUIET)
    assert command("build") == 0
    page = json.loads(live(city)["s/91990102MA0000001D/index.json"])
    record = page["listings"][0]["record_id"]
    assert (
        command(
            "remove",
            "--record",
            record,
            "--reason",
            "repaired",
            "--decision-no",
            "小信修〔2026〕9号",
        )
        == 0
    )
    for path in (city / "out" / "releases").rglob("*"):
        assert path.is_dir() or "小信关〔2026〕2号" not in path.read_text("utf-8", "replace"), path
    order = (city / "content/tables/removals/紧急撤下.csv").read_text(encoding="utf-8")
    assert record in order
    assert "信用修复" in order
    assert record in live(city)["data/removed.jsonl"].decode()
    assert json.loads(live(city)["s/91990102MA0000001D/index.json"])["listings"] == []
    edit(
        city, LISTINGS, "小信关〔2026〕2号", "小信关[２０２６] 2号"
    )  # sent again in another spelling
    assert command("build") == 0
    assert json.loads(live(city)["s/91990102MA0000001D/index.json"])["listings"] == []


def test_a_removed_subject_has_no_page_and_no_trace(city: Path) -> None:
    assert run(city)("remove", "--subject", "91990121MA00000034", "--reason", "emergency") == 0
    assert "s/91990121MA00000034/index.html" not in live(city)
    with open_ledger(city / "out" / "ledger.sqlite") as held:
        what = gone(held)
    assert finder(what.needles)("91990121MA00000034")
    assert not remains((city / "out" / "current").resolve(), what, Team(1))


def test_a_file_may_be_named_as_a_department_likes(city: Path) -> None:
    name = "松溪飞毛腿快递有限公司 138-0013-8000"
    permits = city / "content/tables/permits"
    (permits / "许可.csv").rename(permits / f"{name}.csv")
    assert run(city)("build") == 0
    assert not any(name.encode() in data for data in live(city).values())
    assert run(city)("remove", "--subject", "91990121MA00000034", "--reason", "emergency") == 0


def test_rollback_serves_the_release_before(city: Path) -> None:
    before = live(city)
    edit(city, LISTINGS, *QUIET)
    command = run(city)
    assert command("build") == 0
    assert live(city) != before
    assert command("rollback") == 0
    assert live(city) == before
    assert command("rollback") == 1  # there is none before it
    assert command("build") == 0  # the content is still the new one
    assert live(city) != before


def test_an_announced_exit_bars_no_rollback_but_to_the_releases_before_it(city: Path) -> None:
    command = run(city)
    row = "小信关〔2026〕2号,2026-03-01,一般,小城市商务局,2026-03-01,"
    before = note_of(city / "out", current_id(city / "out"))
    edit(city, LISTINGS, row + ",,,,", row + ",2026-10-30,整改完成,小城市商务局,小信退〔2026〕9号")
    assert command("build", "--accept-bounds") == 0
    told = live(city)
    assert "整改完成" in told["s/91990102MA0000001D/index.html"].decode()
    after = note_of(city / "out", current_id(city / "out"))
    assert before
    assert after
    assert before.traces != after.traces
    assert (
        before.texts == after.texts
    )  # the number may be told: no file is looked through again for it
    assert command("rollback") == 1  # there the subject still stands on the list
    edit(city, LISTINGS, *QUIET)
    assert command("build") == 0
    assert command("rollback") == 0
    assert live(city) == told


def test_what_was_told_before_a_rollback_is_taken_back_by_a_release_of_its_own(city: Path) -> None:
    before, command = live(city), run(city)
    edit(city, LISTINGS, *QUIET)
    assert command("build") == command("rollback") == 0
    edit(city, LISTINGS, *reversed(QUIET))
    assert command("build") == 0  # says what was said before all this, under another name
    assert live(city) != before
    after = live(city)
    assert command("build") == 0
    assert live(city) == after


def test_rollback_never_brings_back_what_was_removed(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = run(city)
    assert command("remove", "--subject", "91990121MA00000034", "--reason", "emergency") == 0
    after = live(city)
    assert command("rollback") == 1
    assert "没有保留更早的发布" in capsys.readouterr().err
    assert live(city) == after


def test_audit_finds_what_was_planted_in_a_release(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(city)("audit") == 0
    planted = (city / "out" / "current").resolve() / "feeds" / "all.rss"
    planted.chmod(0o644)
    planted.write_text(
        planted.read_text("utf-8").replace("</title>", " 13800138000</title>", 1), "utf-8"
    )
    for badge in ("badge.svg", "badge-compact.svg"):  # one is counted, one shown on the page
        (planted.parents[1] / "s" / "91990102MA0000001D" / badge).unlink()
    assert run(city)("audit") == 1
    told = capsys.readouterr().out
    assert "手机号码" in told
    assert "badge-compact.svg" in told
    assert "标识图" in told


def test_the_day_can_be_named_and_ends_what_ends(city: Path) -> None:
    assert run(city)("build", "--as-of", "2027-03-01") == 0
    assert (city / "out" / "current").resolve().name.startswith("2027-03-01-")
    assert "小信关〔2026〕2号" not in live(city)["s/91990102MA0000001D/index.html"].decode()


def test_a_day_before_the_one_that_is_served_brings_nothing_back_by_mistake(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(city)("build", "--as-of", "2027-03-01") == 0
    before = live(city)
    assert run(city)("build") == 1  # by the day of `site.toml`
    assert "发布日期从 2027-03-01 退到 2026-10-31" in capsys.readouterr().err
    assert live(city) == before
    assert run(city)("build", "--as-of", "2027-02-28") == 0


FIRM, SHOP = "91990100MA0000004R", "92990102MA0000002D"


def test_search_sends_what_is_released_and_nothing_else(
    city: Path,
    meilisearch_server: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(city)("search") == 2  # nobody said where the server is
    monkeypatch.setenv("MEILI_URL", meilisearch_server.url)
    monkeypatch.setenv("MEILI_MASTER_KEY", meilisearch_server.key)
    capsys.readouterr()
    assert run(city)("search") == 0
    sent = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert sent["subjects"] == 5
    told = json.loads((city / "out/current/search/config.json").read_text(encoding="utf-8"))
    assert told["server"] == {"url": "meili", "key": sent["key"], "index": "subjects"}
    assert run(city)("audit") == 0
    before = current_id(city / "out")
    assert run(city)("search") == 0  # what the pages know already makes no new release
    assert current_id(city / "out") == before
    assert meilisearch_server.key.encode() not in b"".join(live(city).values())
    assert run(city)("remove", "--subject", "91990121MA00000034", "--reason", "emergency") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["subjects"] == 4
    assert (
        run(city)("remove", "--subject", FIRM, "--reason", "emergency", "--at-once") == 0
    )  # a takedown
    held = Client(meilisearch_server.url, meilisearch_server.key).index("subjects")
    assert [one.id for one in held.get_documents().results].count(FIRM) == 0
    assert held.get_stats().number_of_documents == 3
    monkeypatch.setenv(
        "MEILI_URL", "http://127.0.0.1:9"
    )  # the server is away: it is told, nothing is kept
    assert run(city)("remove", "--subject", SHOP, "--reason", "emergency", "--at-once") == 1
    assert "搜索服务器" in capsys.readouterr().err
    assert len(releases(city)) == 1
    monkeypatch.setenv("MEILI_URL", meilisearch_server.url)
    assert run(city)("build") == run(city)("search") == 0
    assert held.get_stats().number_of_documents == 2
    edit(city, "site.toml", "信用小城", "信用大城")  # what is served says another name
    assert run(city)("search") == 1
