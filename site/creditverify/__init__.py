"""Checks a signed credit status offline: what a platform runs before it shows somebody's standing or level.

Needs Python 3.11 and the package `cryptography`, nothing else. What it accepts is exactly what the publisher writes:
a compact JWS (RFC 7515) signed with Ed25519 (RFC 9864) whose JSON is in its one shortest form. Everything else is
refused with a reason, so that no two readers can understand one statement differently.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

__all__ = ["RefusedError", "Status", "names_subject", "verify"]

ALGORITHM = "Ed25519"
TYPE = "credit-status+jwt"
LONGEST = 65_536  # signs of a statement
LIFE = 36 * 3600  # seconds that a statement may hold at most
SKEW = 300  # seconds that two clocks may differ
_PART = re.compile(r"[A-Za-z0-9_-]+")
_RELEASE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z2-7]{8}")
_HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?")
_CLAIMS: Mapping[str, type | tuple[type, ...]] = {
    "iss": str, "sub": str, "standing": str, "disputed": bool, "level": (dict, type(None)), "domains": list,
    "shops": list, "release": str, "as_of": str, "iat": int, "exp": int,
}  # fmt: skip


class RefusedError(ValueError):
    """A statement that must not be believed; `reason` says why in one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Status:
    """What the publisher says of a subject, checked."""

    subject: str
    standing: str  # black | watch | penalty | red | none
    disputed: bool
    level: Mapping[str, Any] | None  # scheme, scheme_version, grade, year, valid_until, expired
    domains: tuple[str, ...]  # hosts of the subject's own sites
    shops: tuple[str, ...]  # addresses of its shops on platforms
    release: str
    issued: int  # seconds since 1970
    expires: int
    key: str  # id of the key that signed it


def verify(
    token: str,
    keys: Mapping[str, Any],
    *,
    issuer: str,
    subject: str,
    now: int,
    domain: str = "",
    shop: str = "",
    newest: str = "",
) -> Status:
    """The status of `subject`, if `token` is the issuer's own, unaltered, about it, and still holds; else RefusedError.

    `keys` is the issuer's JWKS, fetched from its own address and never taken from a statement. `now` is in seconds.
    With `domain` (a host, with its port if it has one) or `shop` (an address) the statement must name exactly that.
    With `newest`, the newest release known, a statement of an older one is refused as replayed.
    """
    head, body, signed, signature = _parts(token)
    key_id, key = _key(_object(head), keys)
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        raise RefusedError("signature") from None
    claims = _claims(_object(body))
    if claims["iss"] != issuer:
        raise RefusedError("issuer")
    if claims["sub"] != subject:
        raise RefusedError("subject")
    _check_time(claims, now, newest)
    if domain and (not _HOST.fullmatch(domain) or domain not in claims["domains"]):
        raise RefusedError("domain")
    if shop and shop not in claims["shops"]:
        raise RefusedError("shop")
    return Status(
        subject=claims["sub"],
        standing=claims["standing"],
        disputed=claims["disputed"],
        level=claims["level"],
        domains=tuple(claims["domains"]),
        shops=tuple(claims["shops"]),
        release=claims["release"],
        issued=claims["iat"],
        expires=claims["exp"],
        key=key_id,
    )


def _parts(token: str) -> tuple[bytes, bytes, bytes, bytes]:
    """Header, payload, what was signed, and the signature."""
    if not isinstance(token, str) or len(token) > LONGEST:
        raise RefusedError("form")
    parts = token.split(".")
    if len(parts) != 3:
        raise RefusedError("form")
    head, body, signature = map(_decoded, parts)
    return head, body, f"{parts[0]}.{parts[1]}".encode(), signature


def _decoded(part: str) -> bytes:
    """Base64url without padding, in the one way in which it can be written."""
    if not _PART.fullmatch(part) or len(part) % 4 == 1:
        raise RefusedError("encoding")
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode() != part:
        raise RefusedError("encoding")
    return data


def _object(data: bytes) -> dict[str, Any]:
    """A JSON object in its shortest form: no space, no member twice, no second way to write a sign."""
    try:
        text = data.decode()
        found = json.loads(text)
        again = json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        raise RefusedError("json") from None
    if not isinstance(found, dict) or again != text:
        raise RefusedError("json")
    return found


def _key(head: dict[str, Any], keys: Mapping[str, Any]) -> tuple[str, Ed25519PublicKey]:
    """The key that the header names, out of those that the issuer publishes; the header may say nothing else."""
    if head.get("alg") != ALGORITHM:
        raise RefusedError("algorithm")
    if head.get("typ") != TYPE:
        raise RefusedError("type")
    if set(head) != {"alg", "kid", "typ"}:  # jwk, jku, x5c, crit …: nobody brings a key along
        raise RefusedError("header")
    known = keys.get("keys") if isinstance(keys, Mapping) else None
    found = [
        one["x"]
        for one in (known if isinstance(known, list) else ())
        if isinstance(one, dict) and one.get("kid") == head["kid"] and one.get("kty") == "OKP"
        and one.get("crv") == ALGORITHM and isinstance(one.get("x"), str)
        and one.get("alg", ALGORITHM) == ALGORITHM and one.get("use", "sig") == "sig"
    ]  # fmt: skip
    if len(found) != 1 or not isinstance(head["kid"], str):
        raise RefusedError("key")
    try:
        return head["kid"], Ed25519PublicKey.from_public_bytes(_decoded(found[0]))
    except ValueError:
        raise RefusedError("key") from None


def _claims(found: dict[str, Any]) -> dict[str, Any]:
    """The claims, each of its type and none besides."""
    if set(found) != set(_CLAIMS):
        raise RefusedError("claims")
    for name, kind in _CLAIMS.items():
        value = found[name]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise RefusedError("claims")
    if not all(isinstance(one, str) for one in (*found["domains"], *found["shops"])):
        raise RefusedError("claims")
    return found


def _check_time(claims: dict[str, Any], now: int, newest: str) -> None:
    if claims["iat"] > now + SKEW:
        raise RefusedError("early")
    if claims["exp"] <= now or not 0 < claims["exp"] - claims["iat"] <= LIFE:
        raise RefusedError("expired")
    release = claims["release"]
    if not _RELEASE.fullmatch(release) or release[:10] != claims["as_of"]:
        raise RefusedError("claims")
    if newest and release != newest and release[:10] <= newest[:10]:
        raise RefusedError("replayed")


def names_subject(text: str | bytes, *, issuer: str, subject: str) -> bool:
    """Whether a site's `/.well-known/credit-subject.json` says that it is this subject's: the other half of the proof.

    >>> names_subject('{"issuer":"https://c.example","subjects":["91X"]}', issuer="https://c.example", subject="91X")
    True
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return False
    subjects = said.get("subjects") if isinstance(said, dict) else None
    return isinstance(subjects, list) and said.get("issuer") == issuer and subject in subjects
