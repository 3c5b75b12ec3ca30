"""The shapes of the static JSON files, as JSON Schema: those of records derive from their fields."""

from typing import Any

from creditsite.model import records as r
from creditsite.model.fields import columns
from creditsite.model.kinds import kind
from creditsite.model.profile import SECTIONS
from creditsite.model.rows import Outcome
from creditsite.model.standing import STANDINGS
from creditsite.render.packaging import json_type
from creditsite.render.tables import AFTER, BEFORE

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
MOMENT = {"type": "string", "format": "date-time"}
COUNT = {"type": "integer", "minimum": 0}
ADDRESS = {"type": "string", "format": "uri"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
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


def _object(properties: dict[str, Any], *optional: str, closed: bool = False) -> dict[str, Any]:
    """An object that has all of these, but for the optional ones; a closed one has nothing else."""
    needed = [name for name in properties if name not in optional]
    found: dict[str, Any] = {"type": "object", "properties": properties, "required": needed}
    return found | ({"additionalProperties": False} if closed else {})


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


BRIEF = _object(
    {
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
    "shop_name",
    "shop_url",
    "standing_label",
    "level_scheme",
)
_LAST = "本文件最近一次变动的{}; 现在的发布见 /release.json"
_HEAD = {
    "version": {"const": 1},
    "release": TEXT | {"description": _LAST.format("发布号")},
    "as_of": DAY | {"description": _LAST.format("日期")},
}
_LINES = _list({"$ref": "#/components/schemas/Brief"})
PLATFORMS = _object(_HEAD | {"platforms": _list({"type": "object"})})
SHOPS = _object(_HEAD | {"shops": _LINES})
CODES = _object(_HEAD | {"prefixes": {"type": "array"}})
BY_CODE = _object(
    _HEAD | {"subjects": _LINES, "prefixes": {"type": "array"}}, "subjects", "prefixes"
)
_FILE = {"path": TEXT, "url": ADDRESS, "bytes": COUNT, "sha256": DIGEST}
BALANCE = _object(
    {"kind": TEXT, "title": TEXT, "read": COUNT} | {str(one): COUNT for one in Outcome}
)
INDEX = _object(
    {
        "version": {"const": 1},
        "package_version": TEXT,
        "release": TEXT | {"description": "发布号"},
        "as_of": DAY | {"description": "数据截至"},
        "next_expected": DAY | {"description": "下一期不晚于这一天"},
        "publisher": TEXT,
        "demo": {"type": "boolean", "description": "true: 演示数据"},
        "licence": _object({"title": TEXT, "url": TEXT}),
        "duties": TEXT,
        "counts": {"type": "object", "additionalProperties": COUNT},
        "balance": _list(BALANCE) | {"description": "每类报送的行的去处: read 等于其余各数之和"},
        "state_digest": DIGEST | {"description": "证明副本与本站一致"},
        "table_digests": {"type": "object", "additionalProperties": DIGEST},
        "removed_url": ADDRESS,
        "package_url": ADDRESS,
        "resources": _list(_object({"table": {"type": ["string", "null"]}, "form": TEXT} | _FILE)),
        "history": _list(_object({"release": TEXT, "as_of": DAY, "state_digest": DIGEST})),
        "deltas": _list(_object({"from": TEXT, "to": TEXT} | _FILE)),
        "windows": _list(_object({"days": COUNT, "from": TEXT} | _FILE)),
    }
)
RELEASE = _object(
    {"release": TEXT, "as_of": DAY, "valid_until": TIME, "files": COUNT, "bytes": COUNT}
)
SHIELDS = _object(
    {
        "schemaVersion": {"const": 1},
        "label": TEXT,
        "message": TEXT | {"minLength": 1},
        "color": TEXT,
        "labelColor": TEXT,
        "cacheSeconds": COUNT,
        "isError": {"type": "boolean"},
    },
    "isError",
    "labelColor",
)
OEMBED = _object(
    {
        "version": {"const": "1.0"},
        "type": {"enum": ["rich", "link", "photo"]},
        "title": TEXT,
        "html": TEXT,
    },
    "html",
)
EVENT = {
    "op": TEXT
    | {"description": "发生了什么, 如 listed exited penalised corrected removed expired"},
    "kind": TEXT,
    "effective": DAY,
    "published": MOMENT,
    "list_kind": {"type": ["string", "null"]},
    "record_id": TEXT,
    "subject_id": {"type": ["string", "null"], "description": "撤下和到期的记录不说是谁的"},
    "region_code": {"type": ["string", "null"]},
    "authority": {"type": ["string", "null"]},
    "platforms": _list(TEXT) | {"description": "平台订阅的名称"},
    "cause": {
        "enum": ["source", "rule", "publisher"],
        "description": "来源的变化, 公示规则, 还是发布者的决定",
    },
    "reason_code": {"type": ["string", "null"]},
    "publish_until": {
        "type": ["string", "null"],
        "format": "date",
        "description": "公示截止, 到期删除",
    },
}
ITEM = _object(
    {
        "id": TEXT | {"description": "永久编号, 不会再给别的条目"},
        "url": ADDRESS,
        "title": TEXT,
        "content_html": TEXT,
        "date_published": MOMENT,
        "date_modified": MOMENT | {"description": "内容可能在此时变过"},
        "tags": _list(TEXT),
        "_credit": _object(
            EVENT, *(name for name in EVENT if name not in ("op", "kind", "effective"))
        ),
    },
    "date_modified",
)
ERASED = _object({"op": {"const": "erased"}, "ref": TEXT, "when": MOMENT, "reason": TEXT})
FEED = _object(
    {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "next_url": ADDRESS | {"description": "更早的条目"},
        "description": TEXT,
        "authors": _list(_object({"name": TEXT, "url": ADDRESS})),
        "language": TEXT,
        "hubs": _list(_object({"type": TEXT, "url": ADDRESS})),
        "items": _list({"$ref": "#/components/schemas/Item"}),
        "_credit": _object({"erased": _list(ERASED)}),
    },
    "next_url",
    "hubs",
    "_credit",
)


def profile_schema() -> dict[str, Any]:
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
            name: {"type": "array", "items": {"$ref": f"#/components/schemas/{class_of(name)}"}}
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


def class_of(section: str) -> str:
    """The name of the schema of a list of the profile."""
    return section.capitalize()
