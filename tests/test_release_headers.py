"""What a web server says beside each file: every class of address, in every configuration that is shipped."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from creditsite.model.config import Site
from creditsite.release.headers import GONE, headers_of, host_headers, rules
from creditsite.release.serve import preview
from creditsite.release.servers import caddy, nginx, write_configurations
from tests.sites import tiny_site

PATHS = (
    "/",
    "/s/91990102MA0000001P/",
    "/lists/red/",
    "/embed/",
    "/verify/",
    "/feeds/",
    "/data/",
    "/api/",
    "/404.html",
)


@pytest.fixture(scope="module")
def site() -> Site:
    return tiny_site()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_runs_nothing_foreign_and_stands_in_no_frame(site: Site, path: str) -> None:
    said = headers_of(site, path)
    policy = said["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert said["X-Frame-Options"] == "DENY"
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == ("origin" if path == "/verify/" else "no-referrer")
    assert "max-age" in said["Strict-Transport-Security"]


def test_only_the_window_may_be_framed(site: Site) -> None:
    said = headers_of(site, "/embed/query/")
    assert "X-Frame-Options" not in said
    assert re.search(r"frame-ancestors (\*|https)", said["Content-Security-Policy"])


@pytest.mark.parametrize("start", ["/elder", "/elder/max"])
def test_every_version_of_a_page_is_sent_with_the_same_headers(site: Site, start: str) -> None:
    several = replace(site, languages=("zh-Hans", "en"))
    for path in (
        *PATHS,
        "/en/s/per" + "a" * 24 + "/",
        "/en/verify/",
        "/embed/query/",
        "/static/0/site.css",
    ):
        assert headers_of(several, start + path) == headers_of(several, path), path
    for glob in ("/s/per*", "/verify/*", "/en/verify/*", "/embed/query/*", "/static/*"):
        assert f"\n{start}{glob}\n" in host_headers(several), glob


@pytest.mark.parametrize("name", ["badge.svg", "badge-card-dark.svg", "badge-seal-3x.png"])
def test_a_drawing_may_do_nothing_and_be_shown_everywhere(site: Site, name: str) -> None:
    said = headers_of(site, f"/s/91990102MA0000001P/{name}")
    assert "sandbox" in said["Content-Security-Policy"]
    assert said["Access-Control-Allow-Origin"] == "*"
    assert said["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/s/91990102MA0000001P/index.json",
        "/s/91990102MA0000001P/shields.json",
        "/s/91990102MA0000001P/oembed.json",
        "/data/index.json",
        "/feeds/all.rss",
        "/api/openapi.json",
    ],
)
def test_data_may_be_read_from_anywhere_and_is_soon_fresh(site: Site, path: str) -> None:
    said = headers_of(site, path)
    assert said["Access-Control-Allow-Origin"] == "*"
    assert int(said["Cache-Control"].split("=")[1]) <= 300


def test_every_configuration_says_every_rule(site: Site) -> None:
    out = Path("/srv/credit")
    for text in (nginx(site, out), caddy(site, out), host_headers(site)):
        for rule in rules(site):
            for name, value in rule.headers:
                if name != "Content-Type":
                    assert (value or name) in text
    assert "open_file_cache " not in re.sub(r"#.*", "", nginx(site, out))
    assert "$request " not in nginx(site, out)  # no search term in a log
    assert nginx(site, out).count("{") == nginx(site, out).count("}")
    assert caddy(site, out).count("{") == caddy(site, out).count("}")


def test_configurations_lead_to_the_current_release(site: Site, tmp_path: Path) -> None:
    write_configurations(site, tmp_path)
    for name in ("nginx.conf", "Caddyfile"):
        text = (tmp_path / "servers" / name).read_text(encoding="utf-8")
        assert f"{tmp_path}/current" in text
        assert not re.search(r"@[A-Z]+@", text)


def test_the_preview_answers_as_a_server_does(site: Site, tmp_path: Path) -> None:
    for name, text in {
        "index.html": "home",
        "404.html": "none",
        "s/x/index.html": "x",
        "verify/index.html": "verify",
        "_headers": "secret",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path.parent / "outside.txt").write_text("outside", encoding="utf-8")
    visitor = preview(tmp_path, site).test_client()

    def ask(path: str) -> tuple[int, str, str]:
        with visitor.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"] if answer.status_code == 200 else ""
            return answer.status_code, answer.text, answer.headers.get("Location", policy)

    assert ask("/")[:2] == (200, "home")
    assert "frame-ancestors 'none'" in ask("/")[2]
    assert ask("/s/x/")[:2] == (200, "x")
    assert ask("/s/x")[2] == "/s/x/"
    for path in ("/none", "/_headers", "/../outside.txt", "/%2e%2e/outside.txt"):
        assert ask(path)[:2] == (404, "none"), path
    subject = "91990102MA0000001P"
    assert ask(f"/verify/?s={subject}")[2] == f"/s/{subject}/#verify"
    for start in ("/en", "/elder", "/elder/max/en"):
        assert ask(f"{start}/verify/?s={subject}")[2] == f"{start}/s/{subject}/#verify"
    assert ask("/verify/?s=//evil.example/")[:2] == (200, "verify")
    for path in (
        "/s/none/",
        "/s/none/index.json",
        "/s/none",
        "/en/s/none/",
        "/elder/s/none/",
        "/elder/max/en/s/none/",
    ):  # removed or never there: the same
        assert ask(path)[:2] == (410, "none"), path


def test_no_configuration_tells_a_removed_subject_from_one_that_never_was(site: Site) -> None:
    for text in (nginx(site, Path("/srv/credit")), caddy(site, Path("/srv/credit"))):
        assert "410" in text
        assert GONE in text
    assert not re.search(r"[0-9A-Z]{18}|\b(?:sub|per|rec)[a-z2-7]{24}", text)


def test_a_badge_that_is_not_there_is_a_neutral_one(site: Site, tmp_path: Path) -> None:
    for name in ("404.html", "embed/none.svg", "embed/none.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    visitor = preview(tmp_path, site).test_client()
    for asked, shown, kind in (
        ("badge.svg", "embed/none.svg", "image/svg+xml"),
        ("badge-seal-3x.png", "embed/none.png", "image/png"),
        ("other.svg", "404.html", "text/html"),
    ):
        with visitor.get(f"/s/91990102MA0000001P/{asked}") as answer:
            assert answer.status_code == 410
            assert (answer.text, answer.mimetype) == (shown, kind)
            assert ("sandbox" in answer.headers["Content-Security-Policy"]) == asked.endswith(
                (".svg", ".png")
            )
    for text in (nginx(site, tmp_path), caddy(site, tmp_path)):
        assert "/embed/none." in text
