"""Pages: every address answers, says what it must, leads nowhere into the void, and bears any text."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
import segno
from flask import Flask

from creditsite import ledger
from creditsite.model.standing import STANDINGS
from creditsite.release.doors import open_doors
from creditsite.render.app import addresses, create_app
from creditsite.render.badgefiles import names
from creditsite.render.qr import qr
from creditsite.render.registers import REGISTERS
from creditsite.render.source import Source
from creditsite.render.subjects import published, subject_files, subject_page
from tests.profiles import CODE, HOSTILE, OPAQUE, full, variants, with_standing
from tests.tinycity import code, tiny_source
from tests.tools.pages import axe_faults, nu_faults, whole

ROOM = Path(__file__).parents[1] / "site" / "creditsite" / "render"
TECHNICAL = (
    "/feeds/",
    "/api/",
    "/data/",
    "/embed/",
    "/verify/",
)  # their tables stand right under a heading
# written into the release by the look-up, not by the site
ELSEWHERE = {"/search/lookup.js", "/search/asked.js"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    made = tiny_source(tmp_path_factory.mktemp("ledger"))
    with made.ledger:
        yield made


@pytest.fixture(scope="module")
def app(source: Source) -> Flask:
    made = create_app(source)
    made.testing = True
    return made


@pytest.fixture(scope="module")
def found(source: Source, app: Flask) -> dict[str, bytes]:
    """Address → body of everything that is frozen, and of every subject."""
    client = app.test_client()
    with app.test_request_context():
        asked = [app.url_for(endpoint, **values) for endpoint, values in addresses(source)]
    asked += [f"/s/{one}/" for one in ledger.subject_ids(source.ledger)]
    assert len(asked) == len(set(asked))
    bodies = {}
    for address in asked:
        answer = client.get(address)
        assert answer.status_code == 200, address
        bodies[address] = answer.data
    return bodies


@pytest.fixture(scope="module")
def pages(found: dict[str, bytes]) -> dict[str, object]:
    """Address → parsed page of every address that is one."""
    return {
        address: parsed(whole(body.decode(), address))
        for address, body in found.items()
        if (address.endswith("/") or address == "/404.html") and body.startswith(b"<!doctype html>")
    }


def parsed(html: bytes | str) -> object:
    return html5lib.parse(html, namespaceHTMLElements=False)


def text(page: object) -> str:
    return "".join(page.itertext())


def skeleton(page: object) -> list[tuple[str, tuple[str, ...]]]:
    return [(element.tag, tuple(sorted(element.attrib))) for element in page.iter()]


def test_every_page_has_its_furniture(pages, source):
    for address, page in pages.items():
        if address in ("/embed/query/",):
            continue  # a window inside other sites: it has its own frame
        assert page.get("lang") == "zh-Hans", address
        assert [element.tag for element in page.iter("h1")] == ["h1"], address
        metas = {m.get("name"): m.get("content") for m in page.iter("meta")}
        assert metas["release"] == source.release, address
        links = {link.get("rel"): link.get("href") for link in page.iter("link")}
        assert links["canonical"] == source.site.base_url + address
        assert links["search"] == "/opensearch.xml"
        feeds = [x.get("href") for x in page.iter("link") if x.get("rel") == "alternate"]
        assert {"/feeds/all.rss", "/feeds/all.atom", "/feeds/all.json"} <= set(feeds), address
        assert page.find(".//a[@class='skip']").get("href") == "#main", address
        assert page.find(".//main[@id='main']") is not None, address
        foot = text(page.find(".//footer[@class='foot']"))
        for said in (source.site.office, source.release, "2026-10-31", source.site.data_licence,
                     source.site.contact_email, source.site.site_code, source.site.icp):  # fmt: skip
            assert said in foot, (address, said)
        assert "城市、主体和记录均为虚构" in text(page.find(".//header[@class='top']")), address


def test_no_page_needs_what_the_policy_of_content_forbids(pages):
    for address, page in pages.items():
        for element in page.iter():
            assert element.tag not in ("style", "iframe", "object", "embed"), address
            assert not [a for a in element.attrib if a == "style" or a.startswith("on")], address
            if element.tag == "script":
                data = element.get("type") == "application/ld+json"
                assert data or (element.get("src") and not element.text), address
            for attribute in ("src", "srcset", "data", "action"):
                assert not urlsplit(element.get(attribute) or "").netloc, address


def test_every_table_is_named_and_its_headings_have_scope(pages):
    for address, page in pages.items():
        for table in page.iter("table"):
            boxed = page.findall(".//div[@class='scroll']/table")
            named = table.find("caption") is not None or table in boxed
            assert named or address.startswith(TECHNICAL), address
            assert all(th.get("scope") in ("col", "row") for th in table.iter("th")), address


def test_no_id_stands_twice_and_every_fragment_leads_somewhere(pages):
    for address, page in pages.items():
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), address
        for link in page.iter("a"):
            href = link.get("href", "")
            if "#" in href and not href.startswith("http"):
                where, fragment = href.split("#")
                there = pages[where or address]
                assert there.find(f".//*[@id='{fragment}']") is not None, (address, href)


def test_every_link_of_the_site_is_answered(pages, app):
    client = app.test_client()
    asked = set()
    for page in pages.values():
        for element in page.iter():
            for name in ("href", "src", "action"):
                value = urlsplit(element.get(name) or "")
                if value.path.startswith("/") and not value.netloc:
                    asked.add(value.path)
    wrong = []
    for path in sorted(asked - ELSEWHERE):
        with client.get(path) as answer:
            if answer.status_code != 200 and not _prose_of_the_demo(path):
                wrong.append(path)
    assert not wrong


def _prose_of_the_demo(path: str) -> bool:
    """Whether templates link to a page that the demo's content holds and the tiny city does not."""
    return (ROOM.parents[2] / "content" / "prose" / f"{path.strip('/')}.md").is_file()


