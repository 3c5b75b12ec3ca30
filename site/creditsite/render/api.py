"""The static JSON addresses described: OpenAPI 3.1 for programs, a page for people."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response

from creditsite import ledger
from creditsite.model import records as r
from creditsite.model.fields import columns
from creditsite.model.kinds import kind
from creditsite.model.profile import SECTIONS, profile_json
from creditsite.model.standing import STANDINGS
from creditsite.render.frame import page
from creditsite.render.packaging import dump, json_type
from creditsite.render.platforms import CODE, SHORTEST
from creditsite.render.source import Source
from creditsite.render.tables import AFTER, BEFORE

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
LEVEL = {
    "type": ["object", "null"],
    "title": "等级",
    "description": "评价单位在某一方案中给出的最近一次等级; 本站不打分",
    "properties": {
        "scheme": {"type": ["string", "null"]},
        "scheme_name": TEXT,
        "scheme_version": {"type": ["string", "null"]},
        "grade": TEXT,
        "label": TEXT,
        "year": {"type": ["integer", "null"]},
        "rated_by": TEXT,
        "rated_on": {"type": ["string", "null"], "format": "date"},
        "valid_until": {"type": ["string", "null"], "format": "date"},
        "expired": {"type": "boolean", "description": "true: 已过有效期, 不得当作现行等级"},
    },
    "required": ["scheme_name", "grade", "expired"],
}

BRIEF = {
    "type": "object",
    "title": "主体的现状",
    "properties": {
        "shop_name": TEXT | {"description": "只在店铺文件里有"},
        "shop_url": TEXT | {"description": "只在店铺文件里有"},
        "id": TEXT,
        "name": TEXT,
        "standing": {"enum": [one.id for one in STANDINGS]},
        "standing_label": TEXT,
        "disputed": {"type": "boolean"},
        "level": {"type": ["string", "null"], "description": "仍然有效的等级; 没有或已过期为 null"},
        "level_scheme": {"type": ["string", "null"]},
        "url": TEXT,
    },
    "required": ["id", "name", "standing", "disputed", "level", "url"],
}
HEAD: dict[str, Any] = {
    "type": "object",
    "properties": {"version": {"const": 1}, "release": TEXT, "as_of": DAY},
    "required": ["version", "release", "as_of"],
}
RELEASE = {
    "type": "object",
    "properties": {"release": TEXT, "as_of": DAY},
    "required": ["release", "as_of"],
}

INDEX = {
    "type": "object",
    "properties": {
        "version": {"const": 1},
        "release": TEXT,
        "as_of": DAY,
        "next_expected": DAY,
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "balance": {"type": "array", "items": {"type": "object"}},
        "state_digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "removed_url": TEXT,
        "package_url": TEXT,
        "resources": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"url": TEXT, "bytes": {"type": "integer"}, "sha256": TEXT},
                "required": ["url", "bytes", "sha256"],
            },
        },
    },
    "required": ["version", "release", "as_of", "counts", "state_digest", "resources"],
}


def blueprint(source: Source) -> Blueprint:
    """The routes."""
    routes = Blueprint("api", __name__)

    @routes.get("/api/openapi.json")
    def openapi() -> Response:
        return Response(dump(description(source)), mimetype="application/json")

    @routes.get("/api/")
    def overview() -> str:
        paths = [
            {"path": path, "summary": one["get"]["summary"], "told": one["get"]["description"]}
            for path, one in description(source)["paths"].items()
        ]
        return page(
            "machine/api.html",
            "/api/",
            {
                "paths": paths,
                "example_id": _example_id(source),
                "example_sale": next(ledger.sales(source.ledger), None),
            },
        )

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """The description and the page."""
    yield "api.openapi", {}
    yield "api.overview", {}


def description(source: Source) -> dict[str, Any]:
    """`openapi.json`: every static JSON address, with schemas derived from the fields and a real example."""
    site = source.site
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DRAFT,
        "info": {
            "title": f"{site.name}静态接口",
            "version": "1.0.0",
            "summary": "全部是静态文件: 只有 GET, 不用密钥, 任何来源都可读取",
            "description": "记录撤下或到期后, 24 小时内从一切副本中删除。接口返回的 publish_until 是公示截止日期。"
            + ("演示数据, 主体和记录均为虚构。" if site.demo else ""),
            "license": {"name": site.data_licence, "url": site.data_licence_url},
            "contact": {"name": site.office, "url": f"{site.base_url}{source.guide('data')}"},
        },
        "servers": [{"url": site.base_url}],
        "paths": dict(_paths(source)),
        "components": {
            "schemas": {
                "Profile": profile_schema(source),
                "Level": LEVEL,
                "Brief": BRIEF,
                **{_class(name): record_schema(name) for name in SECTIONS},
            },
            "headers": {
                "ETag": {"schema": TEXT, "description": "用 If-None-Match 发回, 没有变化得到 304"}
            },
        },
    }


def profile_schema(source: Source) -> dict[str, Any]:
    """The schema of `/s/{id}/index.json`, version 1."""
    shown = columns(r.Subject)
    said = ("subject_name", "aliases", "roles", "sites", "region_code", "entity_kind")
    basics = {n: json_type(n, c) for n, c in shown.items() if c.public and n not in said}
    properties = {
        "version": {"const": 1},
        "release": TEXT | {"description": "发布号"},
        "as_of": DAY | {"description": "数据截至"},
        "publisher": TEXT,
        "demo": {"type": "boolean", "description": "true: 演示数据"},
        "id": TEXT | {"description": "统一社会信用代码; 没有代码的为随机编号"},
        "name": TEXT,
        "aliases": {"type": "array", "items": TEXT},
        "entity_kind": json_type("entity_kind", shown["entity_kind"]),
        "roles": json_type("roles", shown["roles"]),
        "region_code": TEXT,
        "region_name": TEXT,
        "sites": {"type": "array", "items": TEXT},
        "basics": {"type": "object", "properties": basics},
        "standing": {
            "type": "object",
            "description": "由当前公示的记录得出; none 不等于信用良好",
            "properties": {"id": {"enum": [one.id for one in STANDINGS]}, "label": TEXT},
            "required": ["id", "label"],
        },
        "level": {"$ref": "#/components/schemas/Level"},
        "levels": {"type": "array", "items": {"$ref": "#/components/schemas/Level"}},
        "disputed": {"type": "boolean"},
        **{
            name: {"type": "array", "items": {"$ref": f"#/components/schemas/{_class(name)}"}}
            for name in SECTIONS
        },
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def record_schema(section: str) -> dict[str, Any]:
    """The schema of a record in a list of the profile."""
    if section == "objections":  # records under objection, of any kind
        return {"type": "object", "properties": _marks(), "required": ["record_id", "disputed_on"]}
    fields = columns(kind("listings" if section == "exits" else section).record_class)
    shown = {
        name: json_type(name, column)
        for name, column in fields.items()
        if column.public and name not in ("subject_name", "uscc")
    }
    properties = {"record_id": json_type("record_id", BEFORE["record_id"]), **shown, **_marks()}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _marks() -> dict[str, Any]:
    own = {"record_id": BEFORE["record_id"], **AFTER}
    return {name: json_type(name, column) for name, column in own.items()}


def _class(section: str) -> str:
    return section.capitalize()


def _paths(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    example = _example_id(source)
    schema: dict[str, Any] = {"$ref": "#/components/schemas/Profile"}
    yield "/s/{id}/index.json", _get(
        "一个主体的全部公示数据", "没有公示信息的代码得到 404 或 410, 两者含义相同; 这不等于信用良好。", schema,
        _example(source, example), ("id", "统一社会信用代码或本站编号", "^[0-9A-Za-z]{18,40}$", example),
    )  # fmt: skip
    yield "/data/index.json", _get(
        "开放数据目录", "发布号、条数、收支平衡、每个文件的大小和校验值、状态校验值。", INDEX
    )  # fmt: skip
    yield "/release.json", _get(
        "现行发布", "发布号和数据日期; 各文件所带的是自己最近一次变动的发布号。", RELEASE
    )  # fmt: skip
    yield from _bulk_paths(source)
    yield from _badge_paths(example)
    yield "/feeds/{name}.json", _get(
        "订阅 (JSON Feed 1.1)", "名称见订阅目录。", {"type": "object"}, None,
        ("name", "订阅的名称", "^[a-z0-9_-]+$", "all"),
    )  # fmt: skip


def _bulk_paths(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Looking up many at once: the shops of a platform, subjects by the beginning of their code."""
    sale = next(ledger.sales(source.ledger), None)
    first = next((one.id for one in ledger.briefs(source.ledger) if len(one.id) == CODE), "")
    lines = {"type": "array", "items": {"$ref": "#/components/schemas/Brief"}}
    yield "/api/platforms/index.json", _get(
        "平台目录", "在本站登记了店铺的平台, 每个平台的店铺分成几个文件, 每个至多 1000 条。",
        HEAD | {"properties": HEAD["properties"] | {"platforms": {"type": "array"}}},
    )  # fmt: skip
    yield "/api/platforms/{platform}/{part}.json", _get(
        "一个平台的店铺", "逐个店铺: 店铺名、地址、主体编号、公示状态和等级。完整的文件清单见平台目录。",
        HEAD | {"properties": HEAD["properties"] | {"shops": lines}}, None,
        ("platform", "平台目录中的 key", "^[a-z2-7]{12}$", sale.platform if sale else ""),
        ("part", "第几个文件", "^[1-9][0-9]*$", "1"),
    )  # fmt: skip
    yield "/api/codes/index.json", _get(
        "代码前缀目录", "统一社会信用代码前 8 位 (登记管理部门、机构类别、登记地) 及其主体数。",
        HEAD | {"properties": HEAD["properties"] | {"prefixes": {"type": "array"}}},
    )  # fmt: skip
    yield "/api/codes/{prefix}.json", _get(
        "代码以此开头的主体", "先取前 8 位的文件; 主体多于 1000 个时, 它不列主体, 而列出更长的前缀 "
        "(prefixes, 长度为 length), 各有文件。没有这样开头的主体则得到 404。",
        HEAD | {"properties": HEAD["properties"] | {"subjects": lines, "prefixes": {"type": "array"}}},
        None, ("prefix", "代码的前 8 位或更多位", "^[0-9A-Z]{8,18}$", first[:SHORTEST]),
    )  # fmt: skip


