"""The tables of the shipped demo city, each as the department that keeps it would send it; always the same bytes."""
# ruff: noqa: E501 -- a header stands as departments spell it

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from creditsite.model import records as r
from tests.city_files import Headers, add_sheet, standard, write_book, write_table
from tests.city_people import office
from tests.city_stories import kind_of
from tests.city_words import ASSOCIATION, PLATFORMS
from tests.demo_records import Table, records_by_kind

_OLD_END = date(2025, 7, 1)  # penalties before it come in the 2016 layout
_BOOK_END = date(2026, 9, 1)  # and after it in plain CSV, the workbook being that of the year


def write_demo(content: Path) -> None:
    """Write the demo city's tables into a content folder."""
    tables = records_by_kind()
    folder = content / "tables"
    for part in (_subjects, _shops, _lists, _double_publicity, _commitments, _rest):
        part(folder, tables)


def _subjects(folder: Path, tables: Table) -> None:
    rows, drop = tables["subjects"], ("registration_no", "legal_rep")
    sites = [one for one in rows if one.subject_no]
    posts = [one for one in rows if "courier" in one.roles]
    rest = [one for one in rows if one not in posts and one not in sites]
    where, plain = folder / "subjects", standard(r.Subject, "subject_no", *drop)
    write_table(where / "市场监管局-电子商务经营主体-2026年10月.csv", plain, rest, "utf-8-sig")
    spelled = standard(
        r.Subject, "subject_no", "sites", *drop, subject_name="企业名称", uscc="社会信用代码",
        entity_kind="企业类型", region_code="行政区划代码", founded_on="注册日期", address="住所",
        registration_status="企业状态",
    )  # fmt: skip
    write_table(where / "邮政管理局-寄递企业-2026年10月.csv", spelled, posts)
    bare = {
        header: name
        for header, name in standard(r.Subject, "uscc").items()
        if name
        in (
            "subject_name",
            "subject_no",
            "entity_kind",
            "roles",
            "region_code",
            "sites",
            "source_unit",
            "source_updated",
        )
    }
    write_table(where / "网信办-没有代码的网站和应用-2026年10月.csv", bare, sites)


def _shops(folder: Path, tables: Table) -> None:
    for platform in PLATFORMS:
        rows = [one for one in tables["shops"] if one.platform_name == platform.name]
        headers = standard(r.Shop, "subject_no", shop_name="店铺名称", platform_code="平台代码")
        write_table(folder / "shops" / f"{platform.name}-店铺-2026年10月.csv", headers, rows)


_LISTS = {
    "商务局-守信激励对象名单": ("red",),
    "市场监管局-严重失信主体名单": ("serious",),
    "失信惩戒对象名单": ("black",),
    "炒信黑名单": ("brushing_black",),
    "市场监管局-经营异常名录和严重违法失信名单": ("abnormal_operation", "serious_illegal"),
    "2016—2018年电子商务领域黑名单（归档）": ("ecommerce_black",),
}


def _lists(folder: Path, tables: Table) -> None:
    where = folder / "listings"
    for name, kinds in _LISTS.items():
        rows = [one for one in tables["listings"] if one.list_kind in kinds]
        write_table(where / f"{name}.csv", standard(r.Listing, "list_name", "display_until"), rows)
    spelled = standard(
        r.Listing, "list_name", "display_until", list_kind="名单类别", subject_name="企业名称",
        uscc="社会信用代码", reason="列入名单原因", designating_body="列入决定机关",
        listed_on="列入名单时间", list_status="状态", source_updated="最新更新日期",
    )  # fmt: skip
    rows = [one for one in tables["listings"] if one.list_kind == "watch"]
    write_table(where / "商务局-重点关注名单.csv", spelled, rows)


_HEAD = {  # shared by the two sheets of 2018/2019; the columns of papers stay empty, as they must
    "行政相对人名称": "subject_name", "行政相对人类别": "entity_kind", "行政相对人代码_1（统一社会信用代码）": "uscc",
    "行政相对人代码_2（工商注册号）": "", "行政相对人代码_3（组织机构代码）": "", "行政相对人代码_4（税务登记号）": "",
    "行政相对人代码_5（事业单位证书号）": "", "行政相对人代码_6（社会组织登记证号）": "",
    "法定代表人": "", "法定代表人证件类型": "", "法定代表人证件号码": "", "证件类型": "", "证件号码": "",
}  # fmt: skip
_PERMIT_SHEET = {
    **_HEAD, "行政许可决定文书名称": "document_name", "行政许可决定文书号": "document_no", "许可类别": "permit_kind",
    "许可证书名称": "certificate_name", "许可编号": "certificate_no", "许可内容": "content",
    "许可决定日期": "decided_on", "有效期自": "valid_from", "有效期至": "valid_until", "许可机关": "authority",
    "许可机关统一社会信用代码": "authority_code", "当前状态": "source_status", "数据来源单位": "source_unit",
    "数据来源单位统一社会信用代码": "source_unit_code", "备注": "",
}  # fmt: skip
_PENALTY_SHEET = {
    **_HEAD, "行政处罚决定书文号": "document_no", "违法行为类型": "violation_kind", "违法事实": "facts",
    "处罚依据": "legal_basis", "处罚类别": "penalty_kinds", "处罚内容": "content", "罚款金额（万元）": "fine_wan",
    "没收违法所得、没收非法财物的金额（万元）": "confiscated_wan", "暂扣或吊销证照名称及编号": "licence_affected",
    "处罚决定日期": "decided_on", "处罚有效期": "effective_until", "公示截止期": "display_until", "处罚机关": "authority",
    "处罚机关统一社会信用代码": "authority_code", "数据来源单位": "source_unit",
    "数据来源单位统一社会信用代码": "source_unit_code", "备注": "", "失信信息分级": "severity",
}  # fmt: skip
_PENALTY_2016 = {
    "行政处罚决定书文号": "document_no", "处罚名称": "case_name", "处罚类别1": "penalty_kinds", "处罚事由": "facts",
    "处罚依据": "legal_basis", "行政相对人名称": "subject_name", "行政相对人代码_1 (统一社会信用代码)": "uscc",
    "行政相对人代码_2 (组织机构代码)": "", "行政相对人代码_3 (工商登记码)": "", "行政相对人代码_4 (税务登记号)": "",
    "行政相对人代码_5 (居民身份证号)": "", "法定代表人姓名": "", "处罚结果": "content", "处罚决定日期": "decided_on",
    "处罚截止期": "effective_until", "处罚机关": "authority", "当前状态": "source_status", "地方编码": "",
    "数据更新时间戳": "source_updated", "备注": "", "处罚金额（万元）": "fine_wan",  # from here on: added by the city
    "没收违法所得（万元）": "confiscated_wan", "失信信息分级": "severity",
}  # fmt: skip
_NOTES = "表格说明：1. 本表按双公示数据标准填报，金额单位为万元；2. 证件类列不填；3. 长期有效填 2099/12/31；4. 失信信息分级由处罚机关注明。"


