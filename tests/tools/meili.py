"""Starts a real Meilisearch server, empty, on a free port of this machine."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

FETCHED = Path(__file__).resolve().parents[2] / ".tools" / "meilisearch"
PATIENCE = 30  # seconds; a start takes less than one


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server answers, and the key that opens all of it."""

    url: str
    key: str = field(repr=False)


@contextmanager
def meilisearch() -> Iterator[Server]:
    """The server of MEILI_URL and MEILI_MASTER_KEY, else one of our own that ends with the block."""
    if url := os.environ.get("MEILI_URL"):
        yield Server(url, os.environ["MEILI_MASTER_KEY"])
        return
    program = shutil.which("meilisearch") or FETCHED
    if not Path(program).is_file():
        raise FileNotFoundError("no Meilisearch: run `python .ci/tools.py`, or set MEILI_URL")
    with tempfile.TemporaryDirectory(prefix="meilisearch-") as folder:
        yield from _running(str(program), Path(folder))


def _running(program: str, folder: Path) -> Iterator[Server]:
    address, key = f"127.0.0.1:{_free_port()}", secrets.token_urlsafe(24)
    command = [program, "--http-addr", address, "--db-path", "data", "--no-analytics"]
    environment = os.environ | {
        "MEILI_MASTER_KEY": key,  # not an argument: those are seen by everybody on the machine
        "MEILI_ENV": "production",
        "TMPDIR": str(folder),
    }
    log = folder / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            _wait_until_healthy(f"http://{address}/health", process, log)
            yield Server(f"http://{address}", key)
        finally:
            process.terminate()


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            with urlopen(url, timeout=1):
                return
        except URLError:
            time.sleep(0.05)
    text = log.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"Meilisearch did not start:\n{text[-4000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
