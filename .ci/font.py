"""Makes the font of the badge pictures: the signs of GB 2312 and ASCII out of Noto Sans CJK SC (OFL 1.1).

`python .ci/font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc` (Debian: fonts-noto-cjk). Run it again only
to take a newer Noto: other outlines are other bytes in every picture.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

TARGET = Path(__file__).parents[1] / "site/creditsite/render/fonts/badges.otf"
NAME = "Credit City Badges"
ASCII = range(0x20, 0x7F)
MORE = "·—…¥€"  # common, and elsewhere or nowhere in GB 2312
LEFT_OUT = ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF"]  # badges run from left to right


def signs() -> set[int]:
    """Every sign that GB 2312 knows, and ASCII."""
    found = {*ASCII, *map(ord, MORE)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def main(source: str) -> None:
    """Writes the subset."""
    fonts = TTCollection(source).fonts
    font = next(f for f in fonts if f["name"].getDebugName(6) == "NotoSansCJKsc-Regular")
    options = subset.Options()
    options.hinting = options.glyph_names = options.recalc_timestamp = False
    options.layout_features, options.notdef_outline = [], True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += LEFT_OUT
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs())
    cutter.subset(font)
    for number, text in ((1, NAME), (3, NAME), (4, NAME), (6, NAME.replace(" ", ""))):
        font["name"].setName(text, number, 3, 1, 0x409)
    font.recalcTimestamp = False
    TARGET.parent.mkdir(exist_ok=True)
    font.save(TARGET)


if __name__ == "__main__":
    main(*sys.argv[1:])
