"""Fetching over https what a check needs: small files, no redirect, never from an address inside one's own network."""

import http.client
import ipaddress
import re
import socket
import ssl
from urllib.parse import urlsplit

MOST = 1 << 20  # bytes
PATIENCE = 10.0  # seconds
PROOF = "/.well-known/credit-subject.json"
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class FetchError(OSError):
    """A file that could not be had, and why."""


def fetch(url: str, *, private: bool = False) -> bytes:
    """The body of an https address that answers 200; `private` allows addresses of the own network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or not _HOST.fullmatch(host) or parts.username:
        raise FetchError(f"{url}: 只取 https 网址")
    try:
        return _answer(host, parts.port or 443, parts.path or "/", private)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise FetchError(f"{url}: {error}") from error


def _answer(host: str, port: int, path: str, private: bool) -> bytes:
    with _connected(host, port, private) as plain:
        plain.settimeout(PATIENCE)
        connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE)
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection.request("GET", path, headers={"Accept": "application/json, */*"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise FetchError(f"回答 {answer.status}")
        data = answer.read(MOST + 1)
        connection.close()
    if len(data) > MOST:
        raise FetchError(f"大于 {MOST} 字节")
    return data


def _connected(host: str, port: int, private: bool) -> socket.socket:
    """A connection to the very address that was looked at: a name may answer otherwise the next time."""
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        if not private and not ipaddress.ip_address(address[0]).is_global:
            raise FetchError(f"{address[0]} 是内部地址")
        plain = socket.socket(family, kind, protocol)
        plain.settimeout(PATIENCE)
        try:
            plain.connect(address)
        except OSError:
            plain.close()
            raise
        return plain
    raise FetchError("没有地址")
