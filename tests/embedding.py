"""A published city and a shop's own site, each on an origin of its own: what tests of embeds look at."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from creditsite import ledger
from creditsite.model import records as r
from creditsite.render import embeds, feeds
from creditsite.render.app import create_app
from creditsite.render.assets import assets
from creditsite.render.source import Source
from creditsite.render.statements import valid_until
from creditsite.render.subjects import subject_files
from tests.sites import code
from tests.small_release import ORANGE, app_of, small_release

STATIC = Path(embeds.__file__).with_name("static")
HOSTILE = code("91990102MA0000009")
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"
UNKNOWN = code("91990102MA0000008")
ANYONE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
STRICT = "default-src 'none'; script-src {0}; connect-src {0}; img-src {0} data:"
FILES = (
    "verify/",
    "embed/",
    "embed/query/",
    "embed/v1/credit.js",
    "embed/v1/verify.js",
    "embed/none.svg",
    ".well-known/jwks.json",
    "feeds/all.json",
)


@dataclass(frozen=True, slots=True)
class City:
    """Where both are served, and the folders they are served from."""

    url: str
    shop: str
    root: Path
    shop_root: Path

    def hosted(self, name: str, body: str, csp: str = "") -> str:
        """The address of a page of the shop."""
        policy = f'<meta http-equiv="Content-Security-Policy" content="{csp}">' if csp else ""
        head = f"<meta charset=utf-8>{policy}<title>店</title><link rel=icon href='data:,'>"
        text = f"<!doctype html><html lang=zh><head>{head}</head><body>{body}"
        write(self.shop_root / name, text.encode())
        return f"{self.shop}/{name}"

    def script(self) -> str:
        """The element that loads the city's elements."""
        sha = embeds.integrity((self.root / "embed/v1/credit.js").read_bytes())
        return f'<script src="{self.url}/embed/v1/credit.js" integrity="{sha}" crossorigin="anonymous"></script>'

    def badge(self, subject: str) -> str:
        """A badge as a shop shows it, without any script."""
        picture = f'<img src="{self.url}/s/{subject}/badge.svg" alt="信用" height="20">'
        return f'<a href="{self.url}/s/{subject}/#verify" referrerpolicy="origin">{picture}</a>'


def published_city(folder: Callable[[str], Path], serve_folder: Callable[..., str]) -> City:
    """The city of the small release and one subject more, whose every field is hostile."""
    root, shop_root, ledger_at = map(folder, ("city", "shop", "ledger"))
    url, shop = serve_folder(root, ANYONE), serve_folder(shop_root)
    hostile = r.Subject(
        subject_name=EVIL, uscc=HOSTILE, entity_kind="organization", sites=(shop, "javascript:alert(3)"),
        licence_url="javascript:alert(4)",
    )  # fmt: skip
    with small_release(ledger_at, hostile) as source:
        publish(source, root)
    return City(url, shop, root, shop_root)


def publish(source: Source, root: Path) -> None:
    """What embeds need of a release."""
    app = create_app(source)
    for profile in ledger.profiles(source.ledger, source.site, source.as_of):
        for path, data in subject_files(profile, source, app):
            write(root / path, data)
    client = app_of(source, embeds, feeds).test_client()
    for path in FILES:
        write(
            root / path / "index.html" if path.endswith("/") else root / path,
            client.get(f"/{path}").data,
        )
    for path in STATIC.rglob("*"):
        if path.is_file():
            write(root / assets(source.site)[1:] / path.relative_to(STATIC), path.read_bytes())
    write(root / "release.json", json.dumps(release_card(source)).encode())
    page = b"<!doctype html><html lang=zh><title>s</title><link rel=icon href='data:,'>"
    write(root / "search/index.html", page)


def release_card(source: Source) -> dict[str, str]:
    """What embeds read of `/release.json`."""
    return {
        "release": source.release,
        "as_of": source.as_of.isoformat(),
        "valid_until": valid_until(source.as_of).isoformat(),
    }


def write(path: Path, data: bytes) -> None:
    """A file with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def elements(subject: str = ORANGE) -> str:
    """Every element, each with what a page shows until it is drawn."""
    return (
        f'<credit-badge code="{subject}"><a href="#">旧链接</a></credit-badge>'
        f'<credit-card code="{subject}"><a href="#">旧卡片</a></credit-card>'
        '<credit-query><a href="#">旧查询</a></credit-query><credit-feed count="2"><a href="#">旧订阅</a></credit-feed>'
    )


def alter(page: Page, pattern: str, **values: object) -> None:
    """Let answers at an address say something else."""

    def answer(route):
        found = route.fetch()
        route.fulfill(json=found.json() | values, headers=ANYONE)

    page.route(f"{pattern}*", answer)
