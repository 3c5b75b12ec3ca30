"""Takes a picture of every look of a released site, at every width and in every guise, in one go.

`python tests/tools/shots.py published/current OUT [--only home lists] [--guises 320 dark-1440 print]`: full pages
as OUT/<look>.<guise>.png, and what no page may do (wider than its window, console errors) on standard error.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Guise:
    """How a page is looked at."""

    width: int
    dark: bool = False
    start: str = ""  # of the addresses of the elder version
    paper: bool = False


GUISES = {
    "320": Guise(320), "768": Guise(768), "1440": Guise(1440),
    "dark-320": Guise(320, dark=True), "dark-1440": Guise(1440, dark=True),
    "elder-320": Guise(320, start="/elder"), "elder-768": Guise(768, start="/elder"),
    "elder-1440": Guise(1440, start="/elder"), "max-320": Guise(320, start="/elder/max"),
    "dark-768": Guise(768, dark=True),
    "print": Guise(680, paper=True),  # the inside of A4 at 96 points an inch
}  # fmt: skip


def dressed(address: str, guise: Guise) -> str:
    """The address under which a page is looked at in a guise: the elder version has each at one of its own."""
    return guise.start + address if address != "/404.html" else address


def take(root: Path, out: Path, only: list[str], guises: list[str], fold: int) -> int:
    """Writes the pictures; the number of faults that it told."""
    from tests.tools.browser import chromium, note_faults
    from tests.tools.looks import looks
    from tests.tools.web import serve

    told = 0
    out.mkdir(parents=True, exist_ok=True)
    with serve(root) as base, chromium() as browser:
        for guise_name in guises:
            guise = GUISES[guise_name]
            faults: list[str] = []
            context = browser.new_context(
                viewport={"width": guise.width, "height": 900},
                color_scheme="dark" if guise.dark else "light",
                reduced_motion="reduce",
                locale="zh-CN",
            )
            note_faults(context, faults)
            page = context.new_page()
            page.emulate_media(media="print" if guise.paper else "screen")
            for name, address in looks(root):
                if only and name not in only:
                    continue
                address = dressed(address, guise)
                page.goto("about:blank")
                still = "networkidle" if "#" in address or "?" in address else "load"
                page.goto(base + address, wait_until=still)
                page.screenshot(
                    path=out / f"{name}.{guise_name}.png",
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": guise.width, "height": fold} if fold else None,
                )
                over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                faults += [f"{over} px too wide"] if over > 0 else []
                for fault in faults:
                    print(f"{name} {guise_name}: {fault}", file=sys.stderr)
                told += len(faults)
                faults.clear()
            context.close()
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--guises", nargs="*", default=list(GUISES), choices=list(GUISES))
    parser.add_argument("--fold", type=int, default=0, help="no more than so many pixels down")
    asked = parser.parse_args()
    return 1 if take(asked.root, asked.out, asked.only, asked.guises, asked.fold) else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run by its path, from anywhere
    sys.exit(main())
