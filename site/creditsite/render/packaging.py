"""The description of the open data, derived from the fields: data package, JSON Schema, dictionary."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from creditsite.model.fields import Column, Need, Type
from creditsite.render.source import Source
from creditsite.render.tableforms import csv_pen, excel_csv_pen, written
from creditsite.render.tables import FLAGS, Line, Table, in_columns, tables

SPEC_URL = "https://datapackage.org/profiles/2.0/datapackage.json"
TYPES = {
    Type.DATE: "date",
    Type.MONEY: "number",
    Type.INTEGER: "integer",
    Type.TERMS: "list",
    Type.TEXTS: "list",
}
MEDIA = {
    "csv": "text/csv",
    "excel.csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
    "jsonl.gz": "application/gzip",
    "parquet": "application/vnd.apache.parquet",
}
DUTIES = "记录撤下或到期后, 24 小时内从一切副本中删除"
DICTIONARY = {
    "table": "表", "field": "字段", "title": "标准表头", "type": "类型", "help": "说明", "values": "取值",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a release as it was written."""

    table: str  # empty for files about all tables
    form: str
    path: str  # under the root
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """Where it lies in the folder of its release."""
        return self.path.split("/", 2)[2]


def dump(value: object) -> bytes:
    """JSON for people to open as well."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def data_package(source: Source, written: Iterable[Written]) -> dict[str, Any]:
    """`datapackage.json`, version 2 of the standard: every table with its schema, size and checksum."""
    site = source.site
    of = {table.name: table for table in tables()}
    return {
        "$schema": SPEC_URL,
        "name": "credit-city-" + site.region_code,
        "id": f"{site.base_url}/data/{source.release}/datapackage.json",
        "title": f"{site.name}开放数据",
        "description": site.description + ("（演示数据, 主体和记录均为虚构）" if site.demo else ""),
        "homepage": f"{site.base_url}/data/",
        "version": version(source),
        "created": f"{source.as_of}T00:00:00+08:00",
        "licenses": [{"name": "other", "title": site.data_licence, "path": site.data_licence_url}],
        "contributors": [{"title": site.office, "roles": ["publisher"]}],
        "sources": [{"title": site.office, "path": f"{site.base_url}/"}],
        "resources": [
            _resource(of[one.table], one)
            for one in written
            if one.table in of
            and one.form == "csv"  # JSON Lines is the same rows, for others to read
        ],
    }


def licence_text(source: Source) -> bytes:
    """The terms that go with the files, and that bind every copy to `publish_until`."""
    site = source.site
    lines = (
        f"{site.name}开放数据 {source.release}, {site.office}",
        "",
        f"在下列条件下按 {site.data_licence} 使用: {site.data_licence_url}",
        "",
        f"1. {DUTIES}, 包括文件、页面、接口和图表。撤下清单: {site.base_url}/data/removed.jsonl, 保留 90 天。",
        "2. 每条记录的 publish_until 是公示截止日期: 到这一天 (北京时间) 即须删除, 不等通知。空为没有截止日期。",
        "3. 注明来源和数据日期, 不改变含义: “未见公示失信信息”不等于“信用良好”, “异议中”要一并写明。",
        "4. 不用于识别自然人。",
        "",
        "演示数据, 主体和记录均为虚构。" if site.demo else "",
    )
    return ("\n".join(lines).rstrip() + "\n").encode()


def version(source: Source) -> str:
    """The version of the package: changed fields raise the first number, each release is told by its id."""
    return f"1.0.0+{source.release}"


def _resource(table: Table, one: Written) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "description": table.about,
        "type": "table",
        "path": one.name,
        "format": one.form,
        "mediatype": MEDIA[one.form],
        "encoding": "utf-8",
        "bytes": one.bytes,
        "hash": f"sha256:{one.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The Table Schema of a table."""
    return {
        "fields": [_field(table, name, column) for name, column in table.fields.items()],
        "primaryKey": [table.key],
        "missingValues": [""],
    }


def _field(table: Table, name: str, column: Column) -> dict[str, Any]:
    kind = "boolean" if name in FLAGS else TYPES.get(column.type, "string")
    found: dict[str, Any] = {
        "name": name,
        "type": kind,
        "title": column.header,
        "description": column.help,
    }
    if kind == "list":
        found |= {"delimiter": ";", "itemType": "string"}
    if name == table.key:
        found["constraints"] = {"required": True, "unique": True}
    if column.type is Type.TERM and column.vocabulary:
        found["categories"] = [
            {"value": term.id, "label": term.label} for term in column.vocabulary.terms
        ]
    return found


def json_schema(table: Table, source: Source) -> dict[str, Any]:
    """The JSON Schema of a line of a table's JSON Lines."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{source.site.base_url}/data/{source.release}/schema/{table.name}.json",
        "title": table.title,
        "description": table.about,
        "type": "object",
        "properties": {name: json_type(name, column) for name, column in table.fields.items()},
        "required": list(table.fields),
        "additionalProperties": False,
    }


def json_type(name: str, column: Column) -> dict[str, Any]:
    """The JSON Schema of a field's value."""
    found: dict[str, Any] = {"title": column.header, "description": column.help}
    terms = list(column.vocabulary.ids()) if column.vocabulary else []
    match column.type:
        case _ if name in FLAGS:
            return found | {"type": ["boolean", "null"]}
        case Type.DATE:
            return found | {"type": ["string", "null"], "format": "date"}
        case Type.MONEY:
            return found | {"type": ["string", "null"], "pattern": r"^-?\d+(\.\d+)?$"}
        case Type.INTEGER:
            return found | {"type": ["integer", "null"]}
        case Type.TERMS:
            return found | {"type": "array", "items": {"type": "string", "enum": terms}}
        case Type.TEXTS:
            return found | {"type": "array", "items": {"type": "string"}}
        case Type.TERM:
            return found | {"enum": ["", *terms]}
        case _:
            return found | {"type": ["string", "null"]}


def dictionary(form: str) -> Iterator[bytes]:
    """The data dictionary as a table of its own: every field of every table."""
    columns = {
        name: Column(
            header=header, type=Type.TEXT, need=Need.OPTIONAL, public=True, help=header, synonyms=(),
            vocabulary=None, max_length=None, example="",
        )
        for name, header in DICTIONARY.items()
    }  # fmt: skip
    table = Table(
        "dictionary", "数据字典", "", "field", columns, lambda _source, _changed: iter(())
    )
    pen = csv_pen if form == "csv" else excel_csv_pen
    return written(pen, table, in_columns(_dictionary_lines(), DICTIONARY))


def _dictionary_lines() -> Iterator[Line]:
    for table in tables():
        for name, column in table.fields.items():
            terms = column.vocabulary.terms if column.vocabulary else ()
            yield {
                "table": table.name,
                "field": name,
                "title": column.header,
                "type": "boolean" if name in FLAGS else TYPES.get(column.type, "string"),
                "help": column.help,
                "values": "; ".join(f"{term.id}={term.label}" for term in terms),
            }
