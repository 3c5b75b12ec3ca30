"""Columns that several kinds of record share: who the record is about, who decided, who sent the row."""

from typing import Any

from creditsite.model import vocabulary as v
from creditsite.model.fields import Need, Type, column


def subject_name(*synonyms: str) -> Any:
    """The name of the subject a record is about, as the department sent it."""
    return column(
        "信用主体名称",
        "主体全称, 与营业执照或登记证书一致",
        "主体名称",
        "行政相对人名称",
        "企业名称",
        "单位名称",
        "机构名称",
        "纳税人名称",
        "当事人",
        "当事人姓名/单位名称",
        "处罚企业名称",
        "企业名称或自然人姓名",
        "企业单位名称",
        "市场主体名称",
        "经营主体名称",
        "失信主体名称",
        "相对人名称",
        "当事人名称",
        "当事人姓名或名称",
        "被处罚人",
        "被处罚单位",
        "被处罚人名称",
        "被处罚单位名称",
        "被处罚企业名称",
        "被处罚当事人名称",
        "违法企业名称",
        *synonyms,
        need=Need.MANDATORY,
        max_length=200,
        example="云浦市青橙优品商贸有限公司",
    )


def uscc(*synonyms: str) -> Any:
    """The unified social credit code: the only thing that joins a record to a subject."""
    return column(
        "统一社会信用代码",
        "18 位统一社会信用代码, 以文本填写",
        "社会信用代码",
        "信用主体代码",
        "主体代码",
        "主体身份代码",
        "行政相对人代码",
        "行政相对人代码_1（统一社会信用代码）",
        "行政相对人代码_1(统一社会信用代码)",
        "代码_1（统一社会信用代码）",
        "行政相对人统一社会信用代码",
        "相对人统一社会信用代码",
        "被处罚人统一社会信用代码",
        "被处罚单位统一社会信用代码",
        "当事人统一社会信用代码",
        "企业统一社会信用代码",
        "统一社会信用代码（注册号）",
        "统一社会信用代码/注册号",
        "统一信用代码",
        "企业信用代码",
        "信用代码",
        *synonyms,
        type=Type.CODE,
        need=Need.CONDITIONAL,
        max_length=18,
        example="91990102MA0000001D",
    )


def subject_no() -> Any:
    """The office's own number for a subject without a code, as its `subjects` row states it."""
    return column(
        "主体编号",
        "没有统一社会信用代码的主体 (网站, 应用等) 由信用办编发的编号, 与主体表一致",
        public=False,
        max_length=50,
        example="WZ-0001",
    )


def entity_kind(*synonyms: str) -> Any:
    """The legal form of the subject."""
    return column(
        "主体类别",
        "法人及非法人组织, 个体工商户, 自然人, 网站或应用",
        "行政相对人类别",
        "企业类型",
        *synonyms,
        type=Type.TERM,
        vocabulary=v.ENTITY_KIND,
        example="法人及非法人组织",
    )


def source_unit(*codes: str) -> Any:
    """Who sent the row; often not who decided."""
    return column(
        "数据来源单位",
        "报送本条数据的单位",
        "数据来源",
        "信息提供单位",
        *codes,
        max_length=200,
        example="云浦市市场监督管理局",
    )


def source_unit_code(*codes: str) -> Any:
    """The code of who sent the row."""
    return column(
        "数据来源单位统一社会信用代码",
        "报送单位的统一社会信用代码",
        "数据来源单位代码",
        *codes,
        type=Type.CODE,
        max_length=18,
    )


def source_updated() -> Any:
    """When the sender last changed the row: decides between two versions of one record."""
    return column(
        "数据更新时间",
        "来源单位最近一次更新本条数据的日期",
        "更新时间",
        "更新日期",
        "数据更新日期",
        "最新更新日期",
        "最新更新时间",
        "最后更新日期",
        "最后更新时间",
        "数据导出时间",
        "数据更新时间戳",
        "SJC",
        type=Type.DATE,
    )


def openness(need: Need = Need.OPTIONAL, gate: str = "") -> Any:
    """Whether its source lets the public see the row: what it does not say is public, unless it must say so."""
    return column(
        "公开类型",
        "只有可向社会公开的才公示" + ("" if need is Need.MANDATORY else "; 不填视为可向社会公开"),
        "信息使用范围",
        "是否公示",
        "是否公开",
        "是否可公开",
        "是否对外公开",
        "是否向社会公开",
        "公开属性",
        "公开方式",
        "公示状态",
        type=Type.TERM,
        need=need,
        vocabulary=v.OPENNESS,
        public=False,
        gate=gate,
    )


def remark(*codes: str) -> Any:
    """A free note: never published."""
    return column(
        "备注", "内部备注, 不公开", "其他信息", "BZ", *codes, public=False, max_length=512
    )


def severity() -> Any:
    """The class of dishonesty: arrives with the record and is never guessed."""
    return column(
        "失信信息分级",
        "轻微, 一般, 严重 (《信用修复管理办法》); 缺失则不公示",
        "失信等级分类",
        "失信等级",
        type=Type.TERM,
        vocabulary=v.SEVERITY,
        example="一般",
    )


def authority(header: str, *synonyms: str) -> Any:
    """The body that decided."""
    return column(
        header,
        "作出决定的机关全称",
        *synonyms,
        need=Need.MANDATORY,
        max_length=200,
        example="云浦市市场监督管理局",
    )


def authority_code(header: str, *synonyms: str) -> Any:
    """The code of the body that decided."""
    return column(
        header, "作出决定的机关的统一社会信用代码", *synonyms, type=Type.CODE, max_length=18
    )


def day(header: str, help: str, *synonyms: str, need: Need = Need.OPTIONAL) -> Any:  # noqa: A002
    """A date column."""
    return column(header, help, *synonyms, type=Type.DATE, need=need, example="2026-05-20")


def display_until() -> Any:
    """The end of display that the source states: it can only shorten what the rules give."""
    return column(
        "公示截止期",
        "来源单位确定的公示截止日期, 只能早于规则算出的日期",
        "公示截止日期",
        "公示截止时间",
        "公示结束日期",
        "公示终止日期",
        "公示期截止日期",
        "公示期至",
        "公示有效期限",
        "公示期限",
        "公示期",
        "有效期限",
        "CF_GSJZQ",
        type=Type.DATE,
    )