def _badge_paths(example: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Files that lie beside a subject's data."""
    subject = ("id", "统一社会信用代码或本站编号", "^[0-9A-Za-z]{18,40}$", example)
    yield "/s/{id}/shields.json", _get(
        "shields 标识的数据", "shields.io 端点标识的格式 (schemaVersion 1)。", {"type": "object"}, None, subject
    )  # fmt: skip
    yield "/s/{id}/oembed.json", _get(
        "oEmbed", "主体页面的 oEmbed 1.0 回答; 城市可以关闭, 那时得到 404。", {"type": "object"}, None, subject
    )  # fmt: skip
    yield "/s/{id}/status.jwt", _get(
        "签名状态", "紧凑格式的 JWS (Ed25519), 36 小时内有效; 本站没有签名密钥时得到 404。怎样检查见平台接入指南。",
        TEXT, None, subject, media="application/jwt",
    )  # fmt: skip
    yield "/.well-known/jwks.json", _get(
        "签名公钥", "JSON Web Key Set; 本站不签名时为空。轮换期间新旧两把同时有效。", {"type": "object"}
    )  # fmt: skip


def _get(
    summary: str,
    told: str,
    schema: dict[str, Any],
    example: Any = None,
    *parameters: tuple[str, str, str, str],
    media: str = "application/json",
) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schema} | ({"example": example} if example else {})
    found: dict[str, Any] = {
        "summary": summary,
        "description": told,
        "responses": {
            "200": {
                "description": "现在的内容",
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": {media: content},
            },
            "304": {"description": "没有变化"},
            "404": {"description": "没有这一文件"},
            "410": {"description": "现在没有这一主体: 从未公示或已撤下, 不作区分"},
        },
    }
    if parameters:
        found["parameters"] = [
            {
                "name": name, "in": "path", "required": True, "description": said,
                "schema": {"type": "string", "pattern": pattern}, "example": example_id,
            }
            for name, said, pattern, example_id in parameters
        ]  # fmt: skip
    return {"get": found}


def _example_id(source: Source) -> str:
    """The first subject that is no person; empty in an empty city."""
    found = ledger.profiles(source.ledger, source.site, source.as_of, persons=False)
    first = next(found, None)
    return first.id if first else ""


def _example(source: Source, subject_id: str) -> dict[str, Any] | None:
    found = ledger.profile(source.ledger, source.site, source.as_of, subject_id)
    if found is None:
        return None
    of = source.stamped(ledger.stamp(source.ledger, source.hand, subject_id))
    return profile_json(found, of.site, of.release, of.as_of)
