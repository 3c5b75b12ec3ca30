"""What is searched: one document per subject, made of what its public profile shows and of nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from creditsite.model.config import Site
from creditsite.model.profile import Level, Profile
from creditsite.model.vocabulary import LIST_KIND


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A subject as search knows it."""

    id: str
    name: str
    code: str = ""
    is_person: bool = False  # found by the full name only, and shown by `name`, which is masked
    full_name: str = ""  # of a person: nothing that is written holds it
    aliases: tuple[str, ...] = ()  # short forms and former names that its records know
    shops: tuple[str, ...] = ()
    standing: str = "none"
    standing_label: str = ""
    level: str = ""  # scheme:grade of a grade still valid
    level_label: str = ""
    lists: tuple[str, ...] = ()
    list_labels: tuple[str, ...] = ()
    entity_kind: str = ""
    roles: tuple[str, ...] = ()
    district: str = ""
    district_name: str = ""
    platforms: tuple[str, ...] = ()
    listed_on: date | None = None
    newest_on: date | None = None
    disputed: bool = False
    regions: tuple[str, ...] = ()  # of this city: names begin with them, brands do not


def documents(profiles: Iterable[Profile], site: Site) -> Iterator[Document]:
    """A document per profile, in the order of the profiles."""
    regions = (site.city, *(district.name for district in site.districts))
    for profile in profiles:
        yield document(profile, site, regions)


def digest_of(found: Document) -> bytes:
    """A digest of all that a document says."""
    return sha256(repr(found).encode()).digest()[:16]


def document(profile: Profile, site: Site, regions: tuple[str, ...] = ()) -> Document:
    """What of a profile is searched."""
    subject = profile.subject
    person = subject.entity_kind == "natural_person"
    kinds = tuple(sorted({e.record.list_kind for e in profile.listings}))
    level, level_label = _level(profile.level)
    shops = () if person else tuple(sorted({e.record.shop_name for e in profile.shops}))
    return Document(
        id=profile.id,
        name=profile.name,
        code=profile.id if profile.has_code else "",
        is_person=person,
        full_name=profile.full_name,
        aliases=() if person else _aliases(profile),
        shops=shops,
        standing=profile.standing.id,
        standing_label=profile.standing.label,
        level=level,
        level_label=level_label,
        lists=kinds,
        list_labels=tuple(_list_name(site, kind) for kind in kinds),
        entity_kind=subject.entity_kind,
        roles=subject.roles,
        district=subject.region_code,
        district_name=site.district_name(subject.region_code) if subject.region_code else "",
        platforms=tuple(sorted({e.record.platform_name for e in profile.shops})),
        listed_on=max(
            (e.record.listed_on for e in profile.listings if e.record.listed_on), default=None
        ),
        newest_on=_newest(profile),
        disputed=profile.disputed,
        regions=regions,
    )


def _aliases(profile: Profile) -> tuple[str, ...]:
    subject = profile.subject
    names = {*subject.aliases, *subject.former_names, *(name for name, _ in profile.names)}
    return tuple(sorted(n for n in names if n and n != profile.name))


def _level(level: Level | None) -> tuple[str, str]:
    if level is None or level.expired:
        return "", ""
    scheme = level.scheme.id if level.scheme else level.rating.rating_name
    name = level.scheme.name if level.scheme else level.rating.rating_name
    grade = level.grade.label if level.grade else level.rating.grade
    return f"{scheme}:{level.rating.grade}".replace("|", "/"), f"{name} {grade}"


def _list_name(site: Site, kind: str) -> str:
    definition = site.list_definition(kind)
    return definition.name if definition else LIST_KIND.label(kind)


def _newest(profile: Profile) -> date | None:
    dates = (
        *(e.record.listed_on for e in profile.listings),
        *(e.record.decided_on for e in (*profile.penalties, *profile.permits)),
        *(e.record.made_on for e in profile.commitments),
        *(e.record.rated_on for e in profile.ratings),
    )
    return max((d for d in dates if d), default=None)
