"""The conductor: content in, a published Credit City out. A command is one function; what it calls is in the rooms."""

import argparse
import gc
import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import creditsearch
import creditsite
from creditsearch import (
    Document,
    SearchServerError,
    Served,
    count_again,
    digest_of,
    documents,
    fill,
    lookup_files,
    note_server,
    places,
    public_key,
    script_folder,
    served,
    use_server,
    without,
    write_lookup,
)
from creditsite import intake, ledger
from creditsite.intake.report import check_csv, check_html
from creditsite.ledger import Ledger, LedgerVersionError, open_ledger
from creditsite.ledger.faultbook import Faults
from creditsite.model.config import Site
from creditsite.model.faults import ContentRefusedError
from creditsite.model.prose import Page
from creditsite.model.records import Removal
from creditsite.release import store, twin
from creditsite.release.commandline import parser, with_command
from creditsite.release.datasigns import signed_data
from creditsite.release.domains import proofs
from creditsite.release.folder import (
    CURRENT,
    LEDGER,
    RELEASES,
    LockedError,
    current_id,
    locked,
    take_all,
)
from creditsite.release.forget import NoReleaseError, gone, rollback
from creditsite.release.gates import traces
from creditsite.release.identity import hand_of, inputs_of, release_id, state_of
from creditsite.release.live import live
from creditsite.release.order import record_order, subject_order, write_order
from creditsite.release.progress import Progress
from creditsite.release.publish import Orders, clean_up, inspect, release
from creditsite.release.report import say, tell_balance, tell_faults, tell_findings, tell_json
from creditsite.release.serve import answer, preview
from creditsite.release.servers import write_configurations
from creditsite.release.signing import Signer, SigningKeyError, allowed, new_key, read_key, statuses
from creditsite.release.switch import note_of, tidy
from creditsite.release.takedown import MOST, Told, as_built, take_down
from creditsite.release.websub import changed_feeds, ping
from creditsite.release.withheld import naming, pages_of
from creditsite.release.workers import Team
from creditsite.render import proseaddresses
from creditsite.render.app import create_app
from creditsite.render.lasting import same_hand, stays
from creditsite.render.source import Source
from creditverify.fetch import fetch

HOME = Path(__file__).resolve().parent
DONE, REFUSED, WRONG_USE, LOCKED = 0, 1, 2, 3
BETRAYED = -1  # refused, for what a look at all texts may yet cover
ROOMS = tuple(Path(room.__path__[0]) for room in (creditsite, creditsearch))
LARGE_REMOVAL = 1_000  # subjects, from which on a whole build takes longer than a minute
PARTIAL = "partial "  # before the state of a takedown: no whole build says the same
LARGE = 5_000  # subjects, from which on it pays that processes share the look-up
OBJECTS = 50_000  # new ones, after which rings are looked for; a batch of rows has some thousand
TOLD = 100  # faults that a build prints; `check` prints all


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: what was asked for, and what differs from run to run."""

    asked: argparse.Namespace
    content: Path
    out: Path
    today: Callable[[], date]
    token: Callable[[], str]
    done: Progress
    team: Team

    def as_of(self, site: Site) -> date:
        """The day that this run speaks for."""
        return self.asked.as_of or site.as_of or self.today()


def build(run: Run) -> int:
    """Loads, releases, prints the new release's id."""
    with locked(run.out), open_ledger(run.out / LEDGER) as held:
        code = build_once(run, held)
        if code == BETRAYED:
            say("有文字提到刚刚撤下或到期的内容: 略去后重新生成")
            ledger.settle_anew(held)
            code = build_once(run, held)
        return REFUSED if code == BETRAYED else code


def build_once(run: Run, held: Ledger) -> int:
    """The same, where texts that stood before may hold up what has ended since."""
    with Faults(TOLD) as faults:
        inputs = inputs_of(ROOMS)
        site, pages = load(run, held, faults, inputs)
        tell_faults(faults, sys.stderr)
        if faults.levels["refused"] or (run.asked.strict and faults.levels["error"]):
            say("内容未通过, 没有发布; 线上保持原样")
            return REFUSED
        return publish(run, held, site, pages, inputs)


