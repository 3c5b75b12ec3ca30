"""The elder version in a release: below its addresses each folder of pages is a link to the folder of the ordinary one.

So a release has a few links more, however many pages it holds; only the style sheets are files of their own.
"""

from collections.abc import Iterator
from pathlib import Path

from creditsite.release.folder import SUBJECTS
from creditsite.release.gates.finding import Finding
from creditsite.release.packed import is_packed
from creditsite.render.elder import SIZES

GATE = "长者版"
HOME = "index.html"
OWN = "elder"  # the folder in which all versions lie


def open_doors(root: Path) -> None:
    """Lays the links of every version; each folder of pages must be there, and the packed forms of the home page."""
    for start in SIZES:
        home = root / start[1:]
        home.mkdir(parents=True, exist_ok=True)
        for name, target in _doors(root, start):
            (home / name).symlink_to(target)


def shut(root: Path) -> Iterator[Finding]:
    """A finding for every link that is missing, and for every one that leads elsewhere."""
    for start in SIZES:
        home = root / start[1:]
        due = dict(_doors(root, start))
        found = {}
        if home.is_dir():
            found = {one.name: str(one.readlink()) for one in home.iterdir() if one.is_symlink()}
        for name in sorted({*due, *found}):
            if due.get(name) != found.get(name):
                yield Finding(GATE, f"{start[1:]}/{name}", "入口缺失, 或不通向同名的页面")


def _doors(root: Path, start: str) -> Iterator[tuple[str, str]]:
    """Name and target of every link of a version."""
    up = "../" * start.count("/")
    for entry in sorted(root.iterdir()):
        home = entry.name == HOME or (entry.stem == HOME and is_packed(entry))
        page = entry.name == SUBJECTS or (entry / HOME).is_file()  # that folder has none itself
        if home or (entry.name != OWN and page):
            yield entry.name, up + entry.name
