"""A badge says standing and level in words and shape, is readable, harmless and equal for equal states."""

import hashlib
import re
import struct
import tomllib
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from creditsite.model.config import Grade, Scheme
from creditsite.model.profile import SECTIONS, Entry, Level, Profile
from creditsite.model.records import Listing, Rating, Subject
from creditsite.model.standing import NONE, STANDINGS
from creditsite.render.badges import (
    FILLS,
    SHAPES,
    alt_text,
    contrast,
    cut,
    ink,
    shields,
    width_em,
)
from creditsite.render.drawings import STYLES, Drawing, Line, badge, drawing
from creditsite.render.pictures import measure, outlined, png
from tests.naughty import NAUGHTY

SVG = "{http://www.w3.org/2000/svg}"
GRADE = Grade(grade="B", label="B 级", meaning="", improve="", colour="#ffcf5c")
SCHEME = Scheme(
    id="merchant-credit", name="网络商家信用分级", evaluator="", version="2025年版", valid_months=24,
    description="", grades=(GRADE,),
)  # fmt: skip
# All that a badge reads of a source; the rest of the release must not show in it.
SOURCE: Any = SimpleNamespace(site=SimpleNamespace(name="信用云浦"), as_of=date(2026, 10, 31))
# SHA-256 of a picture: another version of resvg or of the font shows here.
CARD_2X = "5df4a9c60b26ab9bcfec0d306e7d868b7324585c10d8b9b7084d7bc411c98fb6"
LOOKS = [(style, dark) for style in STYLES for dark in (False, True)]
LEVELS = Path(__file__).parents[1] / "content" / "levels.toml"


def profile(name="云浦市青橙优品商贸有限公司", standing=NONE, level=None, **more) -> Profile:
    lists = dict.fromkeys(("names", *SECTIONS), ())
    lists |= {"levels": (level,) if level else (), **more}
    return Profile(
        id="91990102MA0000001P", name=name, subject=Subject(subject_name=name), standing=standing, **lists
    )  # fmt: skip


def level(*, expired=False, grade="B", year=2025) -> Level:
    rating = Rating(rating_name="网络商家信用分级", grade=grade, year=year)
    return Level(rating, SCHEME, GRADE if grade == "B" else None, expired)


def skeleton(svg: bytes) -> list[tuple[str, list[str]]]:
    return [(str(e.tag), sorted(map(str, e.attrib))) for e in etree.fromstring(svg).iter()]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("standing", STANDINGS, ids=lambda s: s.id)
def test_every_standing_has_words_and_a_shape_of_its_own(style, standing):
    svg = badge(profile(standing=standing, level=level()), SOURCE, style)
    tree = etree.fromstring(svg)
    drawn = [str(t.text) for t in tree.iter(SVG + "text")]
    assert standing.label in drawn
    assert any("B 级" in text for text in drawn)
    assert any("2026-10-31" in text for text in drawn)
    assert any("2025年度" in text for text in drawn)
    others = [badge(profile(standing=s, level=level()), SOURCE, style) for s in STANDINGS]
    paths = {tuple(sign for sign in SHAPES.values() if sign in o.decode()) for o in others}
    assert len(paths) == len(STANDINGS)  # told apart without colour


@pytest.mark.parametrize("style", STYLES)
def test_it_says_what_it_is_to_a_screen_reader(style):
    svg = badge(profile(level=level()), SOURCE, style)
    tree = etree.fromstring(svg)
    assert tree.get("role") == "img"
    assert tree.findtext(SVG + "title") == tree.get("aria-label")
    for said in (
        "信用云浦",
        "未见公示失信信息",
        "网络商家信用分级",
        "B 级",
        "2025年度",
        "2025年版",
        "2026-10-31",
    ):
        assert said in str(tree.get("aria-label"))
    assert tree.get("viewBox") == f"0 0 {tree.get('width')} {tree.get('height')}"


def test_an_expired_grade_and_a_dispute_are_said():
    disputed = Entry("rec", "listings", Listing(), disputed_on=date(2026, 10, 1))
    one = profile(level=level(expired=True), listings=(disputed,), objections=(disputed,))
    for style in STYLES:
        text = badge(one, SOURCE, style).decode()
        assert "已过期" in text
        assert "异议中" in text
    assert (
        GRADE.colour not in badge(one, SOURCE).decode()
    )  # an old grade keeps no colour of its own
    assert "已过期" in alt_text(one, SOURCE)