def load(run: Run, held: Ledger, faults: Faults, inputs: str = "") -> tuple[Site, tuple[Page, ...]]:
    """Content into the ledger: every row entered, every row's outcome settled, every fault noted.

    `inputs` is the digest of what will draw it, empty where nothing will be drawn.
    """
    site = intake.load_site(run.content)
    ledger.recover(held, current_id(run.out))
    delivered = intake.deliveries(run.content, site, faults.add, run.asked.workers)
    faults.rows = ledger.enter(held, delivered, faults.add)
    run.done("读入表格行", faults.rows)
    as_of, drawn = run.as_of(site), bool(inputs)
    ledger.settle(
        held, site, as_of, run.token, faults.add, drawn=drawn, hand=inputs, each=run.team.each
    )
    pages, wrong = pages_of(run.content, held)
    spoken = Source(held, site, pages, "", as_of)
    for fault in chain(wrong, proseaddresses.faults(spoken, create_app(spoken))):
        faults.add(fault)
    run.done("入账主体", ledger.subject_count(held))
    return site, pages


def publish(run: Run, held: Ledger, site: Site, pages: tuple[Page, ...], inputs: str) -> int:
    """Ledger into a release, unless the current one says the same and was drawn by the same hand."""
    out, as_of = run.out, run.as_of(site)
    tidy(out, site.keep_releases, run.team)
    write_configurations(site, out)
    state = state_of(held, site, pages, as_of)
    own = signing_key(run, site)
    if own is None:
        say("没有签名密钥, 本版不带签名状态")
    signed = f" {own.kid} {as_of}" if own else ""  # what is signed expires: each day signs anew
    if server := served(out):
        signed += f" {server.url} {server.key}"  # told in one file; what else was drawn stands
    note = note_of(out, current_id(out))
    told = ledger.current(held)  # after a rollback another: what it told is taken back by a release
    if note and (note.release, note.state, note.inputs) == (told, state, inputs + signed):
        say("内容没有变化, 没有新的发布")
        clean_up(gone(held), site, out, run.team)
        print(note.release)
        return DONE
    name = release_id(held, as_of, state, current_id(out))
    hand = hand_of(held, site, pages, inputs)
    ledger.stage_release(held, name, as_of, site, pages, hand)
    run.done("核对状态和变化", 1)
    try:
        orders = Orders(
            team=run.team,
            scheduler=run.asked.scheduler,
            accept_bounds=run.asked.accept_bounds,
            named_day=run.asked.as_of is not None,
            secrets=secrets_of(own),
            state=state,
            inputs=inputs + signed,
            finishers=(statuses(own), signed_data(own)) if own else (),
        )
        source = Source(
            held, site, pages, name, as_of, lookup=f"/search/{script_folder()}", hand=hand
        )
        report = release(source, out, (partial(lookup, server, run.team),), orders, run.done)
    finally:
        ledger.recover(held, current_id(out))
    tell_findings(report.seen, sys.stderr)
    if not report.released:
        say("核验未通过, 没有发布; 线上保持原样")
        betrayed = all(one.gate == traces.GATE for one in report.seen.findings)
        return BETRAYED if betrayed else REFUSED
    print(name)
    tell_hub(run, site)
    return DONE


def tell_hub(run: Run, site: Site) -> None:
    """Tells the city's WebSub hub, if it has one, which feeds have changed: after the switch, never before it."""
    if site.websub_hub:
        told, fault = ping(site.websub_hub, changed_feeds(run.out / "purge.txt", site.base_url))
        run.done("通知 WebSub 中心的订阅源", told)
        if fault:
            say(fault)


def lookup(
    server: Served | None, team: Team, source: Source, staging: Path, before: Path | None
) -> None:
    """The look-up files, taken over where they would say the same: the release does not know what they are."""
    held, folder = source.ledger, staging / "search"

    def told(*of: str) -> Iterator[Document]:
        return documents(ledger.profiles(held, source.site, source.as_of, *of), source.site)

    def digest(subject: str) -> bytes:
        return b"".join(map(digest_of, told(subject, f"{subject}\0")))

    old = same_hand(source, before)
    path = f"search {server}"
    same = ledger.still_said(held, path, digest) if old else ""
    said = ((one.id, digest_of(one)) for one in told())
    witness = [old / "search" / "config.json"] if old else []
    if stays(source, path, same or ledger.note_sayings(held, said), witness) and old:
        take_all(lookup_files(old / "search"), old, staging)
        return
    write_lookup(told(), folder, team.each if ledger.subject_count(held) >= LARGE else map)
    if server:
        use_server(folder, server.url, server.key, server.index)


