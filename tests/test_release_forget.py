"""A kept release that holds what was removed since is known by the files in which it differs from what is served."""

import json
from pathlib import Path

import pytest
from marisa_trie import Trie

from creditsite.model.needles import needles_of
from creditsite.release.forget import Gone, NoReleaseError, forget, remains, rollback
from creditsite.release.workers import Team
from tests.test_release_switch import names, publish, staged

NUMBER = "云市监处罚〔2026〕77号"
RECORD = "rec" + "a" * 24
PAGE = "<!doctype html>\n<p>{}</p>\n"


def gone(digest: str = "now", record: str = "") -> Gone:
    return Gone(
        needles_of([NUMBER]), Trie([record] if record else []), Trie(), {}, {}, "texts", digest
    )


def served(out: Path, release: str, contents: dict[str, str], traces: str = "") -> None:
    """A release whose gates looked for these traces."""
    publish(out, release, contents)
    note = out / "releases" / f"{release}.json"
    note.write_text(json.dumps(json.loads(note.read_bytes()) | {"traces": traces}), "utf-8")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "place", ["s/x/index.html", "en/s/x/index.html", "data/one/a.csv", "zip/a.html"]
)
def test_a_kept_release_that_holds_it_goes_and_one_that_does_not_stays(
    tmp_path: Path, place: str, workers: int
) -> None:
    same = {f"s/{one}/index.html": PAGE.format(one) for one in "uvwxyz"}
    held = place.replace("data/one", "data/two")
    served(tmp_path, "one", {**same, "index.html": "1", place: PAGE.format("一")})
    served(tmp_path, "two", {**same, "index.html": "2", held: PAGE.format(f"依据{NUMBER}")})
    served(tmp_path, "three", {**same, "index.html": "3"}, "now")
    with Team(workers) as team:
        assert forget(tmp_path, gone(), team) == ("two",)
        assert forget(tmp_path, gone(), team) == ()
    assert names(tmp_path) == ["one", "one.json", "three", "three.json", "two.json"]


def test_a_record_that_is_over_is_found_where_records_stand(tmp_path: Path) -> None:
    served(tmp_path, "one", {"s/x/index.html": PAGE.format(RECORD), "lists/index.html": "1"})
    served(tmp_path, "two", {"s/x/index.html": "2", "news/index.html": PAGE.format(RECORD)})
    served(tmp_path, "three", {"s/x/index.html": "3"}, "now")
    assert forget(tmp_path, gone(record=RECORD), Team(1)) == ("one",)


def test_what_is_served_is_no_measure_before_it_was_looked_through(tmp_path: Path) -> None:
    page = {"s/x/index.html": PAGE.format(NUMBER)}
    served(tmp_path, "one", page)
    served(tmp_path, "two", {**page, "index.html": "2"}, "before")
    with pytest.raises(NoReleaseError):
        rollback(tmp_path, gone(), Team(1))
    one, two = (tmp_path / "releases" / name for name in ("one", "two"))
    assert remains(one, gone(), Team(1))
    assert not remains(one, gone(), Team(1), clean=two)  # what both hold is served already


def test_a_file_of_many_names_is_looked_through_where_a_record_may_stand_in_it(
    tmp_path: Path,
) -> None:
    release = staged(tmp_path, {"en/s/x/index.html": PAGE.format(RECORD)})
    (release / "s" / "x").mkdir(parents=True)
    (release / "s" / "x" / "index.html").hardlink_to(release / "en" / "s" / "x" / "index.html")
    assert remains(release, gone(record=RECORD), Team(1))
