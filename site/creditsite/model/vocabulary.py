"""The field's standard terms: every closed list of words, its labels and the spellings met in deliveries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary: our identifier, the standard Chinese label, other spellings and codes."""

    id: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of terms."""

    name: str
    terms: tuple[Term, ...]

    def label(self, term_id: str) -> str:
        """The Chinese label of an identifier, or the identifier itself where it is none of ours.

        >>> SEVERITY.label("serious")
        '严重'
        """
        return next((t.label for t in self.terms if t.id == term_id), term_id)

    def ids(self) -> tuple[str, ...]:
        """Every identifier, in the vocabulary's order."""
        return tuple(t.id for t in self.terms)


def _terms(*rows: str) -> tuple[Term, ...]:
    """Rows of `identifier label synonym …`, parted by white space."""
    return tuple(Term(r[0], r[1], tuple(r[2:])) for r in (row.split() for row in rows))


ENTITY_KIND = Vocabulary(
    "entity_kind",
    _terms(
        "organization 法人及非法人组织 法人 非法人组织 企业 法人及其他组织 法人和其他组织 02 03",
        "sole_trader 个体工商户 个体户 个体 04",
        "natural_person 自然人 个人 01",
        "digital 网站或应用 网站 应用 网络账号 APP",
    ),
)
ROLE = Vocabulary(
    "role",
    _terms(
        "platform 电子商务平台 电商平台 平台",
        "platform_operator 第三方交易平台服务经营者 第三方交易平台 平台经营者",
        "self_site_merchant 自建网站经营者 自建网站 网络商品交易经营者",
        "merchant 入驻商家 平台内经营者 商家",
        "individual_seller 个人卖家 个人网店",
        "courier 寄递物流企业 快递企业 物流企业 寄递企业",
        "store_operator 代运营机构 代运营 代运营企业",
        "consultant 咨询机构 咨询 咨询企业",
        "credit_bureau 征信机构",
        "credit_service 信用服务机构",
        "payment 非银行支付机构 支付机构 非银行支付",
        "supply_chain 上下游企业",
        "association 行业协会商会 行业协会 商会",
        "practitioner 从业人员",
    ),
)
LIST_KIND = Vocabulary(
    "list_kind",
    _terms(
        "red 守信激励对象名单 红名单 守信红名单 诚实守信名单 守信激励对象 诚实守信",
        "watch 重点关注名单 重点关注 关注名单",
        "black 失信惩戒对象名单 黑名单 失信黑名单 失信惩戒对象",
        "serious 严重失信主体名单 严重失信名单 严重失信主体",
        "bigdata_warning 大数据警示名单",
        "brushing_black 炒信黑名单 炒信名单 炒信",
        "ecommerce_black 电子商务领域黑名单 电商黑名单 电商领域黑名单",
        "abnormal_operation 经营异常名录",
        "serious_illegal 严重违法失信名单 严重违法失信企业名单",
        "judgment_defaulter 失信被执行人名单 失信被执行人",
        "major_tax 重大税收违法失信主体名单 重大税收违法失信主体 重大税收违法案件当事人名单",
        "wage_arrears 拖欠农民工工资失信联合惩戒名单 拖欠农民工工资黑名单 拖欠农民工工资",
        "procurement 政府采购严重违法失信名单 政府采购严重违法失信行为记录名单 政府采购",
        "work_safety 安全生产严重失信名单 安全生产",
        "customs 海关失信企业名单 海关失信企业 海关",
        "statistics 统计严重失信企业名单 统计严重失信 统计",
        "fire_safety 消防安全领域黑名单 消防",
        "public_trading 公共资源交易失信名单 公共资源交易",
        "overload 严重违法失信超限超载名单 超限超载",
    ),
)
LIST_STATUS = Vocabulary(
    "list_status",
    _terms(
        "active 公示中 有效 正常 在列 0",
        "delisted 已移出 移出 已撤出 撤出 退出 已退出 移除 已移除 移出名单 已移出名单 已修复 已信用修复"
        " 退出名单 已退出名单 撤出名单 解除 已解除 解除名单",
        "disputed 异议中 异议",
        "revoked 已撤销 撤销 1 撤消 已撤消 作废 已作废",
        "expired 届满 到期 已届满 已到期 期满 已期满 失效 已失效 终止 已终止 无效 终止公示 停止公示",
    ),
)
COMMITMENT_KIND = Vocabulary(
    "commitment_kind",
    _terms(
        "approval_substitute 审批替代型 审批替代",
        "deferred_documents 容缺受理型 容缺受理",
        "proof_substitute 证明事项型 证明事项 证明替代型",
        "credit_repair 信用修复型 信用修复",
        "industry_self_discipline 行业自律型 行业自律",
        "voluntary 主动型 主动承诺型 主动公示型 主动承诺",
        "other 其他",
    ),
)
FULFILMENT = Vocabulary(
    "fulfilment",
    _terms(
        "fulfilled 全部履行 已履行 履行",
        "partly 部分履行",
        "unfulfilled 全部未履行 未履行 违诺",
        "pending 履行中 尚未到期 待认定",
    ),
)
OPENNESS = Vocabulary(
    "openness",
    _terms(
        "public 可向社会公开 社会公开 公开 公示 0 是 主动公开 可公开 可公示 公示中 正在公示 已公示",
        "restricted 特定范围内公开 授权查询 2 依申请公开",
        "closed 不可公开 不公开 政府内部共享 1 否 不予公开 不公示 不予公示 不宜公开 停止公示 已停止公示 终止公示"
        " 已终止公示 公示结束 已下线 已下架 已撤下 已屏蔽 已修复",
    ),
)
PERMIT_KIND = Vocabulary(
    "permit_kind",
    _terms(
        "general 普通 普通许可 01",
        "franchise 特许 特许许可 02",
        "accreditation 认可 03",
        "verification 核准 04",
        "registration 登记 05",
        "other 其他 06 99",
    ),
)
PENALTY_KIND = Vocabulary(
    "penalty_kind",  # Administrative Penalty Law (2021), article 9
    _terms(
        "warning 警告",
        "criticism 通报批评",
        "fine 罚款",
        "confiscate_gains 没收违法所得",
        "confiscate_property 没收非法财物 没收非法财务",
        "suspend_permit 暂扣许可证件 暂扣许可证",
        "downgrade_qualification 降低资质等级",
        "revoke_permit 吊销许可证件 吊销许可证 吊销营业执照",
        "restrict_business 限制开展生产经营活动",
        "suspend_business 责令停产停业 停产停业",
        "close_business 责令关闭",
        "bar_from_trade 限制从业",
        "detention 行政拘留 拘留",
        "other 其他",
    ),
)
SEVERITY = Vocabulary(  # NDRC Order 36
    "severity", _terms("minor 轻微 轻微失信", "general 一般 一般失信", "serious 严重 严重失信")
)
SOURCE_SEVERITY = Vocabulary(  # an older scale of some provinces: never mapped to SEVERITY
    "source_severity",
    _terms("undetermined 未定 0", "general 一般 1", "graver 较重 2", "serious 严重 3"),
)
SOURCE_STATUS = Vocabulary(
    "source_status",
    _terms(
        "normal 正常 有效 0 未修复 修复中 不予修复 否 公示中",
        "revoked 撤销 无效 已撤销 撤消 已撤消 作废 已作废 失效 已失效 已修复 已信用修复 信用修复 修复完成 完成修复"
        " 被撤销 终止公示 已终止公示 停止公示 已停止公示 公示期满 到期 已到期 是",
        "disputed 异议 异议中",
        "other 其他",
    ),
)
REGISTRATION_STATUS = Vocabulary(
    "registration_status",
    _terms(
        "active 存续 在营 开业 在业 正常",
        "licence_revoked 吊销 吊销未注销",
        "deregistered 注销 已注销",
        "moved 迁出",
    ),
)
MISDEED = Vocabulary(  # the five misdeeds of the rectification plan
    "misdeed",
    _terms(
        "counterfeit_substandard 假冒伪劣、以次充好 假冒伪劣 以次充好",
        "false_advertising 虚假广告",
        "service_breach_fake_trade 服务违约、虚假交易 服务违约 虚假交易",
        "brushing_malicious_review 刷单炒信、恶意差评 刷单炒信 恶意差评",
        "personal_data_abuse 滥用、泄露和倒卖个人信息 倒卖个人信息 泄露个人信息 滥用个人信息",
    ),
)
CONDUCT = Vocabulary(
    "conduct_tag",
    _terms(
        "malicious_review 恶意评价",
        "brushing 恶意刷单 刷单炒信 刷单",
        "fake_traffic 虚假流量",
        "goods_mismatch 图物不符",
        "counterfeit 假冒伪劣",
        "price_fraud 价格欺诈",
        "empty_parcel 空包裹代发",
        "threat 恐吓威胁",
        "trademark_infringement 网络商标侵权",
        "other 其他",
    ),
)
RECTIFICATION_STATE = Vocabulary(
    "state",
    _terms(
        "listed 列入 推送",
        "checked 核查 已核查",
        "rectifying 整改中 限期整改",
        "rectified 整改到位 已整改",
        "withdrawn 撤出 已撤出",
        "overdue 逾期 逾期未整改",
        "transferred 移送 已移送",
    ),
)
YES_NO = Vocabulary("yes_no", _terms("yes 是 Y 1 已移送", "no 否 N 0 未移送"))
HONOUR_LEVEL = Vocabulary(
    "level",
    _terms(
        "national 国家级", "provincial 省级", "city 市级", "county 县级 区县级 区级", "other 其他"
    ),
)
INSPECTION_KIND = Vocabulary(
    "kind",
    _terms(
        "spot_check 抽查 双随机抽查 双随机 双随机检查 随机抽查",
        "check 检查 专项检查",
        "routine 日常检查 日常监督检查 日常巡查",
    ),
)
OBJECTION_STATE = Vocabulary(
    "state",
    _terms(
        "received 待审核 0",
        "verifying 待核实 1",
        "upheld 已通过 2",
        "rejected 未通过 3",
        "closed 已完成 4",
    ),
)
OBJECTION_OUTCOME = Vocabulary(
    "outcome",
    _terms(
        "upheld 异议成立 成立", "partly 部分成立", "rejected 异议不成立 不成立", "withdrawn 撤回"
    ),
)
_LISTS = ("名单", "名录", "对象", "主体", "被执行人")  # what a list is called
TARGET_KIND = Vocabulary(
    "target_kind",
    _terms(
        "penalties 行政处罚 处罚 行政处罚信息 行政处罚决定 处罚信息 行政处罚公示信息 双公示行政处罚 行政处罚决定书",
        "permits 行政许可 许可 行政许可信息 行政许可公示信息 双公示行政许可",
        "listings 名单 失信名单 列入名单 名单信息 异常名录 严重失信 "
        + " ".join(
            w for t in LIST_KIND.terms for w in (t.label, *t.synonyms) if w.endswith(_LISTS)
        ),
        "commitments 信用承诺 承诺 信用承诺信息",
        "ratings 信用评价 评价",
        "honours 荣誉 表彰",
        "inspections 监督检查 检查",
        "rectifications 专项治理 整改",
        "shops 店铺 网店",
        "subjects 主体 信用主体",
    ),
)
EFFECT = Vocabulary(
    "effect",
    _terms("display_end 终止公示 停止公示", "use_end 停止共享和使用 终止共享和使用 停止共享"),
)
REASON_CODE = Vocabulary(
    "reason_code",
    _terms(
        "repaired 信用修复 修复 已修复 已信用修复 准予修复 准予信用修复",
        "revoked 决定撤销 撤销 撤消 已撤销 处罚撤销 原决定撤销",
        "expired 公示期满 届满 期满 到期",
        "objection 异议成立",
        "source_correction 来源更正 更正",
        "emergency 紧急撤下 紧急",
    ),
)
DIRECTION = Vocabulary(
    "direction", _terms("reward 激励 守信激励 激励措施", "punish 惩戒 失信惩戒 惩戒措施")
)
CHANNEL = Vocabulary(
    "channel",
    _terms(
        "12345 12345政务服务便民热线 12345",
        "12312 12312商务举报投诉 12312",
        "12315 12315消费者投诉举报 12315",
        "12318 12318文化市场举报 12318",
        "12358 12358价格监督举报 12358",
        "12365 12365质量投诉举报 12365",
        "platform 平台自有渠道 平台",
    ),
)