def check(run: Run) -> int:
    """Loads into a copy of the ledger; tells every fault and what became of every row, to departments as check.html."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / LEDGER
        with locked(run.out):
            for ending in ("", "-wal"):
                if (kept := run.out / f"{LEDGER}{ending}").is_file():
                    copyfile(kept, f"{copy}{ending}")
        passing = open_ledger(copy, passing=True)
    with Faults(sys.maxsize) as faults:
        with (
            passing as held
        ):  # it lies in no folder any more: a check that is killed leaves nothing
            load(run, held, faults)
            lines = ledger.balance(held)
        faults.sort()
        with (run.out / "check.csv").open("wb") as file:
            file.writelines(check_csv(faults))
        with (run.out / "check.html").open("wb") as file:
            file.writelines(check_html(faults, faults.levels, lines))
        if run.asked.json:
            tell_json(faults, lines, sys.stdout)
        else:
            tell_faults(faults, sys.stdout)
            tell_balance(lines, sys.stdout)
        return REFUSED if faults.levels["refused"] or faults.levels["error"] else DONE


def remove(run: Run) -> int:
    """Writes the order into the content and builds at once; that a list empties by it is no mistake."""
    asked, site = run.asked, intake.load_site(run.content)
    said = {
        "reason": asked.reason,
        "decided_by": asked.decided_by or site.office,
        "decision_no": asked.decision_no,
    }
    with open_ledger(run.out / LEDGER) as held:
        kind = ledger.record_kind(held, asked.record)
        key = ledger.key_of_record(held, asked.record)
        number = ledger.number_of_subject(held, asked.subject)
    if asked.subject:
        order = subject_order(asked.subject, number, decided_on=run.as_of(site), **said)
    elif kind:
        order = record_order(kind, asked.record, key, decided_on=run.as_of(site), **said)
    else:
        say(f"台账中没有记录 {asked.record}, 什么也没有撤下: 请核对编号")
        return WRONG_USE
    say(f"已写入 {write_order(run.content, order)}")
    asked.accept_bounds = True
    code = taken_down(run, site, order)
    if code is None:
        code = build(run)
        if code == DONE and os.environ.get("MEILI_URL"):
            return search(run)
    return code


def taken_down(run: Run, site: Site, order: Removal) -> int | None:
    """The takedown of a large city, whose whole build takes more than a minute; nothing where only that will do."""
    out, asked = run.out, run.asked
    with locked(out), open_ledger(out / LEDGER) as held:
        if not asked.at_once and ledger.subject_count(held) < LARGE_REMOVAL:
            return None
        ledger.recover(held, live := current_id(out))
        note, (pages, _) = note_of(out, live), pages_of(run.content, held)
        if note is None or ledger.current(held) != live:
            return None
        as_of, own = date.fromisoformat(note.as_of), signing_key(run, site)
        inputs = inputs_of(ROOMS)
        hand = hand_of(held, site, pages, inputs)
        told = state_of(held, site, pages, as_of)
        if (note.state.removeprefix(PARTIAL), hand) != (told, ledger.hand_of(held, live)):
            return None  # something else has changed since: all of it goes out together
        with ledger.as_it_is(out / LEDGER) as before:
            taken = ledger.take_down(held, site, order, as_of, run.as_of(site), run.token)
            spoken = found_in(before, site, as_of, out / CURRENT, taken.subjects if taken else ())
        if taken is None or len(taken.subjects) > MOST or naming(pages, taken.texts):
            return None
        run.done("从台账撤下", len(taken.records))

        def stage() -> tuple[str, Orders]:
            state = PARTIAL + state_of(held, site, pages, as_of)
            name = release_id(held, as_of, state, live)
            ledger.stage_release(held, name, as_of, site, pages, hand, taken.touched)
            return name, Orders(
                team=run.team,
                secrets=secrets_of(own),
                state=state,
                inputs=note.inputs,
                finishers=(statuses(own, taken.subjects), signed_data(own)) if own else (),
            )

        draft = Source(held, site, pages, "", as_of, lookup=f"/search/{script_folder()}", hand=hand)
        try:
            told_now = {one: document_of(held, site, as_of, one) for one in taken.subjects}
            look = partial(looked_up, told_now, ledger.subject_count(held))
            seen = take_down(draft, out, taken, spoken, look, stage, run.team, run.done)
        finally:
            ledger.recover(held, current_id(out))
        tell_findings(seen, sys.stderr)
        if seen.total:
            return None
        say("已从线上撤下; 撤下内容所在的各表数据文件暂缺, 请随后运行 build.py 重新发布全部内容")
        try:
            if os.environ.get("MEILI_URL"):
                withdraw(told_now)
        finally:
            try:
                if why := twin.turn(out, live, frozenset(taken.subjects), run.team):
                    say(why)
            finally:
                tidy(out, site.keep_releases, run.team)  # what was kept before may hold it
            run.done("删除以前的发布", 1)
    print(current_id(out))
    tell_hub(run, site)
    return DONE


def document_of(held: Ledger, site: Site, as_of: date, subject: str) -> Document | None:
    """What search says of one subject; nothing where it has no page."""
    found = ledger.profile(held, site, as_of, subject)
    return next(documents((found,), site), None) if found else None


def found_in(
    before: Ledger, site: Site, as_of: date, live: Path, subjects: tuple[str, ...]
) -> Told:
    """Which look-up files speak of subjects, by what was known before; nothing where another takedown changed them."""
    if not as_built(before, live, subjects):
        return {}
    told = filter(None, (document_of(before, site, as_of, one) for one in subjects))
    config = (live / "search" / "config.json").read_bytes()
    return {f"search/{folder}": names for folder, names in places(config, told).items()}


def looked_up(
    told: Mapping[str, Document | None], subjects: int, name: str, data: bytes
) -> bytes | None:
    """A look-up file after a takedown; nothing where it is no more."""
    if name.endswith("/config.json"):
        return count_again(data, subjects)
    for subject, found in told.items():
        if (fresh := without(data, subject, found)) is None:
            return None
        data = fresh
    return data


def withdraw(told: Mapping[str, Document | None]) -> None:
    """The takedown on the search server."""
    gone = [subject for subject, found in told.items() if found is None]
    url, key = os.environ.get("MEILI_URL", ""), os.environ.get("MEILI_MASTER_KEY", "")
    creditsearch.take_down(gone, filter(None, told.values()), url, key)


def audit(run: Run) -> int:
    """Every gate over a release, the current one if no other is named."""
    name = run.asked.release or current_id(run.out)
    root = run.out / RELEASES / name
    if not name or not root.is_dir():
        say(f"{run.out}: 没有发布 {name}")
        return WRONG_USE
    site = intake.load_site(run.content)
    with open_ledger(run.out / LEDGER) as held:
        seen = inspect(
            held,
            site,
            root,
            gone(held),
            run.team,
            secrets_of(signing_key(run, site)),
            name,
        )
    run.done("核验文件", seen.files)
    tell_findings(seen, sys.stdout)
    return REFUSED if seen.total else DONE


def back(run: Run) -> int:
    """The release before becomes the current one, if it brings nothing back that was removed."""
    with locked(run.out), open_ledger(run.out / LEDGER) as held:
        ledger.recover(held, current_id(run.out))
        print(rollback(run.out, gone(held), run.team))
    return DONE


def serve(run: Run) -> int:
    """A preview on this machine: the current release, or the app itself over the ledger."""
    site = intake.load_site(run.content)
    say(f"http://127.0.0.1:{run.asked.port}/")
    if not run.asked.live:
        search = os.environ.get("MEILI_URL", "")  # where pages know of a server, it is asked there
        answer(preview(run.out / CURRENT, site, search), run.asked.port)
        return DONE
    answer(live(run.content, run.out), run.asked.port)
    return DONE


def push(run: Run) -> int:
    """Brings an object store to the current release; the keys of the store are its library's business."""
    from fsspec.core import url_to_fs  # a fifth of the start of every other command

    site = intake.load_site(run.content)
    try:
        held, root = url_to_fs(run.asked.address)
    except ImportError as missing:  # each kind of store has a library of its own
        say(f"{run.asked.address}: {missing}")
        return WRONG_USE
    with locked(run.out):
        sent = store.push(run.out, site, held, root)
    run.done("上传的文件", sent.uploaded)
    print(json.dumps(asdict(sent)))
    return DONE


