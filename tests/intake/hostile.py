"""Hostile files, made when a test asks for them: nobody should have to trust a bomb in a repository."""

import io
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlwt

from tests.intake.deliveries import PENALTY, penalty

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook() -> bytes:
    """A harmless workbook with one row of penalties."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(PENALTY))
    book.active.append(list(penalty(1).values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(
    path: Path, change: Callable[[str, bytes], bytes] | None = None, **more: bytes
) -> zipfile.ZipFile:
    """The harmless workbook with parts changed and parts added, still open for worse."""
    archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    with zipfile.ZipFile(io.BytesIO(workbook())) as source:
        for name in source.namelist():
            body = source.read(name)
            archive.writestr(name, change(name, body) if change else body)
    for name, body in more.items():
        archive.writestr(name, body)
    return archive


def _sheet(replace: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda name, body: replace(body) if name == "xl/worksheets/sheet1.xml" else body


def flat_bomb(path: Path) -> None:
    cell = (
        b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"0" * (64 << 20) + b"</t></is></c></row>"
    )
    repacked(path, _sheet(lambda xml: xml.replace(b"</sheetData>", cell + b"</sheetData>"))).close()


def overlapping(path: Path) -> None:
    archive = repacked(path)
    first = archive.getinfo("xl/worksheets/sheet1.xml")
    twin = zipfile.ZipInfo("xl/worksheets/sheet2.xml")
    for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
        setattr(twin, name, getattr(first, name))
    archive.filelist.append(twin)
    archive.NameToInfo[twin.filename] = twin
    archive.close()


def lying_sizes(path: Path) -> None:
    archive = repacked(path)
    archive.getinfo("xl/worksheets/sheet1.xml").file_size = 500
    archive.close()


def shared_string_bomb(path: Path) -> None:
    many = f'<sst xmlns="{MAIN}">'.encode() + b"<si><t>x</t></si>" * (4 << 20) + b"</sst>"
    repacked(path, None, **{"xl/sharedStrings.xml": many}).close()


def style_bomb(path: Path) -> None:
    many = b'<numFmt numFmtId="200" formatCode="' + b"y" * 1000 + b'"/>'
    repacked(
        path,
        lambda name, body: (
            body.replace(b"<fonts", b"<numFmts>" + many * 40_000 + b"</numFmts><fonts", 1)
            if name.endswith("styles.xml")
            else body
        ),
    ).close()


def far_cell(path: Path) -> None:
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    repacked(path, _sheet(lambda xml: xml.replace(b"</sheetData>", row))).close()


def all_columns(path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append([*PENALTY, *(f"列{n}" for n in range(16_384 - len(PENALTY)))])
    book.active.append([*penalty(1).values(), *(["x"] * (16_384 - len(PENALTY)))])
    book.save(path)


def _entities(doctype: bytes, cell: bytes) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        head, rest = xml.split(b"<worksheet", 1)
        row = (
            b'<row r="9"><c r="A9" t="inlineStr"><is><t>'
            + cell
            + b"</t></is></c></row></sheetData>"
        )
        return head + doctype + b"<worksheet" + rest.replace(b"</sheetData>", row)

    return change


def entity_bomb(path: Path) -> None:
    lines = b'<!ENTITY a "%s">' % (b"x" * 1000)
    for one, other in zip(b"bcdefgh", b"abcdefg", strict=True):
        lines += b'<!ENTITY %c "%s">' % (one, b"&%c;" % other * 10)
    repacked(path, _sheet(_entities(b"<!DOCTYPE w [" + lines + b"]>", b"&h;"))).close()


def external_entity(path: Path) -> None:
    doctype = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    repacked(path, _sheet(_entities(doctype, b"&x;"))).close()


def external_links(path: Path) -> None:
    repacked(path, None, **{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}).close()


def macros(path: Path) -> None:
    repacked(path, None, **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}).close()


def encrypted(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "EncryptedPackage".encode("utf-16-le")
    )


def many_sheets(path: Path) -> None:
    with repacked(path) as archive:
        for n in range(5_000):
            archive.writestr(zipfile.ZipInfo(f"xl/worksheets/s{n}.xml"), b"<worksheet/>")


def duplicate_members(path: Path) -> None:
    with repacked(path) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile itself warns of what is wanted here
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")


def nested(path: Path) -> None:
    repacked(path, None, **{"xl/embeddings/inner.xlsx": workbook()}).close()


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))


def web_page(path: Path) -> None:
    path.write_text(
        "<html><table><tr><td>行政相对人名称</td></tr></table></html>", encoding="utf-8"
    )


def truncated(path: Path) -> None:
    path.write_bytes(workbook()[:-300])


def truncated_old(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row in range(200):
        sheet.write(row, 0, f"内容{row}")
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue()[:3000])


def huge_cell(path: Path) -> None:
    lines = [
        ",".join(PENALTY),
        ",".join(str(v) for v in penalty(1).values()).replace("广告法", "法" * 10_000_000),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def wide_text(path: Path) -> None:
    path.write_text(",".join([*PENALTY, *["x"] * 100_000]) + "\n", encoding="utf-8")


def deep_json(path: Path) -> None:
    path.write_text("[" * 200_000 + "]" * 200_000, encoding="utf-8")


def wide_json(path: Path) -> None:
    path.write_text(json.dumps([{f"k{n}": 1 for n in range(5_000)}]), encoding="utf-8")


def open_repeats(path: Path) -> None:
    body = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", body)


# file name → what makes it, and a word of the one sentence that it gets
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "flat.xlsx": (flat_bomb, "异常庞大"),
    "overlapping.xlsx": (overlapping, "互相重叠"),
    "lying.xlsx": (lying_sizes, "损坏"),
    "strings.xlsx": (shared_string_bomb, "异常庞大"),
    "styles.xlsx": (style_bomb, "异常庞大"),
    "far.xlsx": (far_cell, "超过 512 列"),
    "columns.xlsx": (all_columns, "超过 512 列"),
    "entities.xlsx": (entity_bomb, "损坏"),
    "external-entity.xlsx": (external_entity, "损坏"),
    "links.xlsx": (external_links, "引用了别的工作簿"),
    "macros.xlsx": (macros, "含宏"),
    "encrypted.xlsx": (encrypted, "已加密"),
    "sheets.xlsx": (many_sheets, "部件"),
    "duplicates.xlsx": (duplicate_members, "重名"),
    "nested.xlsx": (nested, "套着别的文件"),
    "picture.xlsx": (picture, "是图片"),
    "page.xls": (web_page, "是网页"),
    "truncated.xlsx": (truncated, "损坏"),
    "truncated.xls": (truncated_old, "旧格式"),
    "cell.csv": (huge_cell, "131072"),
    "wide.csv": (wide_text, "超过 512 列"),
    "deep.json": (deep_json, "嵌套太深"),
    "wide.json": (wide_json, "512 个不同的键"),
    "repeats.ods": (open_repeats, "超过 512 列"),
}
