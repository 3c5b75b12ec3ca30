"""`site.toml`, `levels.toml` and the packaged rule sets become one `Site`, or all their faults."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from creditsite.intake.keys import REQUIRED, Keys
from creditsite.intake.translations import words_of
from creditsite.model import config as c
from creditsite.model import vocabulary as v
from creditsite.model.faults import ContentRefusedError, Fault, Place
from creditsite.model.kinds import KINDS

MOST_KEYS = 3  # the next, the present, the last
_EFFECTS = ("red", "watch", "black", "none")
_URL = r"https://[^\s/?#]+(?:/[^\s?#]*[^\s/?#])?"


def load_site(content: Path) -> c.Site:
    """Everything that `site.toml` and `levels.toml` say; raises `ContentRefusedError` with every fault at once."""
    faults: list[Fault] = []
    levels, city = (_keys(content / name, name, faults) for name in ("levels.toml", "site.toml"))
    if levels is None or city is None:
        raise ContentRefusedError(faults)
    schemes = levels.each("schemes", _scheme, unique="id")
    version = levels.text("version")
    levels.close()
    site = _site(city, schemes, version)
    site = replace(site, words=words_of(content, site, faults))
    if faults:
        raise ContentRefusedError(faults)
    return site


def _keys(path: Path, name: str, faults: list[Fault]) -> Keys | None:
    try:
        return Keys(name, "", tomllib.loads(path.read_text(encoding="utf-8")), faults)
    except FileNotFoundError:
        message = f"缺少 {name}: 请参照示例城市的同名文件新建"
    except UnicodeDecodeError:
        message = "不是 UTF-8 编码: 请用 UTF-8 保存"
    except tomllib.TOMLDecodeError as error:
        message = f"不是合法的 TOML: {error}"
    faults.append(Fault(Place(name), message, level="refused"))
    return None


def _site(k: Keys, schemes: tuple[c.Scheme, ...], levels_version: str) -> c.Site:
    site = c.Site(
        name=k.text("name"),
        city=k.text("city"),
        region_code=k.matching("region_code", r"\d{6}", "应为六位行政区划代码"),
        office=k.text("office"),
        base_url=k.matching("base_url", _URL, "应为 https:// 开头、末尾没有斜杠的网址"),
        tag_authority=k.matching(
            "tag_authority",
            r"[a-z0-9.-]+,\d{4}(-\d\d){0,2}",
            "应为“域名,年份”, 如 credit.example,2026",
        ),
        description=k.text("description"),
        demo=k.switch("demo", False),
        as_of=k.day("as_of"),
        contact_email=k.text("contact_email"),
        contact_phone=k.text("contact_phone"),
        contact_address=k.text("contact_address"),
        service_hours=k.text("service_hours"),
        repo_url=k.text("repo_url", ""),
        data_licence=k.text("data_licence"),
        data_licence_url=k.text("data_licence_url", ""),
        site_code=k.text("site_code", ""),
        icp=k.text("icp", ""),
        police_filing=k.text("police_filing", ""),
        per_page=k.number("per_page", 20, least=1),
        districts=k.each("districts", _district, unique="code"),
        hotlines=k.each("hotlines", _hotline, unique="number"),
        links=k.each("links", _link, unique="name"),
        lists=k.each("lists", _list, unique="kind"),
        display=_display(k.table("display")),
        persons=k.each("persons", _person, unique="list_kind"),
        schemes=schemes,
        levels_version=levels_version,
        small_count=k.number("small_count", 5),
        keep_releases=k.number("keep_releases", 3, least=1),
        embed_origins=k.texts("embed_origins"),
        search_path=k.matching(
            "search_path", r"/[0-9a-z-]+", "应为本站的一段路径, 如 /meili", "/meili"
        ),
        languages=k.texts("languages") or c.LANGUAGES[:1],
        badges=_badges(k.table("badges", None)),
        precompress=k.switch("precompress", False),
        permit_status=_permit_status(k.table("permit", None)),
        signing_keys=_signing_keys(k.table("signing", None)),
        websub_hub=k.matching("websub_hub", r"https?://\S+", "应为 WebSub 中心的网址", ""),
    )
    if site.as_of and not site.demo:
        k.fault("as_of", "固定日期只用于演示 (demo = true): 正式站点请删去, 否则到期的记录不会撤下")
    if site.languages[:1] != c.LANGUAGES[:1] or len({*site.languages} & {*c.LANGUAGES}) < len(
        site.languages
    ):
        k.fault(
            "languages",
            f"第一项应为 zh-Hans, 其余可填 {'、'.join(c.LANGUAGES[1:])}, 各一次: 请改正",
        )
    for rule in site.persons:
        if rule.list_kind not in {d.kind for d in site.lists}:
            k.fault("persons", f"名单 {rule.list_kind} 没有写在 [[lists]] 中: 请先写明标准和依据")
    k.close()
    return site


def _permit_status(k: Keys) -> tuple[tuple[str, str], ...]:
    words = k.table("status_map", None)
    found = tuple((n, words.one_of(n, v.SOURCE_STATUS.ids())) for n in sorted(words.values))
    k.close()
    return found or c.PERMIT_STATUS


def _badges(k: Keys) -> c.Badges:
    usual = c.Badges()
    made = c.Badges(
        styles=k.texts("styles") if "styles" in k.values else usual.styles,
        png=k.texts("png") if "png" in k.values else usual.png,
        oembed=k.switch("oembed", usual.oembed),
    )
    for key, asked in (("styles", made.styles), ("png", made.png)):
        for style in sorted(set(asked) - set(usual.styles)):
            k.fault(key, f"没有名为“{style}”的标识样式: 可选 {'、'.join(usual.styles)}")
    k.known.update(("styles", "png"))
    k.close()
    return made


def _signing_keys(k: Keys) -> tuple[str, ...]:
    keys = k.texts("public_keys")
    for one in keys:
        if not re.fullmatch(r"[A-Za-z0-9_-]{43}", one):
            k.fault("public_keys", f"“{one}”不是 Ed25519 公钥: 请照抄 build.py key 打印的一行")
    if len(keys) > MOST_KEYS:
        k.fault("public_keys", f"公钥多于 {MOST_KEYS} 把: 轮换时新旧各一把, 用完即删")
    k.close()
    return keys


def _district(k: Keys) -> c.District:
    return c.District(k.matching("code", r"\d{6}", "应为六位行政区划代码"), k.text("name"))


def _hotline(k: Keys) -> c.Hotline:
    return c.Hotline(k.text("number"), k.text("name"), k.text("purpose"))


def _link(k: Keys) -> c.Link:
    web = r"https?://\S+"
    return c.Link(
        k.text("name"),
        k.matching("url", web, "应为 http:// 或 https:// 开头的网址"),
        k.matching("query_url", web, "应为网址, 可含 {q}", ""),
    )


def _list(k: Keys) -> c.ListDefinition:
    made = c.ListDefinition(
        kind=k.one_of("kind", v.LIST_KIND.ids()),
        name=k.text("name"),
        effect=k.one_of("effect", _EFFECTS),
        criteria=k.text("criteria"),
        legal_basis=k.text("legal_basis", ""),
        kept_by=k.text("kept_by"),
        severity=k.one_of("severity", v.SEVERITY.ids(), ""),
        historical=k.switch("historical", False),
        procedure=k.text("procedure", ""),
        exit_notice_days=k.number("exit_notice_days", 30),
    )
    adverse = made.effect in ("watch", "black") or made.kind == "serious"
    if adverse and not made.legal_basis.strip():  # 国办发〔2020〕49号
        k.fault(
            "legal_basis", f"“{made.name}”没有列入依据 legal_basis: 没有法律法规依据的名单不得公布"
        )
    return made


def _display(k: Keys) -> c.Display:
    ids = k.texts("rule_sets", REQUIRED)
    known = {path.name.removesuffix(".toml"): path for path in sorted_rules()}
    rules: list[c.RuleSet] = []
    for one in ids:
        if one not in known:
            k.fault("rule_sets", f"没有名为 {one} 的规则: 可选 {'、'.join(known)}")
            continue
        packed = Keys(
            f"rules/{one}.toml", "", tomllib.loads(known[one].read_text("utf-8")), k.faults
        )
        rules.append(_rule_set(packed))
        packed.close()
    own = k.each("sector_rules", _rule_set, unique="id")
    if not ids and not own:
        k.fault("rule_sets", "至少要有一个公示期规则, 否则任何失信信息都不会公示: 如 order-36")
    keep = k.table("keep_months", None)
    made = c.Display(
        rule_sets=(*rules, *own),
        local_limit=c.Period(months=k.number("local_limit_months", 60)),
        keep=tuple(
            (n, m)
            for n in ("commitments", "permits", "ratings", "inspections")
            if (m := keep.number(n, 0))
        ),
        show_legal_rep=k.switch("show_legal_rep", False),
    )
    keep.close()
    k.close()
    return made


def sorted_rules() -> Iterator[Traversable]:
    """The packaged rule sets, by name."""
    folder = files("creditsite.intake") / "rules"
    yield from sorted(
        (p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda path: path.name
    )


def _rule_set(k: Keys) -> c.RuleSet:
    made = c.RuleSet(
        id=k.text("id"),
        title=k.text("title"),
        source=k.text("source"),
        version=k.text("version"),
        checked_on=k.day("checked_on", REQUIRED) or date.min,
        decided_from=k.day("decided_from"),
        decided_until=k.day("decided_until"),
        authority=k.text("authority", ""),
        kinds=k.texts("kinds", REQUIRED),
        grades=k.each("grades", _grade_rule, unique="severity"),
    )
    adverse = tuple(kind.name for kind in KINDS if kind.adverse)
    for kind in made.kinds:
        if kind not in adverse:
            k.fault("kinds", f"公示期规则不适用于 {kind}: 可填 {'、'.join(adverse)}")
    if not made.grades:
        k.fault("grades", "没有写任何失信信息分级: 请用 [[grades]] 写明")
    return made


def _grade_rule(k: Keys) -> c.GradeRule:
    shortest, longest = k.number("shortest_months"), k.number("longest_months")
    if shortest > longest:
        k.fault("shortest_months", "最短公示期长于最长公示期: 请改正")
    return c.GradeRule(
        severity=k.one_of("severity", v.SEVERITY.ids()),
        shown=k.switch("shown"),
        shortest=c.Period(months=shortest),
        longest=c.Period(months=longest),
    )


def _person(k: Keys) -> c.PersonRule:
    return c.PersonRule(
        list_kind=k.one_of("list_kind", v.LIST_KIND.ids()),
        legal_basis=k.text("legal_basis"),
        months=k.number("months", least=1),
        impact_assessment=k.text("impact_assessment"),
    )


def _scheme(k: Keys) -> c.Scheme:
    made = c.Scheme(
        id=k.matching("id", r"[a-z0-9-]+", "只能用小写字母、数字和连字符"),
        name=k.text("name"),
        evaluator=k.text("evaluator"),
        version=k.text("version"),
        valid_months=k.number("valid_months", least=1),
        description=k.text("description"),
        grades=k.each("grades", _grade, unique="grade"),
    )
    if not made.grades:
        k.fault("grades", "没有写任何等级: 请用 [[schemes.grades]] 从高到低写明")
    return made


def _grade(k: Keys) -> c.Grade:
    return c.Grade(
        grade=k.text("grade"),
        label=k.text("label"),
        meaning=k.text("meaning"),
        improve=k.text("improve"),
        colour=k.matching("colour", r"#[0-9a-fA-F]{6}", "颜色应写成 #rrggbb, 如 #1a7f37"),
    )
