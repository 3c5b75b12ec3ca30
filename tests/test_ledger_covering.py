"""No cell of a department stops a city: what mentions something off display is covered or set aside, and told."""

import base64
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from creditsite.ledger import (
    Ledger,
    entries,
    profiles,
    settle,
    settle_anew,
    traces,
)
from creditsite.model import records as r
from creditsite.model.config import Site
from creditsite.model.faults import Fault, Place
from creditsite.model.figures import visible
from creditsite.model.needles import finder, needles_of
from creditsite.model.readings import Piece, readings
from tests.rows import enter_rows, row
from tests.sites import code, tokens
from tests.test_ledger import DAY, ORANGE, PLUM, listing, penalty, removal, subject, sums

ENDED = {"document_no": "云市监处罚〔2024〕7号", "decided_on": date(2024, 1, 1)}
NUMBER = ENDED["document_no"]
WISTERIA = "紫藤信用服务（小城）有限公司"
KINDS = {
    r.Subject: "subjects", r.Penalty: "penalties", r.Listing: "listings", r.Removal: "removals",
    r.Rectification: "rectifications", r.Shop: "shops",
}  # fmt: skip


def load(ledger: Ledger, site: Site, token: Any, *records: Any, day: date = DAY) -> list[Fault]:
    """A day's load, settled beside the one before it as builds do."""
    rows = [row(Place("t.csv", "", n + 2), KINDS[type(one)], one) for n, one in enumerate(records)]
    enter_rows(ledger, rows)
    faults = list[Fault]()
    settle(ledger, site, day, token, faults.append, hand="one")
    return faults


def betrayed(ledger: Ledger, site: Site) -> list[str]:
    """What the gates would find in all that is told of subjects."""
    said = [
        visible(text)
        for one in profiles(ledger, site, DAY)
        for text in readings(Piece("", str(one).encode()))
    ]
    return [one for one in traces(ledger) if any(map(finder(needles_of([one])), said))]


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def escaped(text: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in text)


NUMBERS = (
    "云市监处罚2024-7号", "云市监处罚 2024 7 号", "雲市監處罰２０２４－７號", "云 市监处罚 2024—7 号",
    coded(f"见{NUMBER}。"), escaped(NUMBER),
)  # fmt: skip
NAMES = (
    PLUM.lower(), " ".join(PLUM), "".join(chr(ord(c) + 0xFEE0) for c in PLUM), coded(PLUM),
    "紫藤信用服務(小城)有限公司", "紫藤 信用服务 小城 有限公司", escaped(WISTERIA),
)  # fmt: skip


@pytest.mark.parametrize("cited", NUMBERS)
def test_a_hidden_number_in_any_spelling_is_covered_and_told(
    ledger: Ledger, site: Site, cited: str
) -> None:
    token, citing = tokens(), listing(reason=f"因 {cited} 所列行为, 再次违法")
    for _ in range(2):
        faults = load(ledger, site, token, subject(), penalty(**ENDED), citing)
        ((_, entry),) = entries(ledger, "listings")
        assert entry.record.reason == "因 〔略〕 所列行为, 再次违法"
        assert entry.mark
        assert betrayed(ledger, site) == []
        (told,) = (one for one in faults if "〔略〕" in one.message)
        assert (str(told.place), told.level) == ("t.csv 第4行", "warning")


@pytest.mark.parametrize("named", NAMES)
def test_who_has_no_page_is_covered_however_a_text_names_it(
    ledger: Ledger, site: Site, named: str
) -> None:
    last = penalty(subject_name=WISTERIA, uscc=PLUM, document_no="云市监处罚〔2026〕77号")
    other, token = penalty(facts=f"与（{named}）共同虚构交易"), tokens()
    for _ in range(2):
        load(ledger, site, token, subject(), other, replace(last, display_until=DAY))
        ((_, entry),) = entries(ledger, "penalties")
        assert entry.record.facts == "与（〔略〕）共同虚构交易"
        assert betrayed(ledger, site) == []


