"""Signing: the private key as the operator holds it, and the writer that puts a signed status beside every subject."""

import base64
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from creditsite import ledger
from creditsite.model.config import Site
from creditsite.render.source import Source
from creditsite.render.statements import ALGORITHM, FILE, TYPE, key_id, statement_bytes

PEM = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()


class SigningKeyError(Exception):
    """A private key that cannot be used, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its public half and its id."""

    key: OKPKey
    public: str  # base64url
    kid: str
    secrets: tuple[str, ...]  # forms of the private half that no published file may hold

    def sign(self, claims: bytes) -> str:
        """A compact JWS of the claims."""
        head = {"alg": ALGORITHM, "kid": self.kid, "typ": TYPE}
        return jws.serialize_compact(head, claims, self.key, algorithms=[ALGORITHM])


def signer(pem: str) -> Signer:
    """A key from its PEM text."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningKeyError(f"签名密钥读不出来 ({error}): 请用 build.py key 新做一把") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError("签名密钥不是 Ed25519: 请用 build.py key 新做一把")
    raw = key.private_bytes_raw()
    public = _text(key.public_key().public_bytes_raw())
    secrets = (_text(raw), base64.b64encode(raw).decode(), raw.hex(), pem.split("\n")[1].strip())
    return Signer(OKPKey.import_key(pem), public, key_id(public), secrets)


def allowed(one: Signer, site: Site) -> Signer:
    """The same key, if the city's configuration names its public half: nobody could check what it signs else."""
    if one.public not in site.signing_keys:
        raise SigningKeyError(
            f'公钥没有写在 site.toml 中: 请在 [signing] 的 public_keys 里加上 "{one.public}"'
        )
    return one


def read_key(environment: str, path: str, *kept_apart: Path) -> Signer | None:
    """The key from the environment, else from a file, which may lie neither in the content nor in what is published."""
    if environment:
        return signer(environment)
    if not path:
        return None
    file = Path(path).resolve()
    if any(file.is_relative_to(folder) for folder in kept_apart):
        raise SigningKeyError(f"{file}: 私钥不能放在内容或发布文件夹里, 请移到别处")
    try:
        return signer(file.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise SigningKeyError(f"签名密钥读不出来: {error}") from None


def new_key(path: Path) -> Signer:
    """A fresh key, written where no file is yet, for its owner's eyes only."""
    pem = Ed25519PrivateKey.generate().private_bytes(*PEM).decode()
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(pem)
    return signer(pem)


def statuses(one: Signer, of: Iterable[str] = ("",)) -> Callable[[Source, Path], None]:
    """A writer of the signed status of every subject; each release signs all of them anew, since they soon expire.

    With ids, of these subjects alone.
    """

    def write(source: Source, staging: Path) -> None:
        ranges = ((only, only and f"{only}\0") for only in of)
        found = (
            ledger.profiles(source.ledger, source.site, source.as_of, *ends, persons=False)
            for ends in ranges
        )
        for profile in chain.from_iterable(found):
            path = staging / "s" / profile.id / FILE
            path.unlink(missing_ok=True)  # a name of the file of another release stays untouched
            path.write_text(one.sign(statement_bytes(profile, source)) + "\n", encoding="ascii")

    return write


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