@pytest.mark.parametrize("style", ["flat", "compact", "seal"])
def test_equal_states_give_equal_bytes_whoever_it_is(style):
    one = badge(profile("甲公司", level=level()), SOURCE, style)
    assert one == badge(replace(profile("乙公司", level=level()), id="x"), SOURCE, style)
    assert one != badge(profile("甲公司"), SOURCE, style)


@given(st.text(max_size=60))
def test_any_text_keeps_the_skeleton(text):
    rating = Rating(rating_name=text, grade=text, year=2025)
    hostile = Level(rating, None, None, False)
    plain = Level(Rating(rating_name="甲", grade="乙", year=2025), None, None, False)
    for style in STYLES:
        one = badge(profile(text, level=hostile), SOURCE, style)
        assert skeleton(one) == skeleton(badge(profile("丙", level=plain), SOURCE, style))


@pytest.mark.parametrize("style", STYLES)
def test_texts_that_break_others_keep_the_skeleton_too(style):
    usual = Level(Rating(rating_name="甲", grade="乙", year=2025), None, None, False)
    plain = skeleton(badge(profile("丙", level=usual), SOURCE, style))
    for text in NAUGHTY:
        rating = Rating(rating_name=text, grade=text, year=2025)
        svg = badge(profile(text, level=Level(rating, None, None, False)), SOURCE, style)
        assert skeleton(svg) == plain, text
        one = drawing(profile(text, level=Level(rating, None, None, True)), SOURCE, style)
        assert all(line.x + width_em(line.text) * (line.size or one.size) / 2 <= one.width + 1 for line in one.lines
                   if one.anchor == "middle"), text  # fmt: skip
        assert png(one, 1)[:4] == b"\x89PNG"


@pytest.mark.parametrize("style", STYLES)
def test_a_drawing_stays_small_and_harmless(style):
    found = skeleton(badge(profile(level=level()), SOURCE, style))
    assert len(found) <= 12
    assert sum(len(attributes) for _, attributes in found) <= 30
    assert {tag.removeprefix(SVG) for tag, _ in found} <= {"svg", "title", "path", "g", "text"}
    names = {name for _, attributes in found for name in attributes}
    assert not names & {"id", "class", "style", "href", "textLength"}


@pytest.mark.parametrize(("style", "dark"), LOOKS)
def test_every_letter_and_sign_can_be_read(style, dark):
    for standing, grade in product(STANDINGS, (None, level(), level(expired=True))):
        one = drawing(profile(standing=standing, level=grade), SOURCE, style, dark=dark)
        for line in one.lines:
            under = [fill for fill, d in one.areas if _holds(d, line.x, line.y)]
            assert contrast(_long(line.fill or one.fill), _long(under[-1])) >= 4.5, line.text
        (sign,) = [place for place, (_, d) in enumerate(one.areas) if SHAPES[standing.id] in d]
        x, y = map(float, re.findall(r"[\d.]+", one.areas[sign][1].partition("m")[0]))
        under = [fill for fill, d in one.areas[:sign] if _holds(d, x + 5, y + 5)]
        assert contrast(_long(one.areas[sign][0]), _long(under[-1])) >= 4.5


def _holds(path: str, x: float, y: float) -> bool:
    """Whether one of the rectangles of a path holds a point; the shapes of standings do not count."""
    for part in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)[hH]-?[\d.]+z", path):
        left, top, width, height = map(float, part)
        if left <= x <= left + width and top <= y <= top + height:
            return True
    return False


