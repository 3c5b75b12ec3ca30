"""What the columns of a CSV file mean, for programs: CSV on the Web, beside the file where they look for it."""

from typing import Any

from creditsite.model.fields import Column, Type
from creditsite.render.source import Source
from creditsite.render.tables import FLAGS, Table

CONTEXT = "http://www.w3.org/ns/csvw"
TYPES: dict[Type, Any] = {
    Type.DATE: {"base": "date", "format": "yyyy-MM-dd"},
    Type.MONEY: "decimal",
    Type.INTEGER: "integer",
}


def csv_metadata(table: Table, source: Source) -> dict[str, Any]:
    """`<file>.csv-metadata.json`: the headers are the names of the fields, several values are parted by `;`."""
    site = source.site
    return {
        "@context": [CONTEXT, {"@language": "zh-Hans"}],
        "url": f"{table.name}.csv",
        "dc:title": f"{site.name}: {table.title}",
        "dc:description": table.about,
        "dc:publisher": site.office,
        "dc:license": site.data_licence_url or site.data_licence,
        "dc:modified": source.as_of.isoformat(),
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "columns": [_column(table, name, of) for name, of in table.fields.items()],
            "primaryKey": table.key,
        },
    }


def _column(table: Table, name: str, of: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": name,
        "titles": [name],
        "datatype": "boolean" if name in FLAGS else TYPES.get(of.type, "string"),
        "dc:title": of.header,
        "dc:description": of.help,
    }
    if of.type in (Type.TERMS, Type.TEXTS):
        found["separator"] = ";"
    if name == table.key:
        found["required"] = True
    return found
