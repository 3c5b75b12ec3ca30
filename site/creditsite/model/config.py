"""The city's configuration as one frozen object: who publishes, which lists, which rules of display, which schemes."""

from dataclasses import dataclass
from datetime import date

# Languages (BCP 47) in which pages may be published; what departments send is in the first.
# What bare numbers in 当前状态 mean in permits since 2018, if the city does not say; no official list was found.
PERMIT_STATUS = (("1", "normal"), ("2", "revoked"))
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@dataclass(frozen=True, slots=True)
class District:
    """A county or district of the city."""

    code: str  # GB/T 2260
    name: str


@dataclass(frozen=True, slots=True)
class Hotline:
    """A public hotline."""

    number: str
    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Link:
    """An outside site that the query window hands over to; `query_url` may hold `{q}`."""

    name: str
    url: str
    query_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDefinition:
    """A list that this city publishes: criteria, legal basis, who keeps it, what an entry means."""

    kind: str  # list_kind
    name: str
    effect: str  # red | watch | black | none: what an entry does to the standing
    criteria: str
    legal_basis: str
    kept_by: str
    severity: str = ""  # class of its entries where the row gives none: a fact of the list's rules
    historical: bool = False
    procedure: str = ""  # how one gets on and off
    exit_notice_days: int = 30  # how long an exit is announced


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length of display, in months."""

    months: int

    @property
    def words(self) -> str:
        """The length as a reader says it.

        >>> Period(months=36).words, Period(months=3).words
        ('3 年', '3 个月')
        """
        return (
            f"{self.months // 12} 年"
            if self.months % 12 == 0 and self.months
            else f"{self.months} 个月"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRule:
    """What a rule set says of one class of dishonesty."""

    severity: str
    shown: bool  # whether it is displayed at all
    shortest: Period  # before it nobody may apply for repair
    longest: Period  # at its end display stops by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """A set of display rules: data with a version and a source."""

    id: str
    title: str
    source: str
    version: str
    checked_on: date
    decided_from: date | None  # rows decided in [decided_from, decided_until) fall under it
    decided_until: date | None
    authority: str  # a part of the authority's name; empty: every authority
    kinds: tuple[str, ...]  # kinds of record it covers
    grades: tuple[GradeRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """The display rules in force and the operator's switches."""

    rule_sets: tuple[RuleSet, ...]
    local_limit: Period  # outer limit of local rules, from the decision
    keep: tuple[tuple[str, int], ...]  # months for which kinds without a rule stay, from their date
    show_legal_rep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRule:
    """Permission to show natural persons in one list; without one they are withheld."""

    list_kind: str
    legal_basis: str
    months: int
    impact_assessment: str  # where the assessment under PIPL 55 is filed


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A grade of a scheme, best first."""

    grade: str
    label: str
    meaning: str
    improve: str  # what would change it
    colour: str  # fill of the badge, #rrggbb


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """A rating scheme: who evaluates what, with which grades."""

    id: str
    name: str  # as 评定内容 of the rating rows names it
    evaluator: str
    version: str
    valid_months: int
    description: str
    grades: tuple[Grade, ...]

    def grade(self, word: str) -> Grade | None:
        """The grade that a row's word names."""
        return next((g for g in self.grades if g.grade == word), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Badges:
    """Which badge files each subject gets. The flat SVG is always among them."""

    styles: tuple[str, ...] = ("flat", "compact", "card", "seal")  # as SVG, light and dark
    png: tuple[str, ...] = (
        "flat",
        "compact",
        "seal",
    )  # as PNG, light; a card takes 0.1 s a subject
    oembed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that `content/site.toml` and `content/levels.toml` say."""

    name: str  # 信用云浦
    city: str  # 云浦市
    region_code: str
    office: str  # the publisher
    base_url: str  # https://…, no slash at the end
    tag_authority: str  # "domain,year" of the feeds' tag URIs: never changes
    description: str
    demo: bool
    as_of: date | None  # pinned date, for a demonstration only
    contact_email: str
    contact_phone: str
    contact_address: str
    service_hours: str
    repo_url: str
    data_licence: str
    data_licence_url: str
    site_code: str  # 政府网站标识码
    icp: str
    police_filing: str
    per_page: int  # rows of a page of a register
    districts: tuple[District, ...]
    hotlines: tuple[Hotline, ...]
    links: tuple[Link, ...]
    lists: tuple[ListDefinition, ...]
    display: Display
    persons: tuple[PersonRule, ...]
    schemes: tuple[Scheme, ...]
    levels_version: str
    small_count: int  # totals below it are hidden
    keep_releases: int
    embed_origins: tuple[str, ...] = ()  # who may frame the window; empty: everybody
    search_path: str = (
        "/meili"  # of this host, behind which browsers reach the search server, where there is one
    )
    languages: tuple[str, ...] = LANGUAGES[:1]  # of the pages; the first has no prefix
    # Language → the city's texts above and the same in it, as far as they are translated.
    words: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    badges: Badges = Badges()
    precompress: bool = False  # lay .gz and .br beside each text, for servers that send them
    signing_keys: tuple[str, ...] = ()  # public halves, Ed25519 in base64url: what verifiers trust
    permit_status: tuple[tuple[str, str], ...] = PERMIT_STATUS
    websub_hub: str = ""  # is told of new entries after a release; feeds name it

    def list_definition(self, kind: str) -> ListDefinition | None:
        """The definition of a list, if this city publishes it."""
        return next((d for d in self.lists if d.kind == kind), None)

    def person_rule(self, list_kind: str) -> PersonRule | None:
        """The permission to show natural persons in a list, if this city has one."""
        return next((rule for rule in self.persons if rule.list_kind == list_kind), None)

    def district_name(self, code: str) -> str:
        """The name of a region of the city, or its code where it is none of ours."""
        if code == self.region_code:
            return self.city
        return next((d.name for d in self.districts if d.code == code), code)

    def scheme(self, name: str) -> Scheme | None:
        """The scheme that a rating row names."""
        return next((s for s in self.schemes if name in (s.name, s.id)), None)