def test_a_text_that_stood_before_is_covered_when_what_it_cites_has_ended(
    ledger: Ledger, site: Site
) -> None:
    """Once the gates have found it; from then on every day, and until the other comes back."""
    token, shown = tokens(), "因云市监处罚2026-12号, 再次违法"
    citing, ended = listing(reason=shown), replace(penalty(), display_until=DAY)
    for other, told in ((penalty(), shown), (ended, "因〔略〕, 再次违法"), (penalty(), shown)):
        load(ledger, site, token, subject(), citing, other)
        if betrayed(ledger, site):
            assert told != shown
            settle_anew(ledger)
        for _ in range(2):
            load(ledger, site, token, subject(), citing, other)
            ((_, entry),) = entries(ledger, "listings")
            assert (entry.record.reason, bool(entry.mark)) == (told, told != shown)
            assert betrayed(ledger, site) == []


def test_what_cannot_be_said_without_is_set_aside_and_so_is_covered_what_names_it(
    ledger: Ledger, site: Site
) -> None:
    """A row of which the number itself is another's, hidden, in a disguise."""
    token, hidden = tokens(), penalty(**ENDED)
    stuck = penalty(subject_name=WISTERIA, uscc=PLUM, document_no=f"{escaped(NUMBER)}之二")
    citing = listing(reason=f"与{WISTERIA}串通")
    faults = load(ledger, site, token, subject(), hidden, stuck, citing)
    assert sums(ledger) == {"published": 2, "expired": 1, "set_aside": 1}
    ((_, entry),) = entries(ledger, "listings")
    assert entry.record.reason == "与〔略〕串通"
    assert [str(one.place) for one in faults if one.level == "error"] == ["t.csv 第4行"]
    assert [one.id for one in profiles(ledger, site, DAY)] == [ORANGE]
    assert betrayed(ledger, site) == []


def test_a_subject_whose_own_name_may_not_be_said_has_no_page(ledger: Ledger, site: Site) -> None:
    gone = penalty(subject_name=WISTERIA, uscc=code("91990102MA0000009"), **ENDED)
    named = subject(uscc=PLUM, subject_name=escaped(WISTERIA))
    for _ in range(2):
        load(ledger, site, tokens(), subject(), named, gone)
        assert [one.id for one in profiles(ledger, site, DAY)] == [ORANGE]
        assert sums(ledger) == {"published": 1, "expired": 1, "set_aside": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"document_no": "云市监处罚［2024］7号"},
        {"document_no": "小云市监处罚〔2024〕7号"},
        {"document_no": "雲市監處罰〔2024〕7號"},
    ],
)
def test_a_number_that_also_tells_what_is_shown_is_no_trace_in_any_spelling(
    ledger: Ledger, site: Site, other: dict[str, Any]
) -> None:
    """One decision about two parties, one of whom was repaired; two offices of which one's numbers begin alike."""
    both = penalty(subject_name="紫梅百货", uscc=PLUM, **other)
    load(ledger, site, tokens(), subject(), penalty(**ENDED), both)
    ((_, entry),) = entries(ledger, "penalties")
    assert entry.record.document_no == other["document_no"]
    assert betrayed(ledger, site) == []


def test_an_entry_of_a_list_keeps_the_number_of_the_penalty_that_it_follows(
    ledger: Ledger, site: Site
) -> None:
    entry = listing(document_no="云市监处罚（2026）12号")
    load(ledger, site, tokens(), subject(), penalty(), entry, removal())
    assert len(list(entries(ledger, "listings"))) == 1
    assert betrayed(ledger, site) == []


def test_a_name_that_somebody_else_bears_is_no_trace_in_any_spelling(
    ledger: Ledger, site: Site
) -> None:
    gone = penalty(subject_name="紫藤(小城)商贸", uscc=PLUM, **ENDED)
    load(ledger, site, tokens(), subject(subject_name="紫藤（小城）商貿"), gone)
    assert [one.name for one in profiles(ledger, site, DAY)] == ["紫藤（小城）商貿"]
    assert betrayed(ledger, site) == []


def test_a_new_text_is_covered_beside_what_was_settled_before(ledger: Ledger, site: Site) -> None:
    token, citing = tokens(), listing(reason="因云市监处罚2024-7号, 再次违法")
    load(ledger, site, token, subject(), penalty(**ENDED))
    for day in range(3):
        load(ledger, site, token, subject(), penalty(**ENDED), citing, day=DAY + timedelta(day))
        ((_, entry),) = entries(ledger, "listings")
        assert entry.record.reason == "因〔略〕, 再次违法"
