"""Fictional cities are valid, stay the same, and the demo city shows all that a city has."""

import tracemalloc
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

import pytest

from creditsite.intake import load_site, load_tables
from creditsite.model import vocabulary as v
from creditsite.model.codes import is_valid
from creditsite.model.display import verdict
from creditsite.model.faults import Fault
from creditsite.model.fields import columns
from creditsite.model.rows import Row
from tests.city import AS_OF, write_city
from tests.city_people import credit_code, person
from tests.city_words import TRADES
from tests.demo_city import write_demo

CONTENT = Path(__file__).resolve().parent.parent / "content"
BY_HAND = ("measures", "measure_feedback")  # tables of the demo that editors write

# What a demonstration cannot show: persons are off, and no firm goes to prison or is downgraded.
NOT_SHOWN = {
    v.ENTITY_KIND: {"natural_person"},
    v.ROLE: {"practitioner"},
    v.PENALTY_KIND: {"downgrade_qualification", "detention", "other"},
    v.SEVERITY: {"minor"},
    v.SOURCE_STATUS: {"revoked", "disputed", "other"},
    v.SOURCE_SEVERITY: set(v.SOURCE_SEVERITY.ids()),
    v.OPENNESS: {"restricted", "closed"},
    v.LIST_KIND: set(v.LIST_KIND.ids()),  # see test_every_list_of_the_city_has_entries
    v.LIST_STATUS: {"delisted", "revoked", "expired", "disputed"},
    v.OBJECTION_OUTCOME: {"withdrawn"},
    v.TARGET_KIND: {"permits", "ratings", "honours", "inspections", "rectifications", "shops", "subjects"},
    v.REASON_CODE: {"expired", "emergency"},
}  # fmt: skip


@pytest.fixture(scope="module")
def delivered() -> tuple[list[Row], list[Fault]]:
    """Every row of the demo city's tables, and what is wrong with its files."""
    faults: list[Fault] = []
    return list(load_tables(CONTENT, load_site(CONTENT), faults.append)), faults


@pytest.fixture(scope="module")
def shown(delivered: tuple[list[Row], list[Fault]]) -> dict[str, list[Any]]:
    """The records that are on display on the demo's day, by kind."""
    site = load_site(CONTENT)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in delivered[0]:
        if verdict(row.kind, row.record, site, AS_OF).shown and _open(row.record):
            found[row.kind].append(row.record)
    return found


def _open(record: Any) -> bool:
    return (getattr(record, "openness", "") or "public") == "public"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_codes_are_valid_and_lie_in_the_fictional_region() -> None:
    for serial in range(1, 400):
        for role in TRADES:
            code = person(serial, role, Random(serial), AS_OF).subject.uscc
            assert is_valid(code), code
            assert code[2:6] == "9901"
    assert len({credit_code("91", "990102", serial) for serial in range(20_000)}) == 20_000


def test_the_demo_is_remade_byte_for_byte(tmp_path: Path) -> None:
    write_demo(tmp_path)
    remade = _files(tmp_path / "tables")
    committed = {
        name: data
        for name, data in _files(CONTENT / "tables").items()
        if name.partition("/")[0] not in BY_HAND
    }
    assert sorted(remade) == sorted(committed)
    assert [name for name in remade if remade[name] != committed[name]] == []


def test_the_demo_is_clean(delivered: tuple[list[Row], list[Fault]]) -> None:
    rows, faults = delivered
    wrong = [fault for row in rows for fault in row.faults] + faults
    assert [str(fault) for fault in wrong if fault.level != "warning"] == []
    assert [str(row.place) for row in rows if row.record is None] == []


def _words(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def test_the_demo_shows_every_word_of_every_vocabulary(shown: dict[str, list[Any]]) -> None:
    seen: dict[v.Vocabulary, set[str]] = defaultdict(set)
    for records in shown.values():
        for record in records:
            for name, column in columns(type(record)).items():
                if column.vocabulary:
                    seen[column.vocabulary].update(_words(getattr(record, name)))
    missing = {
        f"{vocabulary.name}: {word}"
        for vocabulary, words in seen.items()
        for word in set(vocabulary.ids()) - words - NOT_SHOWN.get(vocabulary, set())
    }
    assert missing == set()


def test_every_list_of_the_city_has_entries(shown: dict[str, list[Any]]) -> None:
    counts = {d.kind: 0 for d in load_site(CONTENT).lists if not d.historical}
    for entry in shown["listings"]:
        counts[entry.list_kind] += 1
    assert min(counts.values()) >= 3, counts


def test_the_demo_shows_both_schemes_with_every_grade(shown: dict[str, list[Any]]) -> None:
    given = {(rating.rating_name, rating.grade) for rating in shown["ratings"]}
    wanted = {(s.name, g.grade) for s in load_site(CONTENT).schemes for g in s.grades}
    assert given == wanted
    assert any(rating.valid_until < AS_OF for rating in shown["ratings"])


def test_colours_of_grades_can_be_read() -> None:
    for scheme in load_site(CONTENT).schemes:
        for grade in scheme.grades:
            best = max(_contrast(grade.colour, text) for text in ("#ffffff", "#1b1b1b"))
            assert best >= 4.5, grade


def _contrast(one: str, other: str) -> float:
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_demo_has_what_must_not_be_shown(delivered: tuple[list[Row], list[Fault]]) -> None:
    """Expired, delisted, without a class, closed, disputed, sent again: each of these stands in the tables."""
    site, records = load_site(CONTENT), defaultdict(list)
    for row in delivered[0]:
        records[row.kind].append(row.record)
    hidden = [verdict("penalties", one, site, AS_OF) for one in records["penalties"]]
    assert sum(bool(one.problem) for one in hidden) == 3
    assert any(not one.shown and one.until and one.until < AS_OF for one in hidden)
    assert {one.list_status for one in records["listings"]} == {"active", "delisted", "expired"}
    assert {one.openness for one in records["commitments"]} == set(v.OPENNESS.ids())
    assert {one.state for one in records["objections"]} == set(v.OBJECTION_STATE.ids())
    assert any(one.revoked_on for one in records["honours"])
    assert any(
        one.document_no.startswith(" ") or "[" in one.document_no for one in records["penalties"]
    )


def test_a_city_is_valid_and_depends_on_its_seed_only(tmp_path: Path) -> None:
    for name, subjects, seed in (("a", 60, 5), ("b", 60, 5), ("more", 90, 5), ("other", 60, 6)):
        write_city(tmp_path / name, subjects, seed)
    small, again, more, other = (_files(tmp_path / name) for name in ("a", "b", "more", "other"))
    assert small == again
    assert all(
        more[name].startswith(data) for name, data in small.items() if name.startswith("tables/")
    )
    assert small["tables/subjects/subjects.csv"] != other["tables/subjects/subjects.csv"]
    faults: list[Fault] = []
    rows = list(load_tables(tmp_path / "more", load_site(tmp_path / "more"), faults.append))
    assert [str(fault) for row in rows for fault in row.faults] + [str(f) for f in faults] == []


def test_memory_does_not_grow_with_the_city(tmp_path: Path) -> None:
    def peak(subjects: int) -> int:
        tracemalloc.start()
        write_city(tmp_path / str(subjects), subjects)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is made once
    assert peak(500) < 1.5 * peak(50)