@pytest.mark.parametrize(("style", "dark"), LOOKS)
def test_no_line_of_text_leaves_its_badge(style, dark):
    long = Level(Rating(rating_name="评" * 60, grade="甲" * 40, year=2025), None, None, True)
    disputed = (Entry("rec", "listings", Listing(), disputed_on=date(2026, 10, 1)),)
    for name, grade in (("青橙商贸", level()), ("W" * 99, long), ("青" * 99, None)):
        for standing in STANDINGS:
            one = drawing(
                profile(name, standing=standing, level=grade, objections=disputed), SOURCE, style, dark=dark
            )  # fmt: skip
            for line in one.lines:
                wide = max(width_em(line.text), measure(line.text)) * (line.size or one.size)
                left = line.x - wide / 2 if one.anchor == "middle" else line.x
                assert left >= 0, line.text
                assert left + wide <= one.width, line.text


def test_dark_is_another_drawing_that_says_the_same():
    for style in STYLES:
        light, dark = (badge(profile(level=level()), SOURCE, style, dark=d) for d in (False, True))
        assert light != dark
        assert [t for t, _ in skeleton(light)] == [t for t, _ in skeleton(dark)]
        assert light.split(b"<title>")[1].split(b"<")[0] == dark.split(b"<title>")[1].split(b"<")[0]


# Pictures


@pytest.mark.parametrize("style", STYLES)
def test_a_picture_has_so_many_pixels_to_the_point(style):
    one = drawing(profile(level=level()), SOURCE, style)
    for scale in (1, 2, 3):
        data = png(one, scale)
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", data[16:24]) == (one.width * scale, one.height * scale)


def test_a_picture_is_the_same_bytes_everywhere():
    one = drawing(profile("云浦市青橙优品商贸有限公司", level=level()), SOURCE, "card")
    assert hashlib.sha256(png(one, 2)).hexdigest() == CARD_2X


def test_a_picture_is_drawn_without_any_font_of_the_machine():
    one = drawing(profile("龘"), SOURCE, "card")  # a sign that the font lacks
    assert "<text" not in outlined(one)
    assert outlined(one) == outlined(drawing(profile("〓"), SOURCE, "card"))
    assert outlined(one) != outlined(drawing(profile("青"), SOURCE, "card"))


def test_a_sign_that_joins_others_is_no_missing_sign():
    assert outlined(drawing(profile("甲\u200d乙\ufe0f"), SOURCE, "card")) == outlined(
        drawing(profile("甲乙"), SOURCE, "card")
    )


def test_the_font_draws_every_sign_that_the_demo_city_needs():
    said = LEVELS.read_text(encoding="utf-8") + "".join(s.label for s in STANDINGS)
    lacking = {
        sign
        for sign in said
        if sign.isprintable() and outlined(_only(sign)) == outlined(_only("〓"))
    }
    assert lacking <= {"〓"}


def _only(sign: str) -> Drawing:
    return Drawing("", 20, 20, (), (Line(10, 15, sign),), 11)


def _long(colour: str) -> str:
    return "#" + "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour


def test_letters_can_be_read_on_every_colour_that_the_demo_city_gives_a_grade():
    schemes = tomllib.loads(LEVELS.read_text(encoding="utf-8"))["schemes"]
    colours = [grade["colour"] for scheme in schemes for grade in scheme["grades"]]
    assert all(contrast(_long(ink(c)), c) >= 4.5 for c in (*colours, *FILLS.values()))


def test_text_is_as_wide_as_its_signs():
    assert width_em("信用") == 2
    assert width_em("") == 0
    assert width_em("A") < width_em("W") <= 1
    assert width_em("e\u0301") == width_em("e")  # a combining accent takes no room
    assert cut("信" * 30, 10) == "信" * 9 + "…"
    assert cut("信" * 10, 10) == "信" * 10


def test_shapes_can_stand_anywhere():
    assert len(set(SHAPES.values())) == len(STANDINGS) == len(SHAPES)
    assert all(path == path.lower() for path in SHAPES.values())  # a capital would be absolute


def test_shields_gets_what_it_asks_for():
    found = shields(profile(level=level()), SOURCE)
    assert found["schemaVersion"] == 1
    assert found["label"] == "信用云浦"
    assert found["message"].startswith("未见公示失信信息 · 网络商家信用分级 B 级 2025年度")


def test_a_name_is_escaped_where_it_stands():
    name = '<script>alert("1")</script>&\''
    svg = badge(profile(name), SOURCE, "card").decode()
    assert "<script" not in svg
    assert escape(cut(name, 22)) in svg
