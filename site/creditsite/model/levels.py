"""Levels: the newest grade of each scheme that was given to a subject, and whether it still holds."""

from collections.abc import Iterable
from datetime import date

from creditsite.model.config import Site
from creditsite.model.display import add_months
from creditsite.model.profile import Level
from creditsite.model.records import Rating


def levels(ratings: Iterable[Rating], site: Site, as_of: date) -> tuple[Level, ...]:
    """The newest rating of each scheme, in the order of `levels.toml`; schemes it does not name come last."""
    newest: dict[str, Rating] = {}
    for rating in ratings:
        known = newest.get(rating.rating_name)
        if known is None or _rank(rating, site) > _rank(known, site):
            newest[rating.rating_name] = rating
    order = {scheme.name: number for number, scheme in enumerate(site.schemes)}
    names = sorted(newest, key=lambda name: (order.get(name, len(order)), name))
    return tuple(_level(newest[name], site, as_of) for name in names)


def _rank(rating: Rating, site: Site) -> tuple[str, int, str]:
    """Newer first; among grades of one day the better one, which is the milder word about the subject."""
    scheme = site.scheme(rating.rating_name)
    grades = [one.grade for one in scheme.grades] if scheme else []
    place = grades.index(rating.grade) if rating.grade in grades else len(grades)
    return (str(rating.rated_on or ""), -place, rating.grade)


def ends(rating: Rating, site: Site) -> date | None:
    """The day from which on a rating holds no more; none where nobody has set one."""
    scheme = site.scheme(rating.rating_name)
    if rating.valid_until is None and scheme and scheme.valid_months and rating.rated_on:
        return add_months(rating.rated_on, scheme.valid_months)
    return rating.valid_until


def _level(rating: Rating, site: Site, as_of: date) -> Level:
    scheme = site.scheme(rating.rating_name)
    end = ends(rating, site)
    grade = scheme.grade(rating.grade) if scheme else None
    return Level(rating, scheme, grade, expired=end is not None and end <= as_of)