def search(run: Run) -> int:
    """Tells the pages of the search server, where they do not know it yet, and sends it the release's documents."""
    url, key = os.environ.get("MEILI_URL"), os.environ.get("MEILI_MASTER_KEY")
    if not url or not key:
        say("请设置环境变量 MEILI_URL 和 MEILI_MASTER_KEY")
        return WRONG_USE
    site = intake.load_site(run.content)
    server = Served(site.search_path.strip("/"), public_key(url, key))
    if current_id(run.out) and served(run.out) != server:
        note_server(run.out, server)
        if (code := build(run)) != DONE:  # until it is filled, pages fall back to the files
            return code
    with locked(run.out), open_ledger(run.out / LEDGER) as held:
        pages, _ = pages_of(run.content, held)
        note = note_of(run.out, current_id(run.out))
        if note is None or note.state != state_of(
            held, site, pages, as_of := date.fromisoformat(note.as_of)
        ):
            say("当前发布与内容或台账不一致: 请先运行 build.py 发布")
            return REFUSED
        profiles = ledger.profiles(held, site, as_of, persons=False)  # no server is told of persons
        filled = fill(documents(profiles, site), pages, url, key, note.release)
        run.done("搜索服务器中的主体", filled.subjects)
        print(json.dumps(asdict(filled), ensure_ascii=False))
    return DONE


