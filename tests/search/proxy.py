"""A search server seen through a proxy that notes each request, and spoils the one it is told to spoil."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen


@dataclass(slots=True)
class Proxy:
    """What passed, and what is to be spoilt: the request of that number, in that manner."""

    target: str
    url: str = ""
    spoil: int = 0  # the step to spoil, counted from 1; asking a task again is no new step
    manner: str = ""  # error | cut | task | lost | silent
    reached: threading.Event = field(default_factory=threading.Event)  # a silent request is here
    go: threading.Event = field(default_factory=threading.Event)  # and may go on
    gone: threading.Event = field(default_factory=threading.Event)  # and the server has answered
    passed: list[tuple[str, str, Any]] = field(default_factory=list)
    step: int = 0

    def note(self, method: str, path: str, body: Any) -> bool:
        """Whether this request is to be spoilt."""
        if not self.passed or self.passed[-1][:2] != (method, path):
            self.step += 1
        self.passed.append((method, path, body))
        return self.step == self.spoil

    def begin(self, spoil: int = 0, manner: str = "") -> None:
        """Forget what passed, and count anew."""
        self.passed.clear()
        self.step, self.spoil, self.manner = 0, spoil, manner
        self.reached.clear()
        self.go.clear()
        self.gone.clear()

    def release(self) -> None:
        """What was silent arrives after all, when nobody waits for it any more."""
        self.go.set()
        assert not self.reached.is_set() or self.gone.wait(60)


@contextmanager
def proxied(target: str) -> Iterator[Proxy]:
    """A proxy before the server at `target`."""
    proxy = Proxy(target)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                spoilt = proxy.note(self.command, self.path, _plain(body))
            if spoilt and proxy.manner == "error":
                return self._answer(500, b'{"message":"spoilt","code":"internal"}')
            if spoilt and proxy.manner == "cut":
                return self._cut()
            if spoilt and proxy.manner == "silent":
                proxy.reached.set()
                proxy.go.wait(60)
            status, answer = self._forward(body)
            if spoilt and proxy.manner == "lost":  # the server did it, and nobody heard
                return self._cut()
            if spoilt and proxy.manner == "silent":
                proxy.gone.set()
            if spoilt and proxy.manner == "task":
                answer = re.sub(rb'"status":"succeeded"', b'"status":"failed"', answer)
            return self._answer(status, answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass  # noqa: N815 -- the names that http.server calls

        def _forward(self, body: bytes) -> tuple[int, bytes]:
            headers = {
                k: v for k, v in self.headers.items() if k in ("Authorization", "Content-Type")
            }
            request = Request(proxy.target + self.path, body or None, headers, method=self.command)
            try:
                with urlopen(request, timeout=30) as answer:
                    return answer.status, answer.read()
            except HTTPError as fault:
                return fault.code, fault.read()

        def _answer(self, status: int, answer: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _cut(self) -> None:
            self.close_connection = True
            self.connection.close()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # a cut connection is meant
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        proxy.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()


def _plain(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return [json.loads(line) for line in body.splitlines()]
