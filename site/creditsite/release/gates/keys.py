"""No secret leaves the machine: private keys, and the keys this run was given."""

import re
from collections.abc import Iterator

from creditsite.release.gates.finding import Check

GATE = "密钥"
# Each on its own: what begins with certain signs is looked for ten times faster.
_PEM = re.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
_JWK = re.compile(r'"d"\s*:\s*"[A-Za-z0-9_-]{40,}"')


def secrets(text: str, check: Check) -> Iterator[str]:
    """Every kind of secret that a text holds."""
    if _PEM.search(text) or _JWK.search(text):
        yield "含有私钥"
    if any(secret in text for secret in check.secrets):
        yield "含有搜索服务器的主密钥"
