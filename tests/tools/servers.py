"""Starts real servers on ports of their own: web servers as the program configures them, the live app as it is run."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVERS = ("nginx", "caddy")
_LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")


@contextmanager
def living(content: Path, out: Path) -> Iterator[int]:
    """The live app under gunicorn."""
    app = f"creditsite.release.live:live({str(content)!r}, {str(out)!r})"
    order = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", "127.0.0.1:0", app]
    with subprocess.Popen(order, stderr=subprocess.PIPE, text=True) as running:
        try:
            found = map(_LISTENING.search, running.stderr or ())
            yield next(int(one[1]) for one in found if one)
        finally:
            running.terminate()


@contextmanager
def serving(server: str, out: Path, room: Path) -> Iterator[int]:
    """The server over a published folder, as it is shipped; only where it listens and logs is changed."""
    port = _free_port()
    room.mkdir(exist_ok=True)
    file = room / "server.conf"
    text, checked, command = (_nginx if server == "nginx" else _caddy)(out, room, file, port)
    file.write_text(text, "utf-8")
    surroundings = {
        "HOME": str(room),
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
        "XDG_DATA_HOME": str(room),
    }
    told = subprocess.run(checked, capture_output=True, text=True, env=surroundings, check=False)
    assert told.returncode == 0, told.stderr
    process = subprocess.Popen(
        command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _nginx(out: Path, room: Path, file: Path, port: int) -> tuple[str, list[str], list[str]]:
    shipped = (out / "servers" / "nginx.conf").read_text("utf-8")
    text = shipped.replace("listen 80;", f"listen 127.0.0.1:{port};")
    text = text.replace("/var/log/nginx/credit-city.log", f"{room}/access.log")
    user = "user root; " if os.geteuid() == 0 else ""
    whole = (
        f"{user}pid {room}/pid; error_log {room}/error.log; daemon off; worker_processes 2;\n"
        f"events {{}}\nhttp {{ client_body_temp_path {room}/b; proxy_temp_path {room}/p;\n"
        f"fastcgi_temp_path {room}/f; uwsgi_temp_path {room}/u; scgi_temp_path {room}/s;\n{text}\n}}\n"
    )
    command = ["nginx", "-p", str(room), "-c", str(file)]
    return whole, [*command, "-t"], command


def _caddy(out: Path, _room: Path, file: Path, port: int) -> tuple[str, list[str], list[str]]:
    shipped = (out / "servers" / "Caddyfile").read_text("utf-8")
    text = re.sub(r"^(\S+) \{$", rf"http://\1:{port} {{", shipped, count=1, flags=re.MULTILINE)
    of = ["--adapter", "caddyfile", "--config", str(file)]
    return f"{{\n\tadmin off\n}}\n{text}", ["caddy", "validate", *of], ["caddy", "run", *of]


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            visitor = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            visitor.request("GET", "/")
            visitor.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            visitor.close()
