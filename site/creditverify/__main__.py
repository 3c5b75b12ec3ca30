"""`python -m creditverify`: checks a signed status, from files or from the publisher's site, or a shop's own file."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from creditverify import RefusedError, names_subject, verify
from creditverify.fetch import PROOF, FetchError, fetch

DONE, REFUSED, UNKNOWN = 0, 1, 2


def main(argv: Sequence[str], now: int) -> int:
    """0 it holds, 1 it is refused, 2 nobody can tell because a file could not be had."""
    asked = _parser().parse_args(argv)
    try:
        return _site(asked) if asked.command == "site" else _status(asked, now)
    except RefusedError as refused:
        print(f"refused: {refused.reason}", file=sys.stderr)
        return REFUSED
    except OSError as missing:
        print(f"unknown: {missing}", file=sys.stderr)
        return UNKNOWN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="creditverify", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    status = commands.add_parser("status", help="check a signed status")
    site = commands.add_parser("site", help="check that a site names the subject as its own")
    for one in (status, site):
        one.add_argument("--issuer", required=True, help="the publisher's address, https://…")
        one.add_argument("--subject", required=True, help="the subject's id")
    status.add_argument("--domain", default="", help="host that the status must name")
    status.add_argument("--shop", default="", help="address of a shop that it must name")
    status.add_argument("--token", type=Path, help="a file; else fetched from the publisher")
    status.add_argument("--keys", type=Path, help="the publisher's jwks.json; else fetched")
    status.add_argument("--newest", default="", help="newest release known; else asked for")
    site.add_argument("host", help="the site's host")
    return parser


def _status(asked: argparse.Namespace, now: int) -> int:
    issuer, newest = asked.issuer, asked.newest
    if asked.token:
        token = asked.token.read_text(encoding="ascii", errors="replace").strip()
    else:
        token = fetch(f"{issuer}/s/{asked.subject}/status.jwt").decode("ascii", "replace").strip()
        newest = newest or str(json.loads(fetch(f"{issuer}/release.json"))["release"])
    keys = json.loads(
        asked.keys.read_bytes() if asked.keys else fetch(f"{issuer}/.well-known/jwks.json")
    )
    found = verify(
        token, keys, issuer=issuer, subject=asked.subject, now=now, domain=asked.domain, shop=asked.shop, newest=newest
    )  # fmt: skip
    print(json.dumps(asdict(found), ensure_ascii=False))
    return DONE


def _site(asked: argparse.Namespace) -> int:
    try:
        said = fetch(f"https://{asked.host}{PROOF}")
    except FetchError as missing:
        print(f"unknown: {missing}", file=sys.stderr)
        return UNKNOWN
    named = names_subject(said, issuer=asked.issuer, subject=asked.subject)
    print("confirmed" if named else "refused: site names another")
    return DONE if named else REFUSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], int(time.time())))
