"""What a web server says beside each file: one table, from which every server's configuration is written."""

import re
from dataclasses import dataclass, replace

from creditsite.model.config import Site
from creditsite.release.sets import HOMES
from creditsite.render.elder import INSIDE, SIZES
from creditsite.render.languages import language
from creditsite.render.machine import TYPES as MACHINE_TYPES

# Servers are told every type, whatever they know themselves.
TYPES = MACHINE_TYPES | {
    ".css": "text/css",
    ".jwt": "application/jwt",
    ".html": "text/html",
    ".png": "image/png",
    ".woff2": "font/woff2",
}

STRANGE = (".atom", ".rss", ".jsonl", ".jsonld", ".ttl")  # endings that servers do not know

# The page may load from its own site only, run no inline script, and stand in nobody's frame.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; {frames}; "
    "require-trusted-types-for 'script'"
)
# A drawing that is opened for itself is a document: it may do nothing at all.
_DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
SHORT = "public, max-age=300"  # what was removed is gone from caches five minutes after the purge at the latest
FOR_EVER = "public, max-age=31536000, immutable"  # versioned addresses
# Every address of a subject that is not there is answered 410 where the server can: the removed ones leave search
# engines and caches sooner, and none of them can be told from one that never was. A list of the removed ones, even of
# their codes hashed, would be the very trace that removing takes away. Hosts that read `_headers` answer 404 to all.
GONE = rf"^{INSIDE}/([a-z-]+/)?s/[^/]+(/|$)"
# Who may be asked about at /verify/?s=… and /subjects/?q=…: servers lead on to the subject's page, free of scripts.
ASKED = r"^(?:[0-9A-HJ-NPQRTUWXY]{18}|sub[a-z2-7]{24})$"
# Pages of natural persons: in no index, in no shared cache, read by no other site's script.
PERSONS = r"s/per[a-z2-7]+/"
_UNFOUND = (
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Cache-Control", "private, no-store"),
    ("Access-Control-Allow-Origin", ""),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Headers of the addresses that a pattern fits; an empty value takes a header away."""

    name: str
    pattern: str  # regular expression over the path
    glob: str  # the same for hosts that read a `_headers` file
    headers: tuple[tuple[str, str], ...]
    versions: bool = (
        False  # of pages or their style sheet, which hosts must be told of in every version
    )


def everywhere() -> tuple[tuple[str, str], ...]:
    """Headers of every address, unless a rule says otherwise."""
    return (
        ("Content-Security-Policy", _PAGE_POLICY.format(frames="frame-ancestors 'none'")),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), browsing-topics=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cache-Control", SHORT),
    )  # fmt: skip


def rules(site: Site) -> tuple[Rule, ...]:
    """The exceptions, which hold in every version of the pages; a later one wins."""
    return tuple(replace(one, pattern=f"^{INSIDE}{one.pattern[1:]}") for one in _rules(site))


def _rules(site: Site) -> tuple[Rule, ...]:
    frames = "frame-ancestors " + (" ".join(site.embed_origins) or "*")
    shared = (
        ("Access-Control-Allow-Origin", "*"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    )
    drawing = (("Content-Security-Policy", _DRAWING_POLICY), *shared)
    asking = _PAGE_POLICY.replace("connect-src 'self'", "connect-src 'self' https:")
    verify = (
        ("Content-Security-Policy", asking.format(frames="frame-ancestors 'none'")),
        ("Referrer-Policy", "origin"),  # on the way to the subject's page, where it is compared
    )
    window = (
        ("Content-Security-Policy", _PAGE_POLICY.format(frames=frames)),
        ("X-Frame-Options", ""),
    )
    return (
        Rule("data", r"^/data/.", "/data/*", shared),
        Rule("feeds", r"^/feeds/.", "/feeds/*", shared),
        Rule("api", r"^/api/.", "/api/*", shared),
        Rule("subject_data", r"^/s/[^/]+/[^/]+\.json$", "/s/*.json", shared),
        Rule("persons", f"^/{PERSONS}", "/s/per*", _UNFOUND, versions=True),
        Rule(
            "persons_elsewhere",
            f"^/[a-z-]+/{PERSONS}",
            "/:language/s/per*",
            _UNFOUND,
            versions=True,
        ),
        Rule("badges", r"^/s/[^/]+/[^/]+\.svg$", "/s/*.svg", drawing),
        Rule("pictures", r"^/s/[^/]+/[^/]+\.png$", "/s/*.png", drawing),
        Rule("nobody", r"^/embed/none\.(svg|png)$", "/embed/none.*", drawing),
        Rule("release", r"^/release\.json$", "/release.json", shared),
        Rule("keys", r"^/\.well-known/jwks\.json$", "/.well-known/jwks.json", shared),
        Rule("statements", r"^/s/[^/]+/status\.jwt$", "/s/*.jwt", shared),
        *(
            Rule(
                name + re.sub(r"\W", "_", start),
                f"^{start}{path}",
                f"{start}{path}*",
                said,
                versions=True,
            )
            for start in (language(tag).prefix for tag in site.languages)
            for name, path, said in (
                ("verify", "/verify/", verify),  # a shop is asked, on a click
                ("window", "/embed/query/", window),
            )
        ),
        *([Rule("words", r"^/words/.", "/words/*", shared)] if site.languages[1:] else ()),
        *(
            Rule(
                home.replace("/", "_"),
                f"^/{home}/",
                f"/{home}/*",
                (("Cache-Control", FOR_EVER),),
                versions=home == "static",
            )
            for home in HOMES
        ),
        Rule(
            "embedded", r"^/embed/v[0-9]+/", "/embed/v1/*", (*shared, ("Cache-Control", FOR_EVER))
        ),
        Rule(
            "feed_json",
            r"^/feeds/.+\.json$",
            "/feeds/*.json",
            (("Content-Type", "application/feed+json"),),
        ),
    )


def headers_of(site: Site, path: str) -> dict[str, str]:
    """What a server says beside the file at a path."""
    found = dict(everywhere())
    for rule in rules(site):
        if re.search(rule.pattern, path):
            found.update(rule.headers)
    return {name: value for name, value in found.items() if value}


def host_headers(site: Site) -> str:
    """The `_headers` file, as static hosts read it; `!` takes back what the first block said."""
    base = dict(everywhere())
    lines = ["/*", *(f"  {name}: {value}" for name, value in base.items())]
    for rule in rules(site):
        for start in ("", *(SIZES if rule.versions else ())):
            lines.append(start + rule.glob)
            for name, value in rule.headers:
                lines += [f"  ! {name}"] if name in base or not value else []
                lines += [f"  {name}: {value}"] if value else []
    for ending in STRANGE:
        lines += [f"/*{ending}", f"  Content-Type: {TYPES[ending]}; charset=utf-8"]
    return "\n".join(lines) + "\n"
