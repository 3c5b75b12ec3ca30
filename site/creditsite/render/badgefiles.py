"""The badge files of a subject: every style in light and dark as SVG, light ones as PNG, and shields' endpoint JSON."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from creditsite.model.config import Badges
from creditsite.model.profile import Profile
from creditsite.render.badges import shields
from creditsite.render.drawings import drawing, svg
from creditsite.render.pictures import SCALES, png, shared_png
from creditsite.render.source import Source

SHIELDS = "shields.json"
OWN = "card"  # the only style that holds a subject's name


@dataclass(frozen=True, slots=True)
class Variant:
    """What a badge file shows."""

    style: str
    dark: bool
    scale: int  # pixels to the point; 0: SVG


def names(badges: Badges) -> dict[str, Variant]:
    """The name of every badge file that this city publishes of each subject.

    >>> list(names(Badges(styles=("flat", "seal"), png=("flat",))))[:5]
    ['badge.svg', 'badge.png', 'badge-2x.png', 'badge-3x.png', 'badge-dark.svg']
    """
    found: dict[str, Variant] = {}
    for style in dict.fromkeys(("flat", *badges.styles)):  # the address of the flat one is promised
        for dark in (False, True):
            stem = "badge" + (f"-{style}" if style != "flat" else "") + ("-dark" if dark else "")
            found[f"{stem}.svg"] = Variant(style, dark, 0)
            for scale in SCALES if style in badges.png and not dark else ():
                name = f"{stem}-{scale}x.png" if scale > 1 else f"{stem}.png"
                found[name] = Variant(style, dark, scale)
    return found


def shared_names(badges: Badges) -> frozenset[str]:
    """The names of the badge files that are the same for all subjects of one look."""
    variants = names(badges).items()
    return frozenset((SHIELDS, *(name for name, variant in variants if variant.style != OWN)))


def shared_badges(profile: Profile, source: Source) -> Iterator[tuple[str, bytes]]:
    """The badge files that do not name the subject: their names within its folder, and their bytes."""
    for name, variant in names(source.site.badges).items():
        if variant.style != OWN:
            yield name, _bytes(profile, source, variant)
    yield SHIELDS, shields_json(profile, source)


def named_badges(profile: Profile, source: Source) -> Iterator[tuple[str, bytes]]:
    """The badge files that name the subject."""
    for name, variant in names(source.site.badges).items():
        if variant.style == OWN:
            yield name, _bytes(profile, source, variant)


def badge_file(profile: Profile, source: Source, name: str) -> bytes | None:
    """One of them; nothing where the city publishes none of that name."""
    variant = names(source.site.badges).get(name)
    return _bytes(profile, source, variant) if variant else None


def shields_json(profile: Profile, source: Source) -> bytes:
    """The endpoint JSON as bytes."""
    said = json.dumps(shields(profile, source), ensure_ascii=False, separators=(",", ":"))
    return f"{said}\n".encode()


def _bytes(profile: Profile, source: Source, variant: Variant) -> bytes:
    one = drawing(profile, source, variant.style, dark=variant.dark)
    if not variant.scale:
        return svg(one)
    return (png if variant.style == OWN else shared_png)(one, variant.scale)
