"""Puts every look of a released site before the public judges, in one go.

`python tests/tools/judge.py published [--only axe nu links lighthouse]`: axe-core at 320 and 1440 pixels, light and
dark, and in the elder version, where nothing may be wider than the window; the Nu Html Checker; linkinator over every
link of the site; Lighthouse on its phone profile, which must give 100 four times. Served by nginx as it is shipped.
Linkinator and Lighthouse are installed by `python .ci/tools.py judges`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
JUDGES = HOME / ".tools" / "judges" / "node_modules" / ".bin"
UNJUDGED = {"404"}  # Lighthouse refuses an answer 404, and its `noindex` is meant


def axe(base: str, root: Path) -> Iterator[str]:
    """What axe-core finds, and what is wider than its window."""
    from tests.tools.browser import chromium, note_faults
    from tests.tools.looks import looks
    from tests.tools.pages import axe_faults
    from tests.tools.shots import GUISES, dressed

    with chromium() as browser:
        for name in ("320", "1440", "dark-320", "dark-1440", "elder-320", "elder-768", "max-320"):
            guise = GUISES[name]
            context = browser.new_context(
                viewport={"width": guise.width, "height": 900},
                color_scheme="dark" if guise.dark else "light",
                bypass_csp=True,  # the judge is a script of ours
            )
            noted: list[str] = []
            note_faults(context, noted)
            page = context.new_page()
            for _, address in looks(root):
                page.goto("about:blank")
                page.goto(base + dressed(address, guise), wait_until="networkidle")
                found = axe_faults(page)
                over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                found += [f"{over} px too wide"] if over > 0 else []
                found += [one for one in noted if "404" not in one or address != "/404.html"]
                noted.clear()
                yield from (f"{name} {address}: {one}" for one in found)
            context.close()


def nu(_base: str, root: Path) -> Iterator[str]:
    """What the Nu Html Checker finds."""
    from tests.tools.looks import looks
    from tests.tools.pages import nu_faults

    paths = {address.partition("?")[0][1:] for _, address in looks(root)}
    files = [root / (path if path.endswith(".html") else f"{path}index.html") for path in paths]
    yield from nu_faults([*files, *root.glob("static/**/*.css"), *root.glob("static/*.svg")])


def links(base: str, _root: Path) -> Iterator[str]:
    """Every link of this site that is not answered."""
    command = [JUDGES / "linkinator", base, "--recurse", "--format", "json", "--concurrency", "8"]
    done = subprocess.run(
        [*command, "--skip", rf"^(?!{base})"], capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout)["links"]
    print(f"linkinator: {len(found)} links", flush=True)
    yield from (
        f"{one['parent']} -> {one['url']}: {one['status']}"
        for one in found
        if one["state"] == "BROKEN"
    )


def lighthouse(base: str, root: Path) -> Iterator[str]:
    """What keeps a look from 100."""
    from tests.tools.browser import NAMES
    from tests.tools.looks import looks

    chrome = next(filter(None, map(shutil.which, NAMES)), "")
    for name, address in looks(root):
        if name in UNJUDGED:
            continue
        command = [JUDGES / "lighthouse", base + address, "--quiet", "--output=json"]
        flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
        done = subprocess.run(
            [*command, flags],
            env={**os.environ, "CHROME_PATH": chrome},
            capture_output=True,
            check=True,
        )
        told = json.loads(done.stdout)
        scores = {kind: round(one["score"] * 100) for kind, one in told["categories"].items()}
        print(address, *scores.values(), flush=True)
        for kind in (kind for kind, score in scores.items() if score < 100):
            weighed = {one["id"] for one in told["categories"][kind]["auditRefs"] if one["weight"]}
            wrong = [i for i in weighed if (told["audits"][i]["score"] or 0) < 1]
            yield f"{address} {kind} {scores[kind]}: {', '.join(sorted(wrong))}"


ALL: dict[str, Callable[[str, Path], Iterator[str]]] = {
    "nu": nu, "axe": axe, "links": links, "lighthouse": lighthouse
}  # fmt: skip


def main() -> int:
    from tests.tools.servers import serving

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="the folder that build.py writes into")
    parser.add_argument("--only", nargs="*", choices=list(ALL), default=list(ALL))
    asked = parser.parse_args()
    told = 0
    with (
        tempfile.TemporaryDirectory() as room,
        serving("nginx", asked.out.resolve(), Path(room)) as port,
    ):
        for name in asked.only:
            for fault in ALL[name](f"http://127.0.0.1:{port}", asked.out / "current"):
                print(f"{name}: {fault}", flush=True)
                told += 1
    print(f"{told} faults")
    return 1 if told else 0


if __name__ == "__main__":
    sys.path.insert(0, str(HOME))  # run by its path, from anywhere
    sys.exit(main())