def key(run: Run) -> int:
    """Makes a new signing key and says which line of site.toml makes it known."""
    made = new_key(run.asked.path)
    say(f"私钥写入 {run.asked.path}, 只有本人可读; 请备份到离线的地方, 不要放进内容文件夹")
    print(f'[signing]\npublic_keys = ["{made.public}"]  # {made.kid}')
    return DONE


def domains(run: Run) -> int:
    """Asks the sites that subjects registered whether they name the subject in return."""
    site, asked = intake.load_site(run.content), run.asked.subject
    last = asked and f"{asked}\x00"
    with open_ledger(run.out / LEDGER, read_only=True) as held:
        profiles = ledger.profiles(held, site, run.as_of(site), asked, last)
        for one in proofs(profiles, site.base_url, fetch):
            print(one.subject, one.host, one.state, one.told, sep="\t", flush=True)
    return DONE


def signing_key(run: Run, site: Site) -> Signer | None:
    """The key that signs statuses, if this machine holds one that the city makes known."""
    text = os.environ.get("CREDIT_SIGNING_KEY", "")
    path = os.environ.get("CREDIT_SIGNING_KEY_FILE", "")
    found = read_key(text, path, run.content, run.out)
    return allowed(found, site) if found else None


def secrets_of(own: Signer | None) -> tuple[str, ...]:
    """The secrets of this machine, which no file may hold."""
    master = os.environ.get("MEILI_MASTER_KEY")
    return ((master,) if master else ()) + (own.secrets if own else ())


def today_in_beijing() -> date:
    """The day that counts where nobody names one: the only clock of the project that speaks of days."""
    return (datetime.now(UTC) + timedelta(hours=8)).date()


_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + then for first in _LETTERS for then in _LETTERS)


def random_token() -> str:
    """The body of an id: 120 random bits, nothing of the data; without 0, 1, 8, 9 none looks like an ID number."""
    drawn = int.from_bytes(secrets.token_bytes(15), "big")
    return "".join([_PAIRS[drawn >> at & 1023] for at in range(0, 120, 10)])


COMMANDS: dict[str, Callable[[Run], int]] = {
    "build": build,
    "check": check,
    "serve": serve,
    "push": push,
    "search": search,
    "remove": remove,
    "audit": audit,
    "rollback": back,
    "key": key,
    "domains": domains,
}


def main(
    argv: Sequence[str],
    *,
    today: Callable[[], date] = today_in_beijing,
    token: Callable[[], str] = random_token,
) -> int:
    """Runs one command and gives its exit code: 0 done, 1 refused, 2 wrong use, 3 another build holds the lock."""
    said = {name: command.__doc__ or "" for name, command in COMMANDS.items()}
    asked = parser(said, HOME, __doc__ or "").parse_args(with_command(list(argv)))
    out, content = asked.out.resolve(), asked.content.resolve()
    done = Progress(time.monotonic, sys.stderr)
    try:
        with Team(asked.workers) as team:
            return COMMANDS[asked.command](Run(asked, content, out, today, token, done, team))
    except ContentRefusedError as refused:
        say(str(refused))
        return REFUSED
    except (LedgerVersionError, NoReleaseError, SearchServerError, SigningKeyError) as refused:
        say(str(refused))
        return REFUSED
    except LockedError as refused:
        say(str(refused))
        return LOCKED


if __name__ == "__main__":
    gc.freeze()  # what is imported stays; looking for rings in it and in every row was a twelfth of a load
    gc.set_threshold(OBJECTS)
    # Else every process that shares the work would begin with reading all that is imported here.
    del __file__
    sys.exit(main(sys.argv[1:]))