def _double_publicity(folder: Path, tables: Table) -> None:
    """Permits and penalties: the workbook of the year, the old layout before it, plain tables after it."""
    post = office("post")
    posted = [one for one in tables["penalties"] if one.authority == post]
    other = [one for one in tables["penalties"] if one.authority != post]
    book, span = Workbook(), "（2025年7月—2026年8月）"
    book.remove(book.worksheets[0])
    permits = tables["permits"]
    add_sheet(
        book, "行政许可", f"云浦市行政许可信息公示表{span}", _NOTES, _PERMIT_SHEET,
        (one for one in permits if one.decided_on >= _OLD_END),
    )  # fmt: skip
    add_sheet(
        book, "行政处罚", f"云浦市行政处罚信息公示表{span}", _NOTES, _PENALTY_SHEET,
        (one for one in other if _OLD_END <= one.decided_on < _BOOK_END),
    )  # fmt: skip
    write_book(folder / "mixed" / "云浦市双公示数据-2025年7月至2026年8月.xlsx", book)
    where = folder / "penalties"
    old = [one for one in other if one.decided_on < _OLD_END]
    write_table(
        where / "行政处罚-2016版表头-2024年至2025年6月.csv",
        _PENALTY_2016,
        old,
        "gb18030",
        "%Y/%m/%d",
    )
    new, drop = (
        [one for one in other if one.decided_on >= _BOOK_END],
        ("registration_no", "legal_rep", "source_severity"),
    )
    plain: Headers = standard(r.Penalty, "subject_no", *drop)
    write_table(where / "行政处罚-2026年9月至10月.csv", plain, new)
    write_table(where / "行政处罚-2026年10月补报.csv", plain, tables["resent"])
    write_table(where / "邮政管理局-行政处罚.csv", plain, posted)
    kept = standard(r.Permit, "subject_no", "registration_no", "legal_rep")
    before = [one for one in permits if one.decided_on < _OLD_END]
    write_table(folder / "permits" / "行政许可-2025年6月以前.csv", kept, before)


def _commitments(folder: Path, tables: Table) -> None:
    rows = tables["commitments"]
    where = folder / "commitments"
    spelled = standard(
        r.Commitment,
        "subject_no",
        subject_name="承诺人名称",
        uscc="承诺人代码",
        entity_kind="承诺人类别",
    )
    public = [one for one in rows if one.accepted_by != ASSOCIATION]
    write_table(where / "信用承诺-政务部门受理-2026年10月.csv", spelled, public)
    plain = standard(r.Commitment, "subject_no", "accepted_by_code", "confirmed_by_code")
    own = [one for one in rows if one.accepted_by == ASSOCIATION]
    write_table(where / "信用承诺-电子商务协会自律承诺.csv", plain, own)


def _rest(folder: Path, tables: Table) -> None:
    """The smaller tables."""
    for name, rows in _by(tables["ratings"], lambda one: one.rating_name):
        write_table(
            folder / "ratings" / f"{name}.csv", standard(r.Rating, "subject_no", "scheme_url"), rows
        )
    for name, rows in _by(
        tables["inspections"], lambda one: "邮政" if "邮政" in one.authority else "市场监管"
    ):
        headers = standard(r.Inspection, "subject_no", subject_name="检查对象")
        write_table(folder / "inspections" / f"{name}-双随机和日常检查.csv", headers, rows)
    for kind, name in (
        (r.Honour, "荣誉表彰"), (r.Rectification, "专项治理台账-2026年10月"), (r.Removal, "信用修复和撤下-2026年"),
        (r.Objection, "异议办件-2026年"), (r.ComplaintStat, "投诉统计-2026年1月至9月"),
    ):  # fmt: skip
        rows = tables[kind_of(kind())]
        drop = ("subject_no", "target_id") if kind in (r.Removal, r.Objection) else ("subject_no",)
        write_table(folder / kind_of(kind()) / f"{name}.csv", standard(kind, *drop), rows)


def _by(rows: Iterable[Any], group: Callable[[Any], str]) -> Iterator[tuple[str, list[Any]]]:
    found: Table = defaultdict(list)
    for row in rows:
        found[group(row)].append(row)
    yield from sorted(found.items())
