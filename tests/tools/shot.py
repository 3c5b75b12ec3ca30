"""Takes a picture of a page: `python tests/tools/shot.py URL OUT.png --width 320 --dark`.

With `--serve FOLDER` the folder is served meanwhile, and URL is a path in it, such as `/lists/`.
"""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path


def shoot(url: str, out: Path, options: argparse.Namespace) -> list[str]:
    """Write the picture, and give what the page did that it may not do."""
    from tests.tools.browser import chromium, note_faults
    from tests.tools.web import serve

    faults: list[str] = []
    with ExitStack() as stack:
        if options.serve:
            url = stack.enter_context(serve(options.serve)) + url
        browser = stack.enter_context(chromium())
        context = browser.new_context(
            viewport={"width": options.width, "height": options.height},
            color_scheme="dark" if options.dark else "light",
            java_script_enabled=not options.no_js,
            locale="zh-CN",
        )
        note_faults(context, faults)
        page = context.new_page()
        page.emulate_media(media="print" if options.print else "screen")
        page.goto(url, wait_until="networkidle")
        page.screenshot(path=out, full_page=not options.fold)
        context.close()
    return faults


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--serve", type=Path, metavar="FOLDER")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--fold", action="store_true", help="what is seen without scrolling")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--no-js", action="store_true")
    options = parser.parse_args()
    for fault in shoot(options.url, options.out, options):
        print(fault, file=sys.stderr)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run by its path, from anywhere
    main()
