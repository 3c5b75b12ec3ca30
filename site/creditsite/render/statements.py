"""What the city states of a subject under its signature, and the public keys by which anybody can check it."""

import base64
import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from creditsite.model.config import Site
from creditsite.model.profile import Level, Profile
from creditsite.render.feedformats import midnight
from creditsite.render.source import Source

HOURS = 36  # for which a release speaks of today, from the midnight that begins its day
LIFE = HOURS * 3600
TYPE = "credit-status+jwt"
ALGORITHM = "Ed25519"
FILE = "status.jwt"
_PORTS = {"http": 80, "https": 443}


def valid_until(as_of: date) -> datetime:
    """When what a release says of today becomes unknown: for badges, verify page and signed statuses alike."""
    return midnight(as_of) + timedelta(seconds=LIFE)


def statement(profile: Profile, source: Source) -> dict[str, Any]:
    """The claims of a subject's signed status; verifiers refuse any other set of claims."""
    issued, ends = midnight(source.as_of), valid_until(source.as_of)
    return {
        "iss": source.site.base_url,
        "sub": profile.id,
        "standing": profile.standing.id,
        "disputed": profile.disputed,
        "level": _level(profile.level),
        "domains": domains(profile),
        "shops": sorted({e.record.shop_url for e in profile.shops if e.record.shop_url}),
        "release": source.release,
        "as_of": source.as_of.isoformat(),
        "iat": int(issued.timestamp()),
        "exp": int(ends.timestamp()),
    }


def statement_bytes(profile: Profile, source: Source) -> bytes:
    """The claims in the one form in which verifiers take them."""
    return json.dumps(
        statement(profile, source), ensure_ascii=False, separators=(",", ":")
    ).encode()


def _level(level: Level | None) -> dict[str, Any] | None:
    if level is None:
        return None
    rating = level.rating
    return {
        "scheme": level.scheme.id if level.scheme else rating.rating_name,
        "scheme_version": level.scheme.version if level.scheme else None,
        "grade": rating.grade,
        "year": rating.year,
        "valid_until": rating.valid_until.isoformat() if rating.valid_until else None,
        "expired": level.expired,
    }


def domains(profile: Profile) -> list[str]:
    """The hosts of a subject's own sites, as browsers write them; a host of a platform is not its own."""
    return sorted({host for site in profile.subject.sites if (host := host_of(site))})


def host_of(address: str) -> str:
    """The host of an address, with its port where it is not the usual one; empty where there is none.

    >>> host_of("https://Shop.example/a"), host_of("shop.example:8443"), host_of("app://x"), host_of("微店")
    ('shop.example', 'shop.example:8443', '', '')
    """
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:  # UnicodeError too: no name that a browser could open
        return ""
    if parts.scheme not in _PORTS or "." not in host:
        return ""
    return host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"


def jwks(site: Site) -> dict[str, Any]:
    """The public keys that verifiers may trust, as a JSON Web Key Set; empty where the city does not sign."""
    return {
        "keys": [
            {"kty": "OKP", "crv": ALGORITHM, "x": x, "kid": key_id(x), "alg": ALGORITHM, "use": "sig"}
            for x in site.signing_keys
        ]
    }  # fmt: skip


def key_id(x: str) -> str:
    """The id of a public key: its thumbprint (RFC 7638).

    >>> key_id("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")  # the example of RFC 8037
    'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
    """
    members = json.dumps({"crv": ALGORITHM, "kty": "OKP", "x": x}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(members.encode()).digest()).rstrip(b"=").decode()
