"""Random histories of a small fictional city, each release written as the release program writes it, without pages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from creditsite import ledger
from creditsite.ledger import Ledger, finish_release, open_ledger, settle, stage_release
from creditsite.model import records as r
from creditsite.model.config import Site
from creditsite.model.faults import Place
from creditsite.render import opendata
from creditsite.render.datafiles import read_through
from creditsite.render.source import Source
from tests.rows import enter_rows, row
from tests.sites import code, tiny_site, tokens
from tests.small_release import KIND_OF

BEGIN = date(2026, 10, 1)


class City:
    """A city that changes by chance: rows come, go, are corrected, are removed, or end by themselves."""

    def __init__(self, seed: int, pace: tuple[int, ...]) -> None:
        self.rng = Random(seed)
        self.pace = pace  # how many days may pass between two releases
        self.day = BEGIN
        self.number = 0
        self.records: list[Any] = []
        self.orders: list[r.Removal] = []
        self.gone: set[str] = set()  # numbers of what was removed
        for _ in range(12):
            self.arrive()

    def step(self) -> None:
        """Some days pass and some things happen."""
        self.day += timedelta(days=self.rng.choice(self.pace))
        for _ in range(self.rng.randrange(1, 6)):
            self.rng.choice(
                (
                    self.arrive,
                    self.arrive,
                    self.leave,
                    self.correct,
                    self.exit,
                    self.remove,
                    self.forget,
                )
            )()

    def arrive(self) -> None:
        """A penalty, a listing, a commitment or a subject's own row comes in."""
        self.number += 1
        who = self.rng.randrange(6)
        about = {"subject_name": f"示例{who}号商贸", "uscc": code(f"91990102MA000000{who}")}
        number, day = (
            f"小市监罚〔2026〕{self.number}号",
            self.day - timedelta(days=self.rng.randrange(1, 300)),
        )
        kind = self.rng.randrange(4)
        if kind == 0:
            made: Any = r.Penalty(
                **about, document_no=number, facts=f"虚构的事实{self.number}", legal_basis="虚构的依据",
                penalty_kinds=("fine",), content="罚款", fine_wan=Decimal("0.20"), decided_on=day,
                severity=self.rng.choice(("general", "serious")), authority="小城市市监局",
            )  # fmt: skip
        elif kind == 1:
            made = r.Listing(
                **about, list_kind=self.rng.choice(("black", "watch")), reason=f"虚构的事由{self.number}",
                legal_basis="虚构的依据", document_no=number, decided_on=day, listed_on=day,
                designating_body="小城市商务局",
            )  # fmt: skip
        elif kind == 2:
            made = r.Permit(
                **about, document_no=number, document_name="经营许可", permit_kind="general",
                content=f"虚构的许可{self.number}", decided_on=day, valid_from=day, authority="小城市商务局",
                valid_until=self.day + timedelta(days=self.rng.randrange(1, 60)),
            )  # fmt: skip
        else:
            made = r.Subject(**about, entity_kind="organization", region_code="990102")
        self.records.append(made)

    def leave(self) -> None:
        """A department does not send a row again."""
        if self.records:
            self.records.pop(self.rng.randrange(len(self.records)))

    def correct(self) -> None:
        """A department sends a row with another text."""
        found = [n for n, one in enumerate(self.records) if isinstance(one, r.Penalty)]
        if found:
            at = self.rng.choice(found)
            told = f"更正后的事实{self.rng.random()}"
            self.records[at] = replace(self.records[at], facts=told, source_updated=self.day)

    def exit(self) -> None:
        """A listing is left, which is announced for a while."""
        found = [
            n
            for n, one in enumerate(self.records)
            if isinstance(one, r.Listing) and not one.delisted_on
        ]
        if found:
            at = self.rng.choice(found)
            self.records[at] = replace(
                self.records[at],
                delisted_on=self.day,
                delist_reason="虚构的移出原因",
                delisted_by="小城市商务局",
                source_updated=self.day,
            )

    def remove(self) -> None:
        """A record is repaired, and stays removed though it is sent again."""
        found = [one for one in self.records if isinstance(one, r.Penalty | r.Listing)]
        if found:
            one = self.rng.choice(found)
            kind = KIND_OF[type(one)]
            self.orders.append(
                r.Removal(
                    target_kind=kind,
                    uscc=one.uscc,
                    document_no=one.document_no,
                    decided_by="小城市信用办",
                    decided_on=self.day,
                    reason_code="repaired",
                    effect="display_end",
                )
            )
            self.gone.add(one.document_no)

    def forget(self) -> None:
        """A subject is removed as a whole."""
        if self.rng.random() < 0.2 and self.records:
            one = self.rng.choice(self.records)
            self.orders.append(
                r.Removal(
                    target_kind="subjects",
                    uscc=one.uscc,
                    decided_by="小城市信用办",
                    decided_on=self.day,
                    reason_code="repaired",
                    effect="display_end",
                )
            )
            self.gone |= {one.uscc, one.subject_name}


@contextmanager
def history(
    folder: Path, seed: int, releases: int, pace: tuple[int, ...] = (0, 1, 1, 2, 9, 40)
) -> Iterator[Iterator[tuple[City, Source, Path]]]:
    """The releases of a history one after the other: the city, what it says, and the folder that is served then."""
    token = tokens()
    with open_ledger(folder / "ledger.sqlite") as held:
        yield _releases(held, tiny_site(), City(seed, pace), folder, releases, token)


def _releases(
    held: Ledger, site: Site, city: City, folder: Path, count: int, token: Any
) -> Iterator[tuple[City, Source, Path]]:
    live = None
    for number in range(count):
        if number:
            city.step()
        rows = [*city.records, *city.orders]
        enter_rows(
            held,
            [row(Place("t.csv", "", n), KIND_OF[type(one)], one) for n, one in enumerate(rows, 2)],
        )
        settle(held, site, city.day, token, lambda _: None, hand="one")
        source = Source(held, site, (), f"{city.day}-{number:08d}", city.day, hand="one")
        stage_release(held, source.release, city.day, hand=source.hand)
        root = folder / source.release
        write(source, root, live)
        ledger.stage_lines(held, source.release)
        ledger.stage_prints(held, source.release)
        finish_release(held, source.release)
        live = root
        yield city, source, root


def write(source: Source, root: Path, live: Path | None) -> None:
    """The open data of a release below a folder; what would say the same as in the release before is taken over."""
    for path, chunks in opendata.files(source, live):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.writelines(read_through(chunks))


def rows_of(root: Path) -> dict[tuple[str, str], bytes]:
    """Every row of a release in its canonical form: (table, id) → line."""
    found = {}
    index = json.loads((root / "data/index.json").read_bytes())
    for one in index["resources"]:
        if one["form"] == "jsonl":
            for line in (root / one["path"]).read_bytes().split(b"\n")[:-1]:
                found[one["table"], json.loads(line)["record_id"]] = line
    return found


def apply(rows: dict[tuple[str, str], bytes], delta: bytes) -> None:
    """A delta as the data guide tells re-users to apply it: by table and id, whatever was there."""
    for text in delta.split(b"\n")[:-1]:
        one = json.loads(text)
        place = (one["table"], one["record_id"])
        if one["op"] == "remove":
            rows.pop(place, None)
        else:
            rows[place] = json.dumps(
                one["record"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode()
