"""The public checkers of pages: the Nu Html Checker over a folder, axe-core in a browser."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Page

TOLD_FROM_HERE = re.compile(r'( (?:href|action)=")(\.\.?/[^"]*)(?=")')
TOOLS = Path(__file__).resolve().parents[2] / ".tools"
BATCH = 2000  # files for one Java process; more would not fit a command line


def whole(page: str, address: str) -> str:
    """The page of an address with the links that it tells from there told from the root, as a browser resolves them."""
    return TOLD_FROM_HERE.sub(lambda found: found[1] + urljoin(address, found[2]), page)


def nu_faults(files: Iterable[Path]) -> list[str]:
    """What the Nu Html Checker calls an error or a warning in these pages, style sheets and drawings."""
    if not shutil.which("java"):
        raise FileNotFoundError("no Java for the Nu Html Checker: run `python .ci/tools.py`")
    paths = sorted(map(str, files))
    if not paths:
        raise ValueError("no file to check")
    batches = (paths[start : start + BATCH] for start in range(0, len(paths), BATCH))
    return [fault for batch in batches for fault in _nu(batch)]


def _nu(paths: list[str]) -> list[str]:
    jar = _tool("vnu.jar")
    command = [
        "java",
        "-Xss2m",
        "-jar",
        jar,
        "--format",
        "json",
        "--also-check-css",
        "--also-check-svg",
    ]
    done = subprocess.run([*command, *paths], capture_output=True, check=False)
    # It exits 1 when it finds something, and answers in JSON whenever it ran.
    messages = json.loads(done.stderr)["messages"]
    return [
        f"{message.get('url')}:{message.get('lastLine', 0)}: {message['message']}"
        for message in messages
        if message["type"] != "info" or message.get("subType") == "warning"
    ]


def axe_faults(page: Page) -> list[str]:
    """What axe-core calls a violation on the page as it stands, one line a place; WCAG 2.2 has to be asked for."""
    page.evaluate(Path(_tool("axe.min.js")).read_text(encoding="utf-8"))
    result = page.evaluate(
        "axe.run({resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})"
    )
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {rule['help']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def _tool(name: str) -> str:
    path = TOOLS / name
    if not path.is_file():
        raise FileNotFoundError(f"no {path.name} in .tools: run `python .ci/tools.py`")
    return str(path)
