"""The catalogue of the open data as others read it: DCAT-AP 3 as JSON-LD and Turtle, schema.org on the page."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from creditsite.render.packaging import DUTIES, MEDIA, Written
from creditsite.render.source import Source
from creditsite.render.tables import Table, tables
from creditsite.render.words import web_url

Node = dict[str, Any]
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_FORMATS = {
    "csv": "CSV",
    "excel.csv": "CSV",
    "xlsx": "XLSX",
    "jsonl": "JSON",
    "jsonl.gz": "JSON",
    "parquet": "PARQUET",
}
# Terms of vocabularies that the catalogue uses, each said once with its class and name.
_TERMS = {
    f"{_EU}language/ZHO": ("dct:LinguisticSystem", "中文"),
    f"{_EU}frequency/DAILY": ("dct:Frequency", "每日"),
    f"{_EU}data-theme/GOVE": ("skos:Concept", "政府和公共部门"),
    f"{_EU}data-theme": ("skos:ConceptScheme", "数据主题"),
    f"{_EU}access-right/PUBLIC": ("dct:RightsStatement", "公开"),
    f"{_EU}planned-availability/AVAILABLE": ("skos:Concept", "至下一期"),
    f"{PREFIXES['spdx']}checksumAlgorithm_sha256": ("spdx:ChecksumAlgorithm", "SHA-256"),
    **{f"{_IANA}{media}": ("dct:MediaType", media) for media in MEDIA.values()},
    **{f"{_EU}file-type/{one}": ("dct:MediaTypeOrExtent", one) for one in _FORMATS.values()},
}
_NAMED_BY = {"skos:Concept": "skos:prefLabel", "skos:ConceptScheme": "dct:title"}


def dcat(source: Source, written: Iterable[Written]) -> list[Node]:
    """The catalogue as nodes, each with an address: the catalogue, a data set for each table, a distribution a file."""
    files = [one for one in written if one.form in MEDIA]
    return [
        _catalog(source),
        *_shared(source),
        *(_dataset(table, source, files) for table in tables()),
        *(node for one in files if one.table for node in _distribution(one, source)),
    ]


def json_ld(nodes: list[Node]) -> Node:
    """The nodes as JSON-LD."""
    return {"@context": PREFIXES, "@graph": nodes}


def turtle(nodes: list[Node]) -> Iterator[str]:
    """The same as Turtle."""
    for prefix, address in PREFIXES.items():
        yield f"@prefix {prefix}: <{address}> .\n"
    for node in nodes:
        said = [
            f"{'a' if name == '@type' else name} {', '.join(map(_object, _several(value)))}"
            for name, value in node.items()
            if name != "@id"
        ]
        yield f"\n<{node['@id']}> " + " ;\n  ".join(said) + " .\n"


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _object(value: Any) -> str:
    if isinstance(value, str):  # a class
        return value
    if "@id" in value:
        return f"<{value['@id']}>"
    text = json.dumps(value["@value"], ensure_ascii=False)  # its escapes are those of Turtle
    return f"{text}^^{value['@type']}" if "@type" in value else f"{text}@{value['@language']}"


def _ref(address: str) -> Node:
    return {"@id": address}


def _said(text: str) -> Node:
    return {"@value": text, "@language": "zh-Hans"}


def _typed(value: object, kind: str) -> Node:
    return {"@value": str(value), "@type": f"xsd:{kind}"}


def _page(source: Source, part: str = "") -> str:
    return f"{source.site.base_url}/data/{part}"


def _licence(source: Source) -> str:
    return web_url(source.site.data_licence_url) or _page(source, "#licence")


def _about(source: Source) -> Node:
    """What the catalogue and its data sets have in common."""
    day = _typed(source.as_of, "date")
    return {
        "dct:publisher": _ref(_page(source, "#publisher")),
        "dct:language": _ref(f"{_EU}language/ZHO"),
        "dct:spatial": _ref(_page(source, "#city")),
        "dct:modified": day,
    }


def _catalog(source: Source) -> Node:
    site = source.site
    return {
        "@id": _page(source, "#catalog"),
        "@type": "dcat:Catalog",
        "dct:title": _said(f"{site.name}开放数据"),
        "dct:description": _said(_told(source)),
        **_about(source),
        "dct:license": _ref(_licence(source)),
        "dct:rights": _ref(_page(source, "#duties")),
        "foaf:homepage": _ref(_page(source)),
        "dcat:themeTaxonomy": _ref(f"{_EU}data-theme"),
        "dcat:dataset": [_ref(_page(source, f"#{table.name}")) for table in tables()],
    }


def _shared(source: Source) -> Iterator[Node]:
    """What is spoken of: the publisher, the page, the licence, terms of vocabularies."""
    site = source.site
    yield {
        "@id": _page(source, "#publisher"),
        "@type": "foaf:Agent",
        "foaf:name": _said(site.office),
    }
    contact: Node = {
        "@id": _page(source, "#contact"),
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": _said(site.office),
    }
    if site.contact_email:
        contact["vcard:hasEmail"] = _ref(f"mailto:{site.contact_email}")
    yield contact
    yield {"@id": _page(source), "@type": "foaf:Document", "dct:title": _said("开放数据")}
    yield {"@id": _page(source, "#city"), "@type": "dct:Location", "rdfs:label": _said(site.city)}
    yield {
        "@id": _licence(source),
        "@type": "dct:LicenseDocument",
        "rdfs:label": _said(site.data_licence),
    }
    yield {
        "@id": _page(source, "#duties"),
        "@type": "dct:RightsStatement",
        "rdfs:label": _said(DUTIES),
    }
    for table in tables():
        yield {
            "@id": _schema(table, source),
            "@type": "dct:Standard",
            "dct:title": _said(f"{table.title} JSON Schema"),
        }
    for address, (kind, label) in _TERMS.items():
        yield {"@id": address, "@type": kind, _NAMED_BY.get(kind, "rdfs:label"): _said(label)}


def _schema(table: Table, source: Source) -> str:
    return _page(source, f"{source.release}/schema/{table.name}.json")


def _dataset(table: Table, source: Source, files: list[Written]) -> Node:
    address = _page(source, f"#{table.name}")
    fields = "、".join(column.header for column in table.fields.values())
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:title": _said(f"{source.site.name}: {table.title}"),
        "dct:description": _said(f"{table.about}。字段: {fields}。"),
        **_about(source),
        "dct:identifier": {"@value": address, "@type": "xsd:anyURI"},
        "dct:conformsTo": _ref(_schema(table, source)),
        "dct:accessRights": _ref(f"{_EU}access-right/PUBLIC"),
        "dct:accrualPeriodicity": _ref(f"{_EU}frequency/DAILY"),
        "dcat:contactPoint": _ref(_page(source, "#contact")),
        "dcat:keyword": [_said(word) for word in (table.title, "电子商务", "信用")],
        "dcat:landingPage": _ref(_page(source)),
        "dcat:theme": _ref(f"{_EU}data-theme/GOVE"),
        "dcat:version": _typed(source.release, "string"),
        "dcat:distribution": [
            _ref(_distributed(one, source)) for one in files if one.table == table.name
        ],
    }


def _distributed(one: Written, source: Source) -> str:
    return _page(source, f"#{one.table}.{one.form}")


def _distribution(one: Written, source: Source) -> Iterator[Node]:
    address = _distributed(one, source)
    media = MEDIA["jsonl" if one.form == "jsonl.gz" else one.form]
    found: Node = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _said(f"{one.table}.{one.form}"),
        "dcat:accessURL": _ref(_page(source)),
        "dcat:downloadURL": _ref(f"{source.site.base_url}/{one.path}"),
        "dcat:mediaType": _ref(_IANA + media),
        "dct:format": _ref(f"{_EU}file-type/{_FORMATS[one.form]}"),
        "dcat:byteSize": _typed(one.bytes, "nonNegativeInteger"),
        "dct:license": _ref(_licence(source)),
        "dct:rights": _ref(_page(source, "#duties")),
        "dct:language": _ref(f"{_EU}language/ZHO"),
        "dct:modified": _typed(source.as_of, "date"),
        "dcatap:availability": _ref(f"{_EU}planned-availability/AVAILABLE"),
        "spdx:checksum": _ref(f"{address}.sha256"),
    }
    if one.form == "jsonl.gz":
        found["dcat:compressFormat"] = _ref(_IANA + MEDIA["jsonl.gz"])
    yield found
    yield {
        "@id": f"{address}.sha256",
        "@type": "spdx:Checksum",
        "spdx:algorithm": _ref(f"{PREFIXES['spdx']}checksumAlgorithm_sha256"),
        "spdx:checksumValue": _typed(one.sha256, "hexBinary"),
    }


def _told(source: Source) -> str:
    return f"{source.site.description} 各类信用记录和归集档案的全量文件, 每条带公示截止日期; {DUTIES}。"


def dataset(source: Source, offered: Iterable[tuple[str, str]]) -> Node:
    """The data set as schema.org describes one; `offered` are table and form of each file."""
    site = source.site
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": _page(source, "#catalog"),
        "name": f"{site.name}开放数据",
        "description": _told(source)[:5000],
        "url": _page(source),
        "identifier": _page(source, "#catalog"),
        "license": _licence(source),
        "usageInfo": _page(source),
        "creator": {
            "@type": "GovernmentOrganization",
            "name": site.office,
            "url": f"{site.base_url}/",
        },
        "publisher": {
            "@type": "GovernmentOrganization",
            "name": site.office,
            "url": f"{site.base_url}/",
        },
        "spatialCoverage": {"@type": "Place", "name": site.city},
        "keywords": ["电子商务", "信用", "行政处罚", "红黑名单"],
        "dateModified": source.as_of.isoformat(),
        "version": source.release,
        "isAccessibleForFree": True,
        "inLanguage": "zh-Hans",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{name}.{form}",
                "contentUrl": _page(source, f"{source.release}/{name}.{form}"),
                "encodingFormat": MEDIA[form],
            }
            for name, form in offered
        ],
    }
