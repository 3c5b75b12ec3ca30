"""A reader who still has a page of an earlier release finds the scripts and style sheet that belong to it."""

from dataclasses import replace
from pathlib import Path

from creditsite.release.headers import headers_of
from creditsite.release.sets import KEPT, take_over
from creditsite.render.assets import assets
from tests.sites import tiny_site


def staged(folder: Path, letter: str) -> Path:
    for home in ("static", "search/scripts"):
        (folder / home / letter).mkdir(parents=True)
        (folder / home / letter / "one.js").write_text(letter)
    return folder


def test_the_sets_of_earlier_releases_stay_until_there_are_too_many(tmp_path: Path) -> None:
    live, sets = None, ()
    for letter in "abcdef":
        staging = staged(tmp_path / letter, letter)
        sets = take_over(staging, live, sets)
        live = staging
    assert len(sets) == KEPT
    assert sets[:2] == ("static/f", "search/scripts/f")
    assert {one.name for one in (live / "static").iterdir()} == set("fedc")
    assert (live / "static/c/one.js").read_text() == "c"
    assert (live / "static/c/one.js").samefile(tmp_path / "c/static/c/one.js")


def test_a_set_takes_the_style_sheets_of_the_elder_version_along(tmp_path: Path) -> None:
    live, sets = None, ()
    for letter in "ab":
        staging = staged(tmp_path / letter, letter)
        for home in ("elder", "elder/max"):
            (staging / home / "static" / letter).mkdir(parents=True)
            (staging / home / "static" / letter / "site.css").write_text(letter)
            (staging / home / "search").symlink_to("../" * (home.count("/") + 1) + "search")
        sets = take_over(staging, live, sets)
        live = staging
    for home in ("elder", "elder/max"):
        assert (live / home / "static/a/site.css").read_text() == "a"
    assert sets == ("static/b", "search/scripts/b", "static/a", "search/scripts/a")


def test_a_release_that_was_lost_takes_nothing_with_it(tmp_path: Path) -> None:
    staging = staged(tmp_path / "b", "b")
    assert take_over(staging, None, ("static/a",)) == ("static/b", "search/scripts/b")


def test_a_set_has_another_name_when_only_its_words_differ() -> None:
    several = replace(tiny_site(), languages=("zh-Hans", "en"))
    assert assets(several) != assets(replace(several, languages=("zh-Hans",)))
    assert assets(several) == assets(several)


def test_a_set_is_kept_by_browsers_for_good() -> None:
    for path in ("/static/0123/site.css", "/search/scripts/0123/lookup.js"):
        assert "immutable" in headers_of(tiny_site(), path)["Cache-Control"]
    assert "immutable" not in headers_of(tiny_site(), "/search/config.json")["Cache-Control"]
