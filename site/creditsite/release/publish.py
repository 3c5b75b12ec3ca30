"""A release from beginning to end: staging, gates, switch. Whatever goes wrong, the live site stays as it was."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import scrypt
from itertools import chain
from pathlib import Path

from creditsite import ledger
from creditsite.ledger import Ledger
from creditsite.model.config import Site
from creditsite.release import bulk, packed, reuse, twin
from creditsite.release.doors import open_doors, shut
from creditsite.release.folder import CARD, RELEASES, STAGING, current_id
from creditsite.release.forget import Gone, forget, gone_from
from creditsite.release.gates import persons
from creditsite.release.gates.audit import Seen, audit, of_findings
from creditsite.release.gates.bounds import bounds, earlier, tally
from creditsite.release.gates.counts import balance, counts
from creditsite.release.gates.finding import Check, Finding
from creditsite.release.gates.lost import Lost
from creditsite.release.headers import host_headers
from creditsite.release.progress import Progress
from creditsite.release.report import say
from creditsite.release.sets import staying, take_over
from creditsite.release.switch import Note, note_of, seal, switch, tidy
from creditsite.release.workers import Team, crew
from creditsite.render import opendata
from creditsite.render.source import Source
from creditsite.render.statements import valid_until

Writer = Callable[[Source, Path, Path | None], None]  # staging, the release before if there is one
Finisher = Callable[[Source, Path], None]

CROWD = 50_000  # subjects: from here on memory is worth the second that fresh processes take


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the caller decides about a release."""

    team: Team
    scheduler: str = ""  # address of a cluster that draws instead of processes of this machine
    accept_bounds: bool = False
    named_day: bool = False  # by whoever runs it, and not by the configuration or the clock
    secrets: tuple[str, ...] = ()
    state: str = ""  # digest of what the city says
    inputs: str = ""  # digest of what draws it
    finishers: tuple[Finisher, ...] = ()  # add to the folders of subjects that are drawn


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What became of it: with findings nothing was released."""

    release: str
    seen: Seen

    @property
    def released(self) -> bool:
        """Whether the release is the current one now."""
        return self.seen.total == 0


def release(
    source: Source,
    out: Path,
    writers: Sequence[Writer],
    orders: Orders,
    progress: Progress,
) -> ReleaseReport:
    """Renders, checks and switches; the caller holds the lock and has staged the release in the ledger."""
    out = out.resolve()
    staging = out / RELEASES / f"{STAGING}{os.getpid()}"
    notes = staging.with_name(f"{staging.name}-compared")
    staging.mkdir(parents=True)
    notes.mkdir()
    try:
        removed = orders.team.give(gone_from, source.ledger.path)  # found out once: it takes long
        fill(source, out, staging, writers, orders, progress)
        change = reuse.compare(_both(source, out, staging, notes), orders.team)
        progress("沿用文件", change.linked)
        what = removed.result()
        if ledger.subject_count(source.ledger) > CROWD:
            orders.team.end()  # others look: what drawing left behind would be held meanwhile
        seen = judge(source, out, staging, what, orders, change.lost)
        progress("核验文件", seen.files)
        if seen.total:
            return ReleaseReport(source.release, seen)
        _go_live(source, out, staging, what, orders, seen, change)
    finally:
        for folder in (staging, notes):
            shutil.rmtree(folder, ignore_errors=True)
    clean_up(what, source.site, out, orders.team, change.before, change.subjects)
    progress("切换和清理", 1)
    told = change.told
    progress.summary(
        f"文件: 新写 {told['written']:,}, 沿用 {told['kept']:,}, 撤去 {told['gone']:,}; "
        f"主体 {ledger.subject_count(source.ledger):,}"
    )
    return ReleaseReport(source.release, seen)


def clean_up(
    what: Gone,
    site: Site,
    out: Path,
    team: Team,
    last: str = "",
    subjects: frozenset[str] | None = None,
) -> None:
    """Deletes what may no longer be kept: strays, releases beyond the last N, releases that hold what was removed.

    What is served has its twin then; it may be known in whose folders alone it differs from the release `last`.
    """
    if why := twin.keep(out, team, last, subjects):
        say(why)
    tidy(out, site.keep_releases, team)
    if forget(out, what, team):
        tidy(out, site.keep_releases, team)


def fill(
    source: Source,
    out: Path,
    staging: Path,
    writers: Sequence[Writer],
    orders: Orders,
    progress: Progress,
) -> None:
    """Everything that the release consists of, into an empty folder."""
    live, team = _live(out), orders.team
    with crew(team, orders.scheduler) as give:  # this process alone writes into the ledger
        pages = give(bulk.frozen, bulk.recipe(source), staging, live)
        rooms = give(bulk.gathered, bulk.recipe(source), staging, live)
        shelves = give(bulk.fed, bulk.recipe(source), staging, live)
        subjects = bulk.subjects(source, staging, live, team.workers, give)
        progress("数据文件", bulk.stream(opendata.files(source, live), staging))
        ledger.stage_lines(source.ledger, source.release)
        for writer in writers:
            writer(source, staging, live)
        progress("冻结页面", pages.result() + rooms.result() + shelves.result())
        bulk.take_notes(source, staging)
        ledger.stage_prints(source.ledger, source.release)
        progress.gathered("主体文件", subjects, ledger.subject_count(source.ledger))
    for finisher in orders.finishers:
        finisher(source, staging)
    (staging / "_headers").write_text(host_headers(source.site), encoding="utf-8", newline="\n")
    if source.site.precompress:
        progress("压缩文件", packed.pack(staging, live, team, source.release))
    open_doors(staging)


def _both(source: Source, out: Path, staging: Path, notes: Path) -> reuse.Both:
    live = _live(out)
    return reuse.Both(
        new=staging,
        old=live,
        release=source.release,
        staying=staying(staging, live, _sets(out)),
        notes=notes,
    )


def judge(
    source: Source, out: Path, staging: Path, what: Gone, orders: Orders, lost: Lost | None
) -> Seen:
    """Every gate over the staged release; all of them look, whatever the others found.

    `lost` is what the release that is served has more.
    """
    held, site = source.ledger, source.site
    before = note_of(out, current_id(out))
    seen = inspect(
        held,
        site,
        staging,
        what,
        orders.team,
        orders.secrets,
        source.release,
        _passed(source, out),
        lost,
    )
    if before is None or orders.accept_bounds:
        return seen
    back = () if orders.named_day else earlier(before.as_of, source.as_of)
    shifted = bounds(held, site, before.counts, tally(held, site))
    return seen + of_findings(chain(back, shifted))


def _passed(source: Source, out: Path) -> Note | None:
    """The release that is served, if the same hand drew it and so the same gates let it pass."""
    before = note_of(out, current_id(out))
    if before and before.release == ledger.current(source.ledger) and source.hand:
        return before if ledger.hand_of(source.ledger, before.release) == source.hand else None
    return None


def inspect(
    held: Ledger,
    site: Site,
    root: Path,
    what: Gone,
    team: Team,
    secrets: tuple[str, ...],
    release: str,
    passed: Note | None = None,
    lost: Lost | None = None,
) -> Seen:
    """Every gate that looks at a release by itself: its files, its counts, the balance of the ledger.

    Files of a release beside it that has passed are looked at again only for what may be wrong with them now: of that
    one, `lost` is what is gone.
    """
    named = tuple(ledger.person_names(held))
    before = root.parent / passed.release if passed else None
    check = Check(
        root=str(root),
        base_url=site.base_url,
        emails=frozenset({site.contact_email.lower()}),
        needles=what.needles,
        secrets=secrets,
        persons=named,
        spoken=persons.spoken(root, site),
        passed=str(before) if before else "",
        release=release,
        lost=lost if before else None,
        remembered=passed is not None
        and not named
        and passed.texts == what.texts
        and passed.keys == _keys(secrets, passed.release),
    )
    return (
        audit(check, team)
        + of_findings(shut(root))
        + of_findings(_counts(root, site, held))
        + of_findings(balance(ledger.balance(held)))
    )


def _keys(secrets: tuple[str, ...], release: str) -> str:
    """By what it is known that a release was looked through for the same secrets: nobody can guess them from it."""
    text = "\0".join(sorted(secrets)).encode()
    return scrypt(text, salt=release.encode(), n=1 << 14, r=8, p=1).hex() if secrets else ""


def _counts(root: Path, site: Site, held: Ledger) -> Iterator[Finding]:
    subjects, people = ledger.subject_count(held), ledger.person_count(held)
    return counts(root, site, subjects, people)


def _go_live(
    source: Source,
    out: Path,
    staging: Path,
    what: Gone,
    orders: Orders,
    seen: Seen,
    change: reuse.Change,
) -> None:
    write_card(source, staging, seen.files, seen.bytes)
    sets = take_over(staging, _live(out), _sets(out))
    seal(staging, orders.team, change.subjects)
    # Before the switch: purging once too often harms nobody, forgetting to purge does.
    change.purge.replace(out / "purge.txt")
    switch(
        out,
        staging,
        Note(
            release=source.release,
            previous=current_id(out),
            as_of=source.as_of.isoformat(),
            state=orders.state,
            inputs=orders.inputs,
            counts=tally(source.ledger, source.site),
            traces=what.digest,
            texts=what.texts,
            keys=_keys(orders.secrets, source.release),
            sets=sets,
        ),
    )
    ledger.finish_release(source.ledger, source.release)


def write_card(source: Source, staging: Path, files: int, size: int) -> None:
    """The release's own card: which it is, until when it holds, how much it is."""
    card = {
        "release": source.release,
        "as_of": source.as_of.isoformat(),
        "valid_until": valid_until(source.as_of).isoformat(),
        "files": files,
        "bytes": size,
    }
    (staging / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8", newline="\n")


def _live(out: Path) -> Path | None:
    """The folder that is served; none where it was lost, so that the next build makes all of it anew."""
    folder = out / RELEASES / current_id(out)
    return folder if current_id(out) and folder.is_dir() else None


def _sets(out: Path) -> tuple[str, ...]:
    """The sets of scripts and style sheets that the release holds that is served."""
    before = note_of(out, current_id(out))
    return before.sets if before else ()
