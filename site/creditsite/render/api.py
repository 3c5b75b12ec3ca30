"""The static JSON addresses described: OpenAPI 3.1 for programs, a page for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

from creditsite import ledger
from creditsite.model.profile import SECTIONS
from creditsite.render import apischemas as shapes
from creditsite.render import feeds
from creditsite.render.frame import page
from creditsite.render.packaging import dump
from creditsite.render.platforms import SHORTEST
from creditsite.render.source import Source
from creditsite.render.subjects import published
from creditsite.render.tables import tables


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
                "example_platform": _example_platform(source),
                "example_code": _example_code(source),
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
        "jsonSchemaDialect": shapes.DRAFT,
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
                "Profile": shapes.profile_schema(),
                "Level": shapes.LEVEL,
                "Brief": shapes.BRIEF,
                **{shapes.class_of(name): shapes.record_schema(name) for name in SECTIONS},
                "Index": shapes.INDEX,
                "Release": shapes.RELEASE,
                "Shields": shapes.SHIELDS,
                "Embed": shapes.OEMBED,
                "Feed": shapes.FEED,
                "Item": shapes.ITEM,
            },
            "headers": {
                "ETag": {
                    "schema": shapes.TEXT,
                    "description": "用 If-None-Match 发回, 没有变化得到 304",
                }
            },
        },
    }


@dataclass(frozen=True, slots=True)
class Address:
    """A static JSON address: what is there, its shape, and for each `{name}` in it what stands there, as an example."""

    path: str
    name: str  # operationId
    summary: str
    told: str
    shape: dict[str, Any]
    parameters: tuple[tuple[str, str, str, str], ...] = ()  # name, what it is, pattern, example
    example: Any = (
        None  # the file as it is now, where it is known; False where another room writes it
    )
    media: tuple[str, ...] = ("application/json",)


def _of(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _addresses(source: Source) -> Iterator[Address]:
    """Every kind of static JSON address; those of subjects only where there is one."""
    example = _example(source)
    who = (
        "id",
        "统一社会信用代码或本站编号",
        "^[0-9A-Za-z]{18,40}$",
        example["id"] if example else "",
    )
    if example:
        yield Address(
            "/s/{id}/index.json", "subject", "一个主体的全部公示数据",
            "没有公示信息的代码得到 404 或 410, 两者含义相同; 这不等于信用良好。", _of("Profile"), (who,), example,
        )  # fmt: skip
        yield Address(
            "/s/{id}/shields.json", "shields", "标识上的文字和颜色",
            "shields.io 端点格式, 能读它的服务都能画出标识。", _of("Shields"), (who,),
        )  # fmt: skip
        yield Address(
            "/s/{id}/status.jwt", "status", "签名状态",
            "紧凑格式的 JWS (Ed25519), 有效到其中 exp 的时刻; 本站没有签名密钥时得到 404。怎样检查见平台接入指南。",
            shapes.TEXT, (who,), example=False, media=("application/jwt",),
        )  # fmt: skip
        if source.site.badges.oembed:
            yield Address(
                "/s/{id}/oembed.json", "oembed", "可嵌入的标识 (oEmbed 1.0)",
                "主体页面用 link 元素指向它。", _of("Embed"), (who,),
            )  # fmt: skip
    yield from _bulk(source)
    yield Address(
        "/data/index.json", "data", "开放数据目录",
        "发布号、条数、收支平衡、每个文件的大小和校验值、状态校验值、增量。", _of("Index"),
    )  # fmt: skip
    of_release = (
        "release",
        "发布号, 见 /data/index.json",
        r"^\d{4}-\d{2}-\d{2}-[a-z2-7]{8}$",
        source.data or source.release,
    )
    yield Address(
        "/data/{release}/datapackage.json", "package", "一期数据包的说明",
        "全部文件、字段、许可和来源 (Data Package 第 2 版)。", {"type": "object", "required": ["resources"]},
        (of_release,),
    )  # fmt: skip
    of_table = ("table", "表的名称, 见 /data/index.json", "^[a-z_]+$", next(iter(tables())).name)
    yield Address(
        "/data/{release}/schema/{table}.json", "table", "一张表每行的结构",
        "JSON Schema, 由字段定义生成。", {"type": "object", "required": ["$schema", "properties"]},
        (of_release, of_table),
    )  # fmt: skip
    yield Address(
        "/data/{release}/{table}.csv-metadata.json", "columns", "一个 CSV 文件的列",
        "CSVW 元数据 (W3C)。", {"type": "object", "required": ["@context"]}, (of_release, of_table),
    )  # fmt: skip
    feed_media = ("application/feed+json", "application/json")
    named = ("name", "订阅的名称, 见订阅目录", "^[0-9A-Za-z_-]+$", "all")
    yield Address(
        "/feeds/{name}.json", "feed", "订阅 (JSON Feed 1.1)",
        "最近的条目; 更早的跟着 next_url 走。另有 RSS 和 Atom。", _of("Feed"), (named,), media=feed_media,
    )  # fmt: skip
    if archived := _archived(source):
        yield Address(
            "/feeds/{name}/{page}.json", "archive", "订阅的存档页",
            "一页满后条目不再进出, 撤下的只留编号和日期。", _of("Feed"),
            (("name", named[1], named[2], archived[0]), ("page", "页码, 从 1 起", "^[1-9][0-9]*$", archived[1])),
            media=feed_media,
        )  # fmt: skip
    yield Address(
        "/search/config.json", "lookup", "查询文件的设置",
        "查询页面读它; lookup.bits 决定分片的地址。", {"type": "object", "required": ["version", "engine"]},
        example=False,
    )  # fmt: skip
    yield Address(
        "/search/{cut}/{folder}/{part}.json", "part", "查询文件的一片",
        "按名称中相邻两字的散列值分片: 查询不把所查的名称告诉任何人。", {"type": "object"},
        (("cut", "n 加 lookup.bits", "^n[0-9]{1,2}$", "n3"), ("folder", "前一字节", "^[0-9a-f]{2}$", "00"),
         ("part", "后一字节", "^[0-9a-f]{2}$", "00")), example=False,
    )  # fmt: skip
    yield Address(
        "/.well-known/jwks.json", "keys", "验证签名用的公钥", "JSON Web Key Set (RFC 7517)。",
        {"type": "object", "required": ["keys"]},
    )  # fmt: skip
    yield Address(
        "/release.json",
        "release",
        "现在的发布",
        "发布号、数据日期和有效至的时刻 (过后一律当作未知); 各文件所带的是自己最近一次变动的发布号。",
        _of("Release"),
        example=False,
    )
    yield Address(
        "/api/openapi.json", "description", "本说明", "OpenAPI 3.1。",
        {"type": "object", "required": ["openapi", "info", "paths"]},
    )  # fmt: skip


def _bulk(source: Source) -> Iterator[Address]:
    """Looking up many at once: the shops of a platform, subjects by the beginning of their code."""
    platform, first = _example_platform(source), _example_code(source)
    yield Address(
        "/api/platforms/index.json", "platforms", "平台目录",
        "在本站登记了店铺的平台, 每个平台的店铺分成几个文件, 每个至多 1000 条。", shapes.PLATFORMS,
    )  # fmt: skip
    if platform:
        yield Address(
            "/api/platforms/{platform}/{part}.json", "shops", "一个平台的店铺",
            "逐个店铺: 店铺名、地址、主体编号、公示状态和等级。完整的文件清单见平台目录。", shapes.SHOPS,
            (("platform", "平台目录中的 key", "^[a-z2-7]{12}$", platform[0]),
             ("part", "第几个文件", "^[1-9][0-9]*$", "1")),
        )  # fmt: skip
    yield Address(
        "/api/codes/index.json", "codes", "代码前缀目录",
        "统一社会信用代码前 8 位 (登记管理部门、机构类别、登记地) 及其主体数。", shapes.CODES,
    )  # fmt: skip
    if first:
        yield Address(
            "/api/codes/{prefix}.json", "code", "代码以此开头的主体",
            "先取前 8 位的文件; 主体多于 1000 个时, 它不列主体, 而列出更长的前缀 "
            "(prefixes, 长度为 length), 各有文件。没有这样开头的主体则得到 404。", shapes.BY_CODE,
            (("prefix", "代码的前 8 位或更多位", "^[0-9A-Z]{8,18}$", first[:SHORTEST]),),
        )  # fmt: skip


def _paths(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in _addresses(source):
        yield one.path, {"get": _get(one, source)}


def _get(one: Address, source: Source) -> dict[str, Any]:
    values = {name: example for name, _, _, example in one.parameters}
    url = source.site.base_url + one.path.format(**values)
    content = {"schema": one.shape}
    if one.example is not False:
        shown = {"value": one.example} if one.example else {"externalValue": url}
        content["examples"] = {"now": {"summary": "现在的内容"} | shown}
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.told,
        "responses": {
            "200": {
                "description": "现在的内容",
                "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
                "content": dict.fromkeys(one.media, content),
            },
            "304": {"description": "没有变化"},
            "404": {"description": "没有这一文件"},
            "410": {"description": "现在没有这一主体: 从未公示或已撤下, 不作区分"},
        },
    }
    if one.parameters:
        found["parameters"] = [
            {
                "name": name, "in": "path", "required": True, "description": said,
                "schema": {"type": "string", "pattern": pattern}, "example": example,
            }
            for name, said, pattern, example in one.parameters
        ]  # fmt: skip
    return found


def _example_id(source: Source) -> str:
    """The first subject that is no person; empty in an empty city."""
    found = _example(source)
    return str(found["id"]) if found else ""


def _example_platform(source: Source) -> tuple[str, str] | None:
    """Key and name of the first platform that has a file of its shops."""
    return next(ledger.selling(source.ledger), None)


def _example_code(source: Source) -> str:
    """The first code of a subject that is no person; empty where there is none."""
    return next(ledger.codes(source.ledger), "")


def _example(source: Source) -> dict[str, Any] | None:
    """What is published of the first subject that is no person."""
    found = ledger.profiles(source.ledger, source.site, source.as_of, persons=False)
    first = next(found, None)
    if first is None:
        return None
    of = source.stamped(ledger.stamp(source.ledger, source.hand, first.id))
    return published(first, of)


def _archived(source: Source) -> tuple[str, str] | None:
    """The feed of everything and its newest archive page, where it has one."""
    number = next(feeds.places(next(feeds.kinds(source)), source)).before
    return ("all", str(number)) if number else None
