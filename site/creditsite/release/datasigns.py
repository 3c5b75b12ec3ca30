"""The open data signed: a detached JWS beside the index, which names files by their checksums, and beside the sums."""

from collections.abc import Callable
from pathlib import Path

from joserfc import jws

from creditsite.release.signing import Signer
from creditsite.render.source import Source
from creditsite.render.statements import ALGORITHM

TYPE = "credit-data"  # said in the head, so that no other statement of this key passes for it


def signed_data(one: Signer | None) -> Callable[[Source, Path], None]:
    """A writer of `<file>.jws`: header, nothing, signature (RFC 7515, appendix F); without a key it writes nothing."""

    def write(source: Source, staging: Path) -> None:
        if one is not None:
            for name in ("index.json", f"{source.data or source.release}/SHA256SUMS"):
                path = staging / "data" / name
                text = detached(path.read_bytes(), one) + "\n"
                path.with_name(f"{path.name}.jws").write_text(text, encoding="ascii", newline="\n")

    return write


def detached(data: bytes, one: Signer) -> str:
    """A JWS over bytes that lie elsewhere; put base64url of them between its two dots to check it."""
    head = {"alg": ALGORITHM, "kid": one.kid, "typ": TYPE}
    whole = jws.serialize_compact(head, data, one.key, algorithms=[ALGORITHM])
    start, _, signature = whole.split(".")
    return f"{start}..{signature}"
