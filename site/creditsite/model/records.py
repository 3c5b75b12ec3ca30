"""The records of a credit file: a frozen dataclass per kind, whose fields carry header, synonyms, help, openness."""
# ruff: noqa: RUF009 -- the calls give dataclass fields, which are made once and never change

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from creditsite.model import columns as c
from creditsite.model import vocabulary as v
from creditsite.model.fields import Need, Type, column

M = Need.MANDATORY
C = Need.CONDITIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Anyone a record is about."""

    subject_name: str = c.subject_name("名称", "name")
    uscc: str = c.uscc("承诺人代码")
    subject_no: str = c.subject_no()
    entity_kind: str = c.entity_kind()
    roles: tuple[str, ...] = column(
        "电商角色", "可填多个, 以分号分隔", type=Type.TERMS, vocabulary=v.ROLE, example="入驻商家"
    )
    aliases: tuple[str, ...] = column(
        "别名",
        "简称, 字号或店铺名, 以分号分隔",
        "简称",
        "字号",
        "店铺名",
        type=Type.TEXTS,
        max_length=200,
    )
    former_names: tuple[str, ...] = column(
        "曾用名", "以前使用的名称, 以分号分隔", type=Type.TEXTS, max_length=200
    )
    region_code: str = column(
        "行政区划",
        "六位行政区划代码",
        "行政区划代码",
        "所属区划",
        "地方编码",
        "区划代码",
        max_length=6,
        example="990102",
    )
    industry_code: str = column(
        "行业代码", "GB/T 4754 行业代码", "行业", max_length=5, example="5292"
    )
    registered_with: str = column("登记机关", "登记机关全称", max_length=200)
    registration_no: str = column("注册号", "工商注册号", "工商注册号", max_length=50)
    legal_rep: str = column(
        "法定代表人",
        "法定代表人或负责人姓名",
        "负责人",
        "法定代表人姓名",
        "法人代表",
        max_length=50,
    )
    registration_status: str = column(
        "登记状态",
        "存续, 吊销, 注销, 迁出",
        "企业状态",
        "经营状态",
        type=Type.TERM,
        vocabulary=v.REGISTRATION_STATUS,
        example="存续",
    )
    founded_on: date | None = c.day("成立日期", "成立或注册日期", "注册日期")
    address: str = column("注册地址", "住所; 个体工商户不公开", "住所", max_length=200)
    sites: tuple[str, ...] = column(
        "网站",
        "网站, 应用的地址, 以分号分隔",
        "网址",
        "域名",
        "应用",
        "平台店铺地址",
        type=Type.TEXTS,
        max_length=500,
        example="https://shop.example",
    )
    licence_url: str = column(
        "亮照链接", "电子营业执照或亮照页面的网址", "电子营业执照链接", max_length=500
    )
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop that a subject runs on a platform or site."""

    subject_name: str = c.subject_name()
    uscc: str = c.uscc()
    subject_no: str = c.subject_no()
    platform_code: str = column(
        "平台统一社会信用代码",
        "店铺所在平台的统一社会信用代码",
        "平台代码",
        "平台信用代码",
        type=Type.CODE,
        need=C,
        max_length=18,
    )
    platform_name: str = column(
        "平台名称",
        "店铺所在平台的名称",
        "平台",
        "所属平台",
        "入驻平台",
        need=M,
        max_length=200,
        example="云浦易购",
    )
    shop_name: str = column(
        "店铺名", "店铺在平台上的名称", "店铺名称", "网店名称", need=M, max_length=200
    )
    shop_url: str = column(
        "店铺地址", "店铺网址", "平台店铺地址", "店铺网址", "店铺链接", "网店网址", max_length=500
    )
    opened_on: date | None = c.day("开店日期", "店铺开业日期", "开店时间", "入驻时间")
    closed_on: date | None = c.day("关店日期", "店铺关闭日期")
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """An entry on a red, watch, black or other list: a decision of a named body on a legal basis."""

    list_kind: str = column(
        "名单类型",
        "名单的标准名称",
        "数据类别",
        "名单类别",
        "名单种类",
        type=Type.TERM,
        need=M,
        vocabulary=v.LIST_KIND,
        example="重点关注名单",
    )
    list_name: str = column("名单名称", "名单全称", "失信黑名单事项", max_length=200)
    sector: str = column(
        "领域", "名单所属领域", "名单领域", "惩戒领域", max_length=100, example="电子商务"
    )
    subject_name: str = c.subject_name()
    uscc: str = c.uscc("证件号码")
    subject_no: str = c.subject_no()
    entity_kind: str = c.entity_kind()
    reason: str = column(
        "列入事由",
        "为什么列入",
        "列入名单原因",
        "列入原因",
        "列入理由",
        "列入红/黑名单事由",
        "列入红黑名单事由",
        "列入红名单事由",
        "列入黑名单事由",
        "惩戒事由",
        "失信行为简况",
        "纳入理由",
        "列入严重违法失信企业名单（黑名单）原因",
        need=M,
        max_length=2000,
    )
    conduct: tuple[str, ...] = column(
        "细分行为",
        "恶意刷单, 虚假流量等, 以分号分隔",
        "失信行为",
        type=Type.TERMS,
        vocabulary=v.CONDUCT,
    )
    legal_basis: str = column(
        "列入依据",
        "法律法规依据; 没有依据不得列入",
        "惩戒依据",
        "文件依据",
        "认定依据",
        need=M,
        max_length=1000,
    )
    document_no: str = column(
        "文书号",
        "列入决定的文书号",
        "法律文书编号",
        "案号",
        "执行依据文号",
        "决定文书号",
        "决定书文号",
        "列入文号",
        "列入文书号",
        "列入决定文书号",
        "列入决定书文号",
        "认定文号",
        "决定文号",
        "认定文书号",
        need=M,
        max_length=128,
        example="示例信列〔2026〕8号",
    )
    decided_on: date | None = c.day(
        "出具日期", "列入决定日期", "列入决定日期", "文书日期", "决定日期", need=M
    )
    severity: str = c.severity()
    designating_body: str = c.authority(
        "认定机关",
        "列入决定机关",
        "作出决定机关（列入）",
        "发布机关名称",
        "列入部门",
        "列入机关",
        "作出列入决定机关",
        "认定单位",
        "认定部门",
    )
    designating_body_code: str = c.authority_code("认定机关代码", "认定机关统一社会信用代码")
    listed_on: date | None = c.day(
        "列入日期", "列入名单的日期", "产生日期", "列入名单时间", "列入时间", need=M
    )
    display_until: date | None = c.display_until()
    list_until: date | None = c.day(
        "名单有效期",
        "名单有效期止",
        "处罚截止日期",
        "名单有效期至",
        "有效期",
        "有效期至",
        "有效期止",
        "列入有效期",
        "列入期限",
        "惩戒期限",
        "名单期限",
        "列入截止日期",
        "惩戒截止日期",
        "惩戒结束日期",
        "到期日期",
    )
    measures: tuple[str, ...] = column(
        "惩戒或激励措施",
        "适用的措施名称, 以分号分隔",
        "惩戒措施",
        "激励措施",
        type=Type.TEXTS,
        max_length=2000,
    )
    measures_by: str = column(
        "措施实施部门", "实施惩戒或激励的部门", "实施部门", "惩戒执行部门", max_length=500
    )
    measures_term: str = column(
        "措施期限", "惩戒或激励的期限, 如 1年、终身", "期限", "惩戒执行期限", max_length=200
    )
    delisted_on: date | None = c.day(
        "移出日期",
        "移出名单的日期",
        "撤出日期",
        "移出时间",
        "移出名单日期",
        "退出日期",
        "退出时间",
        "撤出时间",
        "移出名单时间",
        "移除日期",
        "移除时间",
        "解除日期",
        "解除时间",
    )
    delist_reason: str = column("移出原因", "为什么移出", "移出理由", max_length=1000)
    delisted_by: str = column(
        "移出决定机关", "决定移出的机关", "作出决定机关（移出）", "移出机关", max_length=200
    )
    delist_document_no: str = column(
        "移出文书号", "移出决定的文书号", "移出决定文书号", max_length=128
    )
    list_status: str = column(
        "名单状态",
        "公示中, 已移出, 异议中, 已撤销, 届满",
        "状态",
        type=Type.TERM,
        vocabulary=v.LIST_STATUS,
        public=False,
    )
    statement: str = column("申辩", "主体自己的说明, 与记录一并公示", "主体说明", max_length=2000)
    openness: str = c.openness()
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()
    remark: str = c.remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """A credit commitment and how it was kept."""

    commitment_no: str = column(
        "承诺编码",
        "区划 6 位 + 日期 8 位 + 流水 6 位",
        "承诺编号",
        "承诺书编号",
        need=M,
        max_length=20,
        example="示例20260301000001",
    )
    subject_name: str = c.subject_name(
        "承诺人名称", "承诺人", "承诺主体", "承诺单位", "承诺企业名称", "承诺主体名称"
    )
    uscc: str = c.uscc("承诺人代码")
    subject_no: str = c.subject_no()
    entity_kind: str = c.entity_kind("承诺人类别")
    commitment_kind: str = column(
        "承诺类型",
        "审批替代型, 容缺受理型等",
        "承诺类别",
        type=Type.TERM,
        need=M,
        vocabulary=v.COMMITMENT_KIND,
    )
    matter: str = column(
        "承诺事由", "承诺对应的事项", "信用承诺事项", "承诺事项", need=M, max_length=512
    )
    content: str = column("承诺内容", "承诺的具体内容", need=M, max_length=4000)
    liability: str = column("违诺责任", "违背承诺的责任", "违约责任", need=M, max_length=4000)
    made_on: date | None = c.day(
        "承诺作出日期",
        "作出承诺的日期",
        "做出承诺日期",
        "做出信用承诺时间",
        "承诺日期",
        "承诺时间",
        "作出承诺日期",
        need=M,
    )
    valid_until: date | None = c.day(
        "承诺有效期",
        "承诺有效期止; 长期可填长期",
        "承诺有效期至",
        "承诺有效期限",
        "承诺期限",
        "有效期",
        "有效期限",
    )
    fulfilment: str = column(
        "承诺履行状态",
        "全部履行, 部分履行, 全部未履行; 未到期填履行中",
        "承诺履约状态",
        "承诺履行情况",
        "履行状态",
        "履约状态",
        type=Type.TERM,
        need=M,
        vocabulary=v.FULFILMENT,
    )
    unfulfilled_content: str = column(
        "未履行的承诺内容", "部分或全部未履行时填写", need=C, max_length=4000
    )
    consequence: str = column("违诺责任追究内容", "部分或全部未履行时填写", need=C, max_length=4000)
    confirmed_on: date | None = c.day("履行状态认定日期", "认定履行状态的日期")
    confirmed_by: str = column("履行状态认定单位", "认定履行状态的单位", max_length=200)
    confirmed_by_code: str = c.authority_code(
        "履行状态认定单位代码", "履行状态认定单位统一社会信用代码"
    )
    accepted_by: str = column(
        "承诺受理单位",
        "受理承诺的单位",
        "受理单位",
        "受理部门",
        "承诺受理部门",
        need=M,
        max_length=200,
    )
    accepted_by_code: str = c.authority_code("承诺受理单位代码", "承诺受理单位统一社会信用代码")
    openness: str = c.openness(need=M, gate="public")
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()
    remark: str = c.remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """An administrative permit, as the 双公示 tables give it."""

    subject_name: str = c.subject_name("XK_XDR_MC", "XK_XDR", "许可主体", "被许可人", "许可对象")
    entity_kind: str = c.entity_kind("XK_XDR_LB", "XK_XDR_TYPE")
    uscc: str = c.uscc("XK_XDR_SHXYM")
    subject_no: str = c.subject_no()
    registration_no: str = column(
        "行政相对人代码_2（工商注册号）",
        "工商注册号",
        "代码_2（工商注册号）",
        "行政相对人代码_3（工商登记码）",
        "代码_3（工商登记码）",
        "XK_XDR_GSZC",
        "XK_XDR_GSDJ",
        "工商注册号",
        "注册号",
        public=False,
        max_length=50,
    )
    legal_rep: str = column(
        "法定代表人",
        "法定代表人姓名",
        "法定代表人姓名",
        "法人代表",
        "法人",
        "负责人",
        "许可法人",
        "XK_FRDB",
        "XK_FR",
        public=False,
        max_length=50,
    )
    document_name: str = column(
        "行政许可决定文书名称",
        "决定文书的名称",
        "项目名称",
        "许可项目名称",
        "XK_XKWS",
        "XK_XMMC",
        need=M,
        max_length=256,
    )
    document_no: str = column(
        "行政许可决定文书号",
        "决定文书的文号",
        "行政许可决定书文号",
        "许可决定文书号",
        "许可决定书文号",
        "行政许可决定文号",
        "行政许可文书号",
        "许可文书号",
        "许可文号",
        "行政许可文号",
        "决定文书号",
        "决定书文号",
        "XK_WSH",
        need=M,
        max_length=256,
    )
    permit_kind: str = column(
        "许可类别",
        "普通, 特许, 认可, 核准, 登记, 其他",
        "审批类别",
        "审核类型",
        "XK_XKLB",
        "XK_SPLB",
        type=Type.TERM,
        need=M,
        vocabulary=v.PERMIT_KIND,
    )
    certificate_name: str = column("许可证书名称", "许可证件的名称", "XK_XKZS", max_length=64)
    certificate_no: str = column(
        "许可编号",
        "许可证件的编号",
        "行政许可编码",
        "行政许可编号",
        "许可证号",
        "许可证编号",
        "许可证书编号",
        "XK_XKBH",
        max_length=64,
    )
    content: str = column(
        "许可内容", "许可的具体内容", "内容许可", "XK_NR", need=M, max_length=4000
    )
    decided_on: date | None = c.day(
        "许可决定日期",
        "作出许可决定的日期",
        "许可生效期",
        "行政许可决定日期",
        "许可日期",
        "决定日期",
        "XK_JDRQ",
        need=M,
    )
    valid_from: date | None = c.day(
        "有效期自",
        "许可有效期起",
        "许可有效期自",
        "许可有效期起",
        "有效期起",
        "有效期开始日期",
        "有效期起始日期",
        "XK_YXQZ",
    )
    valid_until: date | None = c.day(
        "有效期至",
        "许可有效期止; 长期可填长期",
        "许可截止期",
        "许可截止日期",
        "许可有效期至",
        "许可有效期止",
        "许可有效期截止日期",
        "有效期止",
        "有效期截止日期",
        "有效期结束日期",
        "许可有效期",
        "许可期限",
        "有效期",
        "有效期限",
        "XK_YXQZI",
        "XK_JZQ",
        "XK_YXQ",
    )
    authority: str = c.authority(
        "许可机关",
        "许可决定机关",
        "行政许可机关",
        "许可实施机关",
        "许可部门",
        "作出许可的机关",
        "审批机关",
        "审批部门",
        "发证机关",
        "XK_XKJG",
        "XK_XZJG",
    )
    authority_code: str = c.authority_code("许可机关统一社会信用代码", "许可机关代码", "XK_XKJGDM")
    source_status: str = column(
        "当前状态",
        "许可的当前状态",
        "XK_ZT",
        "许可状态",
        type=Type.TERM,
        vocabulary=v.SOURCE_STATUS,
    )
    openness: str = c.openness()
    source_unit: str = c.source_unit("XK_LYDW")
    source_unit_code: str = c.source_unit_code("XK_LYDWDM")
    source_updated: date | None = c.source_updated()
    remark: str = c.remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """An administrative penalty, as the 双公示 tables give it."""

    subject_name: str = c.subject_name("CF_XDR_MC", "处罚对象", "CF_XDR")
    entity_kind: str = c.entity_kind("CF_XDR_LB", "CF_XDR_TYPE")
    uscc: str = c.uscc("CF_XDR_SHXYM")
    subject_no: str = c.subject_no()
    registration_no: str = column(
        "行政相对人代码_2（工商注册号）",
        "工商注册号",
        "代码_2（工商注册号）",
        "行政相对人代码_3（工商登记码）",
        "代码_3（工商登记码）",
        "CF_XDR_GSZC",
        "CF_XDR_GSDJ",
        "工商注册号",
        "注册号",
        public=False,
        max_length=50,
    )
    legal_rep: str = column(
        "法定代表人",
        "法定代表人姓名",
        "法定代表人姓名",
        "法人代表",
        "法人",
        "负责人",
        "CF_FRDB",
        "CF_FR",
        public=False,
        max_length=50,
    )
    document_no: str = column(
        "行政处罚决定书文号",
        "处罚决定书的文号",
        "文号",
        "处罚文书编号",
        "处罚文书号",
        "处罚文号",
        "处罚决定文号",
        "处罚决定文书号",
        "处罚决定书号",
        "处罚决定书文号",
        "处罚决定书编号",
        "行政处罚文书号",
        "行政处罚决定文号",
        "行政处罚决定文书号",
        "行政处罚决定书号",
        "行政处罚决定书编号",
        "决定书编号",
        "决定书文号",
        "CF_WSH",
        need=M,
        max_length=256,
        example="示例处罚〔2026〕12号",
    )
    case_name: str = column(
        "处罚名称", "案件名称", "案件名称", "CF_CFMC", "CF_AJMC", max_length=512
    )
    violation_kind: str = column(
        "违法行为类型", "违法行为的类型", "违法行为名称", "CF_WFXW", need=C, max_length=2000
    )
    facts: str = column(
        "违法事实",
        "主要违法事实",
        "处罚事由",
        "主要违法事实",
        "主要失信事实",
        "CF_SY",
        need=M,
        max_length=5000,
    )
    legal_basis: str = column(
        "处罚依据", "处罚的法律依据", "行政处罚的种类和依据", "CF_YJ", need=M, max_length=2048
    )
    penalty_kinds: tuple[str, ...] = column(
        "处罚类别",
        "处罚种类, 以分号分隔",
        "处罚类别1",
        "处罚类别2",
        "处罚种类",
        "处罚类型",
        "行政处罚种类",
        "行政处罚类别",
        "CF_CFLB",
        "CF_CFLB1",
        "CF_CFLB2",
        type=Type.TERMS,
        need=M,
        vocabulary=v.PENALTY_KIND,
    )
    content: str = column(
        "处罚内容",
        "处罚的具体内容",
        "处罚结果",
        "处罚决定内容",
        "行政处罚内容",
        "行政处罚结果",
        "CF_NR",
        "CF_JG",
        need=M,
        max_length=4000,
    )
    fine_wan: Decimal | None = column(
        "罚款金额（万元）",
        "单位万元, 最多六位小数",
        "处罚金额（万元）",
        "应缴罚款金额（万元）",
        "罚款数额（万元）",
        "罚款（万元）",
        "CF_NR_FK",
        type=Type.MONEY,
    )
    confiscated_wan: Decimal | None = column(
        "没收违法所得、没收非法财物的金额（万元）",
        "单位万元, 最多六位小数",
        "没收违法所得（万元）",
        "没收违法所得金额（万元）",
        "没收金额（万元）",
        "没收违法所得、没收非法财务的金额（万元）",
        "CF_NR_WFFF",
        type=Type.MONEY,
    )
    licence_affected: str = column(
        "暂扣或吊销证照名称及编号", "被暂扣或吊销的证照", "CF_NR_ZKDX", max_length=200
    )
    decided_on: date | None = c.day(
        "处罚决定日期",
        "作出处罚决定的日期, 公示期由此起算",
        "文书制作日期",
        "处罚日期",
        "处罚决定时间",
        "处罚决定书日期",
        "行政处罚日期",
        "行政处罚决定日期",
        "作出处罚决定日期",
        "作出行政处罚决定日期",
        "决定日期",
        "处罚时间",
        "CF_JDRQ",
        need=M,
    )
    effective_until: date | None = c.day(
        "处罚有效期",
        "处罚有效期止 (不是公示截止期)",
        "处罚生效期止",
        "处罚截止期",
        "处罚期限",
        "CF_YXQ",
        "CF_QX",
    )
    display_until: date | None = c.display_until()
    severity: str = c.severity()
    authority: str = c.authority(
        "处罚机关",
        "处罚决定机关",
        "作出处罚决定的部门",
        "处罚机构",
        "处罚机关名称",
        "行政处罚机关",
        "处罚部门",
        "处罚实施机关",
        "执法机关",
        "作出处罚机关",
        "作出处罚决定机关",
        "作出行政处罚决定机关",
        "作出行政处罚决定机关名称",
        "作出行政处罚决定的机关名称",
        "CF_CFJG",
        "CF_XZJG",
    )
    authority_code: str = c.authority_code("处罚机关统一社会信用代码", "处罚机关代码", "CF_CFJGDM")
    source_status: str = column(
        "当前状态",
        "处罚的当前状态",
        "CF_ZT",
        "处罚状态",
        "修复状态",
        "信用修复状态",
        "是否修复",
        "是否已修复",
        "是否信用修复",
        type=Type.TERM,
        vocabulary=v.SOURCE_STATUS,
        public=False,
    )
    source_severity: str = column(
        "失信严重程度",
        "部分省份的旧分级, 只作参考, 不用于公示期",
        type=Type.TERM,
        vocabulary=v.SOURCE_SEVERITY,
        public=False,
    )
    statement: str = column("申辩", "主体自己的说明, 与记录一并公示", "主体说明", max_length=2000)
    openness: str = c.openness()
    source_unit: str = c.source_unit("CF_SJLY")
    source_unit_code: str = c.source_unit_code("CF_SJLYDM")
    source_updated: date | None = c.source_updated()
    remark: str = c.remark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A grade that a named body gave in a named scheme."""

    rating_name: str = column(
        "评定内容",
        "评价方案的名称, 见 levels.toml",
        "评价名称",
        "评级名称",
        "评价方案",
        need=M,
        max_length=200,
    )
    subject_name: str = c.subject_name()
    uscc: str = c.uscc()
    subject_no: str = c.subject_no()
    grade: str = column(
        "等级",
        "评定的等级",
        "信用等级",
        "评价等级",
        "评定等级",
        "评价结果",
        "评级结果",
        need=M,
        max_length=32,
        example="A",
    )
    rated_on: date | None = c.day(
        "评定时间",
        "评定日期",
        "等级认定时间",
        "评定日期",
        "评价日期",
        "评价时间",
        "评级日期",
        need=M,
    )
    year: int | None = column(
        "评价年度", "评价对应的年度", "年度", type=Type.INTEGER, need=C, example="2025"
    )
    rated_by: str = column(
        "评定单位",
        "作出评价的单位",
        "评价单位",
        "评价机构",
        "评定机构",
        "评价部门",
        "评定部门",
        need=M,
        max_length=200,
    )
    scheme_url: str = column("评价标准", "评价标准的网址", max_length=500)
    valid_until: date | None = c.day(
        "有效期", "等级有效期止", "有效期至", "有效期限", "等级有效期", "有效期止"
    )
    openness: str = c.openness()
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Honour:
    """An award or demonstration title."""

    title: str = column(
        "荣誉称号",
        "表彰或荣誉的名称",
        "表彰名称",
        "表彰标题",
        "荣誉名称",
        "奖项名称",
        "称号名称",
        "称号",
        need=M,
        max_length=255,
    )
    subject_name: str = c.subject_name()
    uscc: str = c.uscc()
    subject_no: str = c.subject_no()
    document_no: str = column(
        "表彰文号", "表彰决定的文号", "文号", "文件号", need=C, max_length=255
    )
    level: str = column(
        "表彰等级",
        "国家级, 省级, 市级, 县级",
        "表彰级别",
        "荣誉级别",
        "荣誉等级",
        type=Type.TERM,
        need=M,
        vocabulary=v.HONOUR_LEVEL,
    )
    year: int | None = column("表彰年度", "表彰对应的年度", "年度", type=Type.INTEGER)
    issued_by: str = column(
        "表彰部门",
        "作出表彰的部门",
        "发布单位",
        "表彰单位",
        "表彰机关",
        "授予单位",
        "授予机关",
        "颁发单位",
        need=M,
        max_length=255,
    )
    issued_on: date | None = c.day(
        "表彰时间", "表彰日期", "发布日期", "表彰日期", "授予日期", "颁发日期", "授予时间", need=M
    )
    revoked_on: date | None = c.day("撤销日期", "荣誉被撤销的日期")
    openness: str = c.openness()
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A supervisory inspection and its result."""

    subject_name: str = c.subject_name("检查对象", "检查对象名称", "被检查单位", "被检查单位名称")
    uscc: str = c.uscc()
    subject_no: str = c.subject_no()
    authority: str = c.authority("检查实施机关", "检查机关", "检查部门")
    kind: str = column(
        "检查类型",
        "抽查, 检查, 日常检查",
        "类型",
        "抽查类型",
        type=Type.TERM,
        need=M,
        vocabulary=v.INSPECTION_KIND,
    )
    checked_on: date | None = c.day("检查日期", "实施检查的日期", "日期", "检查时间", need=M)
    result: str = column("检查结果", "检查的结果", "结果", "检查结论", need=M, max_length=1000)
    task_no: str = column("任务编号", "检查任务编号", max_length=64)
    follow_up: str = column("整改要求", "检查后的整改要求", max_length=1000)
    openness: str = c.openness()
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """A case of the rectification ledger: pushed, checked, rectified by a date, withdrawn or overdue."""

    batch: str = column("推送批次", "名单推送的批次", need=M, max_length=50)
    subject_name: str = c.subject_name("主体")
    uscc: str = c.uscc("代码")
    subject_no: str = c.subject_no()
    misdeed: str = column(
        "问题类型", "五类失信问题之一", type=Type.TERM, need=M, vocabulary=v.MISDEED
    )
    county: str = column(
        "责任县区", "责任县区的行政区划代码", "县区", need=M, max_length=50, example="990102"
    )
    department: str = column("责任部门", "负责核查整改的部门", "部门", need=M, max_length=200)
    listed_on: date | None = c.day("列入日期", "列入治理台账的日期", "推送日期", need=M)
    checked_on: date | None = c.day("核查日期", "核查的日期")
    due_on: date | None = c.day("整改期限", "限期整改的截止日期")
    done_on: date | None = c.day("完成日期", "整改完成的日期", "整改完成日期")
    withdrawn_on: date | None = c.day("撤出日期", "撤出台账的日期")
    state: str = column(
        "状态",
        "列入, 核查, 整改中, 整改到位, 撤出, 逾期, 移送",
        "整改状态",
        type=Type.TERM,
        need=M,
        vocabulary=v.RECTIFICATION_STATE,
    )
    result: str = column("处理结果", "处理的结果", need=C, max_length=1000)
    transferred: str = column(
        "移送", "是否移送公安等部门", "是否移送", type=Type.TERM, vocabulary=v.YES_NO
    )
    source_unit: str = c.source_unit()
    source_updated: date | None = c.source_updated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A dispute of a published record; only the flag, its date and the outcome are public."""

    case_no: str = column("办件编号", "异议办件编号", need=M, public=False, max_length=50)
    target_kind: str = column(
        "异议信息类名称",
        "被异议的信息类别",
        "异议信息类",
        type=Type.TERM,
        need=M,
        vocabulary=v.TARGET_KIND,
    )
    target_id: str = column("信息ID", "被异议记录在本站的编号", "信用信息ID", need=C, max_length=40)
    subject_name: str = column(
        "信用主体名称", "被异议记录的主体", "主体名称", public=False, max_length=200
    )
    uscc: str = c.uscc()
    subject_no: str = c.subject_no()
    document_no: str = column(
        "原决定文书号",
        "没有信息ID时, 以原决定文书号 (或承诺编码) 指明记录",
        "决定文书号",
        "文书号",
        need=C,
        public=False,
        max_length=256,
    )
    field: str = column("异议项", "被异议的内容项", public=False, max_length=200)
    old: str = column("旧值", "系统中的内容", "系统信息", public=False, max_length=2000)
    new: str = column("新值", "异议人主张的内容", "异议信息", public=False, max_length=2000)
    state: str = column(
        "处理状态",
        "待审核, 待核实, 已通过, 未通过, 已完成",
        type=Type.TERM,
        need=M,
        vocabulary=v.OBJECTION_STATE,
    )
    received_on: date | None = c.day("收到日期", "收到异议的日期", need=M)
    flagged_on: date | None = c.day("标注日期", "在本站标注异议的日期")
    answered_on: date | None = c.day("答复日期", "答复异议的日期")
    outcome: str = column(
        "结果", "异议的处理结果", "处理结果", type=Type.TERM, vocabulary=v.OBJECTION_OUTCOME
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """An order that a record, or a whole subject, leaves every surface for good."""

    target_kind: str = column(
        "修复主题", "被撤下的信息类别", "信息类别", type=Type.TERM, need=M, vocabulary=v.TARGET_KIND
    )
    target_id: str = column("信用信息ID", "被撤下记录在本站的编号", "信息ID", need=C, max_length=40)
    subject_name: str = column(
        "信用主体名称",
        "主体名称, 不公开",
        "主体名称",
        "企业名称",
        "单位名称",
        public=False,
        max_length=200,
    )
    uscc: str = column(
        "统一社会信用代码",
        "主体代码, 不公开",
        "社会信用代码",
        "企业信用代码",
        "信用主体代码",
        type=Type.CODE,
        public=False,
        max_length=18,
    )
    subject_no: str = c.subject_no()
    document_no: str = column(
        "原决定文书号",
        "没有信息ID时, 以原决定文书号 (或承诺编码) 指明记录",
        "原处罚决定书文号",
        "行政处罚决定书文号",
        "处罚决定书文号",
        need=C,
        public=False,
        max_length=256,
    )
    authority: str = column(
        "原决定机关", "原决定机关, 同号时用来区分", public=False, max_length=200
    )
    record_key: str = column(
        "记录键",
        "由 build.py remove 填写: 台账丢失后凭它仍能撤下同一记录",
        public=False,
        max_length=1000,
    )
    decision_no: str = column(
        "决定文书号",
        "修复或撤销决定的文书号",
        "修复决定文书号",
        "修复决定书文号",
        "信用修复决定书文号",
        need=C,
        public=False,
        max_length=128,
    )
    decided_by: str = column(
        "修复决定机关",
        "作出修复或撤销决定的机关",
        "决定机关",
        "修复机关",
        "修复部门",
        need=M,
        public=False,
        max_length=200,
    )
    decided_on: date | None = c.day(
        "修复日期", "作出修复或撤销决定的日期", "决定日期", "修复时间", need=M
    )
    effect: str = column(
        "终止公示",
        "终止公示, 或停止共享和使用",
        "停止共享",
        "终止公示/停止共享",
        "处理方式",
        type=Type.TERM,
        vocabulary=v.EFFECT,
    )
    reason_code: str = column(
        "理由",
        "信用修复, 决定撤销, 公示期满, 异议成立, 来源更正, 紧急撤下",
        "撤下理由",
        "修复原因",
        type=Type.TERM,
        need=M,
        vocabulary=v.REASON_CODE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """An incentive or restriction, with its legal basis and department."""

    measure_name: str = column(
        "措施名称",
        "激励或惩戒措施",
        "惩戒措施",
        "激励措施",
        "惩戒/激励措施",
        need=M,
        max_length=500,
    )
    direction: str = column(
        "措施类别", "激励或惩戒", type=Type.TERM, need=M, vocabulary=v.DIRECTION
    )
    applies_to: tuple[str, ...] = column(
        "适用名单", "适用于哪些名单", type=Type.TERMS, need=M, vocabulary=v.LIST_KIND
    )
    bases: tuple[str, ...] = column("法律及政策依据", "以分号分隔", "依据", type=Type.TEXTS, need=M)
    departments: tuple[str, ...] = column(
        "实施部门", "以分号分隔", "联合惩戒部门", type=Type.TEXTS, need=M
    )
    term: str = column("期限", "措施的期限", max_length=200)
    national_item: str = column("国家清单编号", "全国失信惩戒措施基础清单编号", max_length=50)
    checked_on: date | None = c.day("核对日期", "最近核对依据的日期", need=M)
    note: str = column("说明", "出处和说明", max_length=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFeedback:
    """A department's report of how often a measure was applied."""

    period: str = column("期间", "如 2026Q3 或 2026-09", "年度", need=M, max_length=20)
    department: str = column("部门", "报告部门", need=M, max_length=200)
    measure_name: str = column("信息类别", "措施名称", "措施名称", need=M, max_length=500)
    received: int | None = column("接收条数", "收到的名单条数", type=Type.INTEGER, need=M)
    applied: int | None = column("实际处理条数", "实际实施措施的条数", type=Type.INTEGER, need=M)
    note: str = column("说明", "说明", max_length=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintStat:
    """Totals of complaints of a channel in a period: never a complainant."""

    channel: str = column("渠道", "热线或平台渠道", type=Type.TERM, need=M, vocabulary=v.CHANNEL)
    period: str = column("期间", "如 2026-09", need=M, max_length=20)
    region_code: str = column("区域", "六位行政区划代码", "行政区划", need=M, max_length=6)
    misdeed: str = column(
        "问题类型", "五类失信问题之一", type=Type.TERM, need=M, vocabulary=v.MISDEED
    )
    received: int | None = column("受理", "受理件数", "受理件数", type=Type.INTEGER, need=M)
    closed: int | None = column("办结", "办结件数", "办结件数", type=Type.INTEGER, need=M)
    upheld: int | None = column("属实", "查实件数", "属实件数", type=Type.INTEGER, need=M)
    satisfied: int | None = column("满意", "满意件数", "满意件数", type=Type.INTEGER, need=M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page of prose: policy, standard, case, notice, report or guide, with its official metadata block."""

    title: str = column("标题", "页面标题", need=M, max_length=200)
    summary: str = column("摘要", "一两句话", need=M, max_length=500)
    published_on: date | None = c.day("发布日期", "在本站发布的日期", need=M)
    written_on: date | None = c.day("成文日期", "文件成文日期")
    issuer: str = column("发布机构", "发文机关", max_length=500)
    department: str = column("责任部门", "责任部门", max_length=200)
    document_no: str = column("文号", "文件编号", max_length=128)
    index_no: str = column("索引号", "政府信息索引号", max_length=64)
    effective_on: date | None = c.day("施行日期", "施行日期")
    status: str = column("效力状态", "现行有效, 已修改, 部分失效, 已废止, 历史文件", max_length=20)
    keywords: tuple[str, ...] = column("关键词", "关键词", type=Type.TEXTS)
    source_url: str = column("原文链接", "官方原文网址", max_length=500)
    order: int | None = column("排序", "同一栏目内的顺序", type=Type.INTEGER)