def test_a_register_is_paged_to_its_last_row(source, pages):
    for one in REGISTERS:
        total = ledger.total(source.ledger, one.kind)
        anchors = []
        for number in range(1, -(-total // source.site.per_page) + 1):
            page = pages[one.address if number == 1 else f"{one.address}{number}/"]
            anchors += [
                link.get("href").split("#")[1]
                for link in page.findall(".//main//tbody//td/a")
                if "#" in link.get("href")
            ]
        wanted = [entry.record_id for _, entry in ledger.entries(source.ledger, one.kind)]
        assert anchors == wanted
        assert total > source.site.per_page


@pytest.mark.parametrize(
    "address",
    ["/penalties/1/", "/penalties/99/", "/lists/none/", "/lists/red/99/", "/subjects/99/",
     "/guides/none/", f"/s/{CODE[:-1]}0/", "/s/none/index.json", "/none/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(app, address):
    answer = app.test_client().get(address)
    assert answer.status_code == 404
    assert "没有这个页面".encode() in answer.data


def test_a_list_says_its_criteria_basis_keeper_and_procedure(pages, source):
    for one in source.site.lists:
        said = text(pages[f"/lists/{one.kind}/"])
        for wanted in (one.name, one.criteria, one.legal_basis, one.kept_by, one.procedure):
            assert wanted in said
    assert "已归档" in text(pages["/lists/ecommerce_black/"])


def test_the_grades_stand_on_the_page_that_explains_them(pages, source):
    said = text(pages["/guides/levels/"])
    for grade in source.site.schemes[0].grades:
        assert grade.label in said
        assert grade.improve in said


def test_small_numbers_of_complaints_are_hidden(pages, source):
    assert f"少于 {source.site.small_count}" in text(pages["/statistics/"])


def test_views_and_bulk_writer_give_the_same_bytes(source, app):
    client = app.test_client()
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        files = dict(subject_files(profile, source, app))
        assert set(files) == {
            f"s/{profile.id}/{n}"
            for n in (
                "index.html",
                "index.json",
                "shields.json",
                "oembed.json",
                *names(source.site.badges),
            )
        }
        for address, body in files.items():
            assert client.get("/" + address.removesuffix("index.html")).data == body


def report(profile, source, app) -> str:
    body = subject_page(profile, published(profile, source), source, app.jinja_env)
    return text(parsed(body))


def test_a_report_says_standing_level_source_and_dates(source, app):
    profile = full(source.site)
    said = report(profile, source, app)
    rating = profile.levels[0].rating
    for wanted in (profile.standing.label, rating.grade, rating.rated_by, str(rating.rated_on),
                   "自 2026-10-31 起没有变化", f"{source.release}-{CODE}", "2027-05-20", "最早可申请修复",
                   "自 2026-09-01 起处于异议处理中", "申辩示例", "两个来源的金额不一致"):  # fmt: skip
        assert wanted in said


TEN = [
    "登记注册",
    "行政管理",
    "诚实守信",
    "严重失信主体名单",
    "经营异常",
    "信用承诺",
    "信用评价",
    "司法",
    "其他",
    "提升建议",
]


@pytest.mark.parametrize("name", ["full", "empty", "long", "person"])
def test_a_report_has_the_ten_chapters_of_the_standard_with_counts_up_front(name, source, app):
    profile = variants(source.site)[name]
    page = parsed(subject_page(profile, published(profile, source), source, app.jinja_env))
    front = page.findall(".//nav[@class='counts']//a")
    chapters = [s for s in page.iter("section") if (s.get("class") or "").startswith("chapter")]
    chapters = [s for s in chapters if s.get("aria-labelledby") != "timeline"]
    assert [text(link).split()[1] for link in front] == TEN
    assert [link.get("href")[1:] for link in front] == [s.get("aria-labelledby") for s in chapters]
    assert [h.text.strip() for s in chapters for h in s.findall("h2")] == TEN
    for link, chapter in list(zip(front, chapters, strict=True))[1:-1]:
        shown = [s for s in chapter.iter("section") if s.get("class") == "record"]
        disputes = (
            [li for ul in chapter.findall("ul") if not ul.get("class") for li in ul]
            if chapter.find("h3[@id='objections']") is not None
            else []
        )
        assert int(link.find("b").text) == len(shown) + len(disputes)
        assert shown or disputes or "没有" in text(chapter)


def test_the_timeline_names_every_dated_record_newest_first(source, app):
    profile = full(source.site)
    page = parsed(subject_page(profile, published(profile, source), source, app.jinja_env))
    lines = page.findall(".//section[@aria-labelledby='timeline']//li")
    days = [text(line.find("time")) for line in lines]
    assert days == sorted(days, reverse=True)
    told = {line.find("a").get("href")[1:] for line in lines}
    dated = (
        "listings",
        "exits",
        "commitments",
        "permits",
        "penalties",
        "ratings",
        "honours",
        "inspections",
        "rectifications",
    )
    assert told == {entry.record_id for name in dated for entry in getattr(profile, name)}


def test_a_report_says_which_measures_its_lists_bring_and_no_others(source, app):
    wanted = {
        e.record.measure_name: e.record.applies_to
        for _, e in ledger.entries(source.ledger, "measures")
    }
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        kinds = {entry.record.list_kind for entry in profile.listings}
        page = parsed(subject_page(profile, published(profile, source), source, app.jinja_env))
        said = "".join(text(part) for part in page.findall(".//ul[@class='joint']"))
        for name, applies_to in wanted.items():
            assert (name in said) == bool(kinds & set(applies_to)), (profile.id, name)
    assert any(set(a) & {"red", "watch"} for a in wanted.values())


def test_the_matrix_narrows_and_an_address_is_copied_where_a_script_may_run(
    browser, serve_folder, folder
):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(serve_folder(folder) + "/measures/")
    page.get_by_label("筛选措施").fill("措施 black")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator(".matrix tbody tr:visible").count() == 1, width
    assert "符合的有 1 项" in page.locator("[data-filter]").inner_text()
    page.get_by_role("button", name="复制地址").click()
    page.get_by_text("已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/measures/")
    page.goto(page.url.replace("/measures/", "/sitemap/"))
    page.get_by_label("找文章").fill("没有这样的文章")
    assert page.locator("#articles .found:visible").count() == 0
    context.close()


def test_the_matrix_can_be_read_by_list_and_department_without_a_script(pages, source):
    matrix, page = pages["/measures/"], pages["/measures/ways/"]
    rows = {tr.get("id"): text(tr) for tr in matrix.findall(".//table//tr[@id]")}
    measures = [entry.record for _, entry in ledger.entries(source.ledger, "measures")]
    for section, of in (
        ("lists", lambda m: m.applies_to),
        ("departments", lambda m: m.departments),
    ):
        links = page.findall(f".//section[@aria-labelledby='{section}']//li/a")
        assert sorted(text(a) for a in links) == sorted(
            m.measure_name for m in measures for _ in of(m)
        )
        assert all(text(a) in rows[a.get("href").removeprefix("/measures/#")] for a in links)


def test_the_map_leads_to_every_page_that_a_visitor_may_want(pages):
    asked = {a.get("href").split("#")[0] for a in pages["/sitemap/"].iter("a")}
    sections = {
        address for address in pages if address.count("/") == 2 and not address[1:2].isdigit()
    }
    missing = sections - asked - {"/sitemap/", "/api/", "/"}
    assert not missing


def test_a_report_prints_as_a_clean_pdf(browser, serve_folder, folder):
    context = browser.new_context()
    page = context.new_page()
    page.goto(serve_folder(folder) + "/s/empty/")
    made = page.pdf(format="A4", prefer_css_page_size=True)
    page.emulate_media(media="print")
    for hidden in (".top nav", ".skip", ".foot .links", ".issue .screen"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".issue .qr").is_visible()
    context.close()
    assert made.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) <= 3


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_standing_is_told_in_words_and_by_a_shape_of_its_own(standing, source, app):
    profile = with_standing(variants(source.site)["empty"], standing)
    body = subject_page(profile, published(profile, source), source, app.jinja_env)
    mark = parsed(body).find(f".//span[@class='standing is-{standing.id}']")
    assert text(mark).strip() == standing.label
    assert mark.find(".//*{*}path") is not None


def test_empty_chapters_say_so(source, app):
    said = report(variants(source.site)["empty"], source, app)
    assert said.count("没有") >= 9


def test_what_the_data_hides_the_page_hides(source, app):
    profile = full(source.site)
    trader = replace(profile, subject=replace(profile.subject, entity_kind="sole_trader"))
    said = report(trader, source, app)
    assert "注册地址示例" not in said
    assert "法定代表人示例" not in said
    for name in ("subject_no", "remark", "registration_no"):
        assert getattr(profile.penalties[0].record, name) not in said


def test_a_persons_page_is_not_for_search_engines(source, app):
    profile = variants(source.site)["person"]
    page = parsed(subject_page(profile, published(profile, source), source, app.jinja_env))
    assert page.find(".//meta[@name='robots']").get("content") == "noindex, nofollow, noarchive"


def test_hostile_text_changes_no_element_of_a_report(source, app):
    harmless, hostile = (
        full(source.site, lambda _plain, word=word: word) for word in ("好" * len(HOSTILE), HOSTILE)
    )
    pages = [
        parsed(subject_page(one, published(one, source), source, app.jinja_env))
        for one in (harmless, hostile)
    ]
    assert skeleton(pages[0]) == skeleton(pages[1])
    assert HOSTILE in text(pages[1])


def test_hostile_names_change_no_element_of_any_page(tmp_path):
    skeletons = []
    for word in ("好" * len(HOSTILE), HOSTILE):
        (tmp_path / str(len(skeletons))).mkdir()
        source = tiny_source(tmp_path / str(len(skeletons)), word)
        with source.ledger:
            app = create_app(source)
            client = app.test_client()
            with app.test_request_context():
                asked = [app.url_for(e, **values) for e, values in addresses(source)]
            skeletons.append(
                {
                    address: skeleton(parsed(client.get(address).data))
                    for address in asked
                    if address.endswith("/")
                }
            )
    assert skeletons[0] == skeletons[1]


@pytest.mark.parametrize("name", [CODE, OPAQUE, code(7), "91990102MAZZZZZZZZ"])
def test_the_code_of_an_address_is_the_librarys(name):
    folder = "https://credit.yunpu.example/s/"
    whole = segno.make_qr(f"{folder}{name}/", error="l", boost_error=False, mask=2, mode="byte")
    drawn = set()
    at = row = 0
    for jump, x, y, run in re.findall(r"(M|m)(\d+) (\d+)(?:\.5)?h(\d+)", qr(folder, name)):
        at, row = (int(x) - 4, int(y) - 4) if jump == "M" else (at + int(x), row)
        drawn |= {(at + step, row) for step in range(int(run))}
        at += int(run)
    assert drawn == {
        (x, y) for y, row in enumerate(whole.matrix) for x, module in enumerate(row) if module
    }


def test_nothing_is_called_safe_but_what_we_draw_and_clean():
    """Where text is declared markup: feeds build theirs with `Markup.format`, which escapes."""
    declared = {p.name for p in ROOM.glob("*.py") if re.search(r"\bMarkup\(", p.read_text("utf-8"))}
    assert declared <= {"charts.py", "dashboard.py", "feeditems.py", "prose.py", "qr.py"}
    for template in ROOM.rglob("*.html"):
        assert "|safe" not in template.read_text("utf-8").replace(" ", ""), template


def test_every_class_of_the_style_sheet_is_shown_on_the_page_of_components_or_used(pages):
    style = "".join(
        (ROOM / name).read_text("utf-8") for name in ("static/site.css", "sheets/elder.css")
    )
    named = set(re.findall(r"\.([a-z][a-z-]*)", re.sub(r"\{[^}]*\}", "", style)))
    templates = "".join(p.read_text("utf-8") for p in ROOM.rglob("*.html"))
    code = "".join(p.read_text("utf-8") for p in ROOM.glob("*.py"))
    unused = {
        name
        for name in named
        if not re.search(rf"\b{name}\b", templates + code) and not name.startswith(("is-", "sw-"))
    }
    assert not unused


def test_the_style_sheet_is_small_and_asks_nobody():
    style = (ROOM / "static" / "site.css").read_bytes()
    assert len(gzip.compress(style)) < 12 * 1024
    assert b"http" not in style
    assert b"@import" not in style


@pytest.fixture(scope="module")
def folder(found, source, app, tmp_path_factory) -> Path:
    """The pages as files, as a web server has them, with the reports of every kind of subject."""
    root = tmp_path_factory.mktemp("site")
    bodies = dict(found)
    for name, profile in variants(source.site).items():
        for address, body in subject_files(profile, source, app):
            bodies["/" + address.replace(profile.id, name).removesuffix("index.html")] = body
    for path in (ROOM / "static").rglob("*"):
        if path.is_file():
            name = path.relative_to(ROOM / "static").as_posix()
            bodies[f"{app.static_url_path}/{name}"] = path.read_bytes()
    bodies |= dict.fromkeys(ELSEWHERE, b"")
    for address, body in bodies.items():
        path = root / (address[1:] + ("index.html" if address.endswith("/") else ""))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    open_doors(root)
    return root


MINE = (
    "/", "/404.html", "/lists/", "/lists/red/", "/penalties/2/", "/ratings/", "/rectification/",
    "/measures/", "/measures/ways/", "/measures/feedback/", "/statistics/", "/guides/", "/guides/levels/",
    "/guides/period/", "/platforms/", "/subjects/", "/search/", "/sitemap/", "/privacy/", "/about/design/",
    "/s/full/", "/s/empty/", "/s/long/", "/s/hostile/",
)  # fmt: skip


def test_the_public_checker_finds_no_fault(folder):
    files = {folder / (a[1:] + ("index.html" if a.endswith("/") else "")) for a in MINE}
    looks = [*folder.glob("static/*/site.css"), *folder.glob("static/*/mark.svg")]
    found = nu_faults([*files, *looks])
    guessed = "This document appears to be written in"  # of nothing but markup it guesses, now this, now that
    assert [one for one in found if "/s/hostile/" not in one or guessed not in one] == []


@pytest.mark.parametrize(
    ("width", "scheme", "asked"),
    [
        (
            320,
            "dark",
            (
                "/",
                "/lists/red/",
                "/s/full/",
                "/statistics/",
                "/guides/levels/",
                "/guides/period/",
                "/about/design/",
                "/elder/",
                "/elder/lists/red/",
                "/elder/max/s/full/",
            ),
        ),
        pytest.param(320, "light", MINE, marks=pytest.mark.slow),
        pytest.param(
            320,
            "dark",
            tuple(f"/elder{a}" for a in MINE if a.endswith("/")),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            320,
            "light",
            tuple(f"/elder/max{a}" for a in MINE if a.endswith("/")),
            marks=pytest.mark.slow,
        ),
        pytest.param(1280, "dark", MINE, marks=pytest.mark.slow),
    ],
)
def test_templates_are_accessible_and_fit(browser, serve_folder, folder, width, scheme, asked):
    base = serve_folder(folder)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    faults = []
    for address in asked:
        page.goto(base + address)
        faults += [f"{address} {fault}" for fault in axe_faults(page)]
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{address} is {over} px too wide"] if over > 0 else []
    context.close()
    assert not faults


NAUGHTY = {
    "unbroken": "W" * 190,
    "digits": "9" * 190,
    "script": "\"'><script>document.title='ran'</script><img src=x onerror=document.title='ran'>",
    "directions": "\u202e倒写\u202d \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
    "marks": "e" + "\u0301\u0327\u0334" * 60,
    "pictures": "👩‍👩‍👧‍👦🏳️‍🌈" * 12,
    "width": "﷽" * 24,
    "empty": "\u200b\u2060\ufeff",
    "template": "{{ 7 * 7 }}{% raw %}${7*7}<%= 7 %>{{chart:listings-by-list}}",
}


@pytest.mark.parametrize(
    "word",
    [
        pytest.param(text, id=name, marks=[] if name == "unbroken" else pytest.mark.slow)
        for name, text in NAUGHTY.items()
    ],
)
def test_naughty_words_break_no_layout_and_run_nothing(word, browser, serve_folder, tmp_path):
    """In every field of every record; each page as narrow as the narrowest phone."""
    source = tiny_source(tmp_path, word)
    root = tmp_path / "site"
    with source.ledger:
        app = create_app(source)
        client = app.test_client()
        with app.test_request_context():
            asked = [app.url_for(endpoint, **values) for endpoint, values in addresses(source)]
        asked = [a for a in asked if a.endswith("/") and not re.search(r"/\d+/$", a)]
        asked += [f"/s/{one}/" for one in list(ledger.subject_ids(source.ledger))[:2]]
        bodies = {address: client.get(address).data for address in asked}
    bodies[f"{app.static_url_path}/site.css"] = (ROOM / "static" / "site.css").read_bytes()
    for address, body in bodies.items():
        path = root / (address[1:] + ("index.html" if address.endswith("/") else ""))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    page = browser.new_page(viewport={"width": 320, "height": 800})
    base, faults = serve_folder(root), []
    for address in asked:
        page.goto(base + address, wait_until="domcontentloaded")
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults += [f"{address} is {over} px too wide"] if over > 0 else []
        faults += [f"{address} ran a script"] if page.title() == "ran" else []
    page.close()
    assert not faults
