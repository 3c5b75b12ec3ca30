"""Which search server the site's pages are told of: noted beside the releases, so that every later one tells it too."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

NOTE = "search-server.json"


@dataclass(frozen=True, slots=True)
class Served:
    """A server as browsers reach it: nothing here that a visitor may not know."""

    url: str  # from the root of the site's own host, which the pages' policy allows
    key: str  # searches that index, and can do nothing else
    index: str = "subjects"


def served(out: Path) -> Served | None:
    """The server that this city's pages ask, if there is one."""
    path = out / NOTE
    return Served(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def note_server(out: Path, server: Served) -> None:
    """From the next release on, pages ask this server first."""
    fresh = out / f".{NOTE}"
    fresh.write_text(json.dumps(asdict(server)) + "\n", encoding="utf-8", newline="\n")
    fresh.replace(out / NOTE)
