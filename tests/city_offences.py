"""What fictional firms were penalised for: facts, basis and outcome as decisions word them."""
# ruff: noqa: E501 -- a text stands on one line, as a cell holds it

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """One way to break the rules, with slots for goods, platform, numbers and months."""

    misdeed: str
    conduct: tuple[str, ...]
    roles: tuple[str, ...]  # who does this
    body: str  # key of DEPARTMENTS
    case: str  # violation_kind
    facts: tuple[str, ...]
    basis: str
    kinds: tuple[str, ...]
    severity: str
    fine: tuple[int, int]  # yuan, in hundreds
    gains: tuple[int, int] = (0, 0)  # yuan
    extra: str = ""  # what the decision says beside money
    licence: str = ""  # suspended or revoked
    lists: tuple[str, ...] = ()  # lists that follow when it is grave
    trades: tuple[str, ...] = ()  # who sells what it takes; empty: anybody


FOOD = (
    "食品", "零食", "土特产", "水产品", "茶叶", "茶业", "农产品", "干货", "水果", "生鲜供应链", "果蔬", "菌菇", "蜂业",
)  # fmt: skip
SELLERS = ("merchant", "individual_seller", "self_site_merchant", "cooperative")

OFFENCES = (
    Offence(
        misdeed="brushing_malicious_review", conduct=("brushing",), roles=SELLERS, body="market",
        case="虚构交易进行虚假商业宣传",
        facts=(
            "{start}至{end}，当事人为提高“{platform}”店铺“{shop}”的排名，在社交群招募人员下单，货款经返还账户退回，每单另付佣金 {k} 元，共虚构{goods}交易 {n} 笔，占同期订单的 {p}%。",
            "经后台交易数据与资金流水比对，当事人于{start}至{end}通过同一批 {k}3 个买家账号反复购买{goods}，付款后次日原路退款，虚构交易 {n} 笔，涉及订单金额 {money} 万元。",
            "当事人委托他人在“{platform}”为{goods}“做基础销量”，对方按单收费，货物并未发出。{start}至{end}共形成虚假订单 {n} 笔，虚假评价 {m} 条。",
        ),
        basis="《中华人民共和国电子商务法》第十七条；《中华人民共和国反不正当竞争法》关于虚假宣传的规定",
        kinds=("fine",), severity="serious", fine=(800, 3000), lists=("brushing_black", "serious"),
    ),
    Offence(
        misdeed="brushing_malicious_review", conduct=("brushing", "empty_parcel"), roles=SELLERS, body="market",
        case="以空包裹方式虚构交易",
        facts=(
            "{start}至{end}，当事人向刷单中间人购买服务，寄出装有废纸的空包裹 {n} 件，收件人均未购买{goods}。一名消费者收到未购买的包裹后举报，经核对包裹重量和签收记录属实。",
            "当事人在促销活动前以空包裹代发方式虚构{goods}销量 {n} 笔，快递底单显示单件重量均不足 {k}0 克，与商品重量明显不符，支付面单费用 {money} 万元。",
        ),
        basis="《中华人民共和国电子商务法》第十七条；《中华人民共和国反不正当竞争法》关于虚假宣传的规定",
        kinds=("fine", "confiscate_gains"), severity="serious", fine=(1000, 3500), gains=(6000, 42000),
        lists=("brushing_black",),
    ),
    Offence(
        misdeed="brushing_malicious_review", conduct=("empty_parcel",), roles=("courier",), body="post",
        case="为空包裹虚假交易提供揽收服务",
        facts=(
            "{start}至{end}，当事人网点明知寄递物品为空包裹，仍按每件 {k} 元批量揽收 {n} 件，未执行收寄验视，系统内登记的品名均为“日用品”。",
            "检查发现，当事人为 {k} 家网店集中录入虚假快递信息，{n} 件快件仅有揽收和签收记录，没有运输轨迹。",
        ),
        basis="《快递暂行条例》关于收寄验视的规定；《快递市场管理办法》",
        kinds=("fine", "restrict_business"), severity="serious", fine=(300, 1000),
        extra="责令改正，限制开展协议客户批量揽收业务三个月", lists=("black",),
    ),
    Offence(
        misdeed="brushing_malicious_review", conduct=("brushing", "fake_traffic"),
        roles=("store_operator", "consultant"), body="market",
        case="组织虚假交易帮助其他经营者进行虚假宣传",
        facts=(
            "当事人以“店铺起量套餐”名义，{start}至{end}为 {k} 家网店组织刷单 {n} 笔，撰写虚假好评 {m} 条，收取服务费 {money} 万元。",
            "当事人建立 {k} 个任务群，招募人员按脚本浏览、收藏、下单和晒图，为委托的网店虚构交易 {n} 笔，任务结束后删除聊天记录。",
        ),
        basis="《中华人民共和国反不正当竞争法》关于组织虚假交易的规定",
        kinds=("fine", "confiscate_gains", "restrict_business"), severity="serious", fine=(2000, 6000),
        gains=(20000, 160000), extra="限制开展网店推广经营活动六个月", lists=("brushing_black", "black"),
    ),
    Offence(
        misdeed="brushing_malicious_review", conduct=("malicious_review",), roles=(*SELLERS, "store_operator"),
        body="market", case="编造误导性信息损害竞争对手商业信誉",
        facts=(
            "当事人与同类店铺争夺{goods}客源，{start}安排 {k} 个账号在对方店铺下单后集中发布一星评价 {m} 条，所称“发霉”“少件”均无事实依据。",
            "当事人以每条 {k} 元的价格雇人对三家同行店铺的{goods}发布差评 {m} 条，图片取自其他商品。",
        ),
        basis="《中华人民共和国反不正当竞争法》关于商业诋毁的规定",
        kinds=("fine",), severity="general", fine=(200, 1000), extra="责令停止违法行为，消除影响",
    ),
    Offence(
        misdeed="brushing_malicious_review", conduct=("brushing",), roles=SELLERS, body="market",
        case="以返现方式诱导好评",
        facts=(
            "当事人在{goods}包裹内放置“五星好评返 {k} 元”卡片，{start}至{end}据此取得好评 {m} 条，评价内容与实际体验不符。",
            "当事人客服引导买家在“{platform}”修改评价，按截图返现，{start}以来共返现 {m} 次。",
        ),
        basis="《网络交易监督管理办法》关于误导性用户评价的规定；《中华人民共和国电子商务法》第十七条",
        kinds=("warning", "fine"), severity="general", fine=(20, 300),
    ),
    Offence(
        misdeed="brushing_malicious_review", conduct=("threat", "malicious_review"), roles=SELLERS, body="market",
        case="骚扰消费者，迫使其修改评价",
        facts=(
            "消费者因{goods}质量问题给出差评后，当事人客服连续 {k} 天拨打电话、发送短信，要求删除评价，并称“知道你住哪里”。电话录音和短信记录经核对属实。",
        ),
        basis="《网络交易监督管理办法》关于保障消费者评价权利的规定；《侵害消费者权益行为处罚办法》",
        kinds=("warning", "fine"), severity="general", fine=(100, 300),
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("fake_traffic",),
        roles=("self_site_merchant", "platform", "merchant", "store_operator"), body="market",
        case="虚构直播间人数和互动数据",
        facts=(
            "当事人使用群控软件在“{platform}”直播间虚增观看人数，{start}至{end}的 {k} 场直播中，显示在线 {n} 人，实际不足 {m} 人。",
            "当事人购买虚假关注和点赞共 {n} 个，用于向商家报价时展示“带货能力”，收取坑位费 {money} 万元。",
        ),
        basis="《中华人民共和国反不正当竞争法》关于虚假宣传的规定；《网络交易监督管理办法》",
        kinds=("fine",), severity="general", fine=(300, 2000), lists=("brushing_black",),
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("goods_mismatch",), roles=SELLERS, body="market",
        case="销售的商品与页面展示不符",
        facts=(
            "当事人在“{platform}”销售的{goods}，页面图片和参数与实物不符：标称净含量与实际相差 {p}%。{start}至{end}共销售 {m} 件，货值 {money} 万元。",
            "{start}，当事人收到 {k} 起关于{goods}“图物不符”的投诉后未更换页面图片，继续销售 {m} 件。经抽查，页面所示材质与检验结果不一致。",
        ),
        basis="《中华人民共和国消费者权益保护法》第五十六条",
        kinds=("warning", "fine"), severity="general", fine=(50, 500),
    ),
    Offence(
        misdeed="counterfeit_substandard", conduct=("counterfeit", "trademark_infringement"), roles=SELLERS,
        body="market", case="销售侵犯注册商标专用权的商品",
        facts=(
            "当事人从无资质的批发渠道购入{goods} {m} 件，明知为侵犯他人注册商标专用权的商品，仍在“{platform}”店铺以正品名义销售，已售 {k}7 件，货值 {money} 万元。经商标权利人辨认，均非其生产或授权生产。",
            "执法人员在当事人仓库查获假冒注册商标的{goods} {m} 件及包装盒 {n} 个。当事人{start}至{end}通过“{platform}”销售上述商品，违法经营额 {money} 万元。",
        ),
        basis="《中华人民共和国商标法》第五十七条、第六十条",
        kinds=("fine", "confiscate_property"), severity="serious", fine=(500, 2500), gains=(3000, 60000),
        extra="没收侵权商品", lists=("serious", "serious_illegal"),
    ),
    Offence(
        misdeed="counterfeit_substandard", conduct=("counterfeit",), roles=(*SELLERS, "supply_chain"),
        body="market", case="以次充好，以不合格产品冒充合格产品",
        facts=(
            "监督抽检显示，当事人销售的{goods}两项指标不符合国家标准，检验报告系伪造。{start}至{end}共销售 {m} 件，货值 {money} 万元。",
            "当事人将回收翻新的{goods}更换标签后作为新品在“{platform}”销售 {m} 件，获利 {money} 万元。",
        ),
        basis="《中华人民共和国产品质量法》第五十条",
        kinds=("fine", "confiscate_gains"), severity="serious", fine=(400, 2600), gains=(8000, 90000),
        extra="责令停止销售", lists=("serious",),
    ),
    Offence(
        misdeed="counterfeit_substandard", conduct=("other",), roles=SELLERS, body="market",
        case="未取得食品经营许可从事食品经营活动",
        facts=(
            "当事人未取得食品经营许可，{start}至{end}在“{platform}”店铺“{shop}”销售自制{goods} {m} 份，违法所得 {money} 万元。",
        ),
        basis="《中华人民共和国食品安全法》第一百二十二条",
        kinds=("fine", "confiscate_gains"), severity="general", fine=(100, 600), gains=(800, 9000),
        trades=FOOD,
    ),
    Offence(
        misdeed="counterfeit_substandard", conduct=("counterfeit",), roles=("merchant", "self_site_merchant"),
        body="market", case="生产经营超过保质期的食品，更改生产日期",
        facts=(
            "执法人员在当事人分装车间现场查获正在更改生产日期的{goods} {m} 箱。{start}以来，当事人已将 {k} 批次过期产品重新贴标，通过“{platform}”售出，货值 {money} 万元。",
        ),
        basis="《中华人民共和国食品安全法》第一百二十四条、第一百三十五条",
        kinds=("fine", "revoke_permit", "bar_from_trade"), severity="serious", fine=(1500, 5000),
        extra="吊销食品经营许可证，负责人五年内不得从事食品生产经营管理工作", licence="食品经营许可证",
        lists=("serious_illegal", "serious"),
        trades=FOOD,
    ),
    Offence(
        misdeed="counterfeit_substandard", conduct=("counterfeit",), roles=("merchant", "cooperative"),
        body="farm", case="网络销售限制使用农药和假农药",
        facts=(
            "当事人在“{platform}”销售标称“生物制剂”的杀虫剂 {m} 瓶，经检验含有标签未注明的限制使用成分，{start}至{end}销售额 {money} 万元。",
        ),
        basis="《农药管理条例》关于经营假农药的规定",
        kinds=("fine", "confiscate_gains", "revoke_permit"), severity="serious", fine=(500, 1500),
        gains=(5000, 30000), extra="吊销农药经营许可证", licence="农药经营许可证", lists=("serious",),
        trades=("农资",),
    ),
    Offence(
        misdeed="counterfeit_substandard", conduct=("other",), roles=("merchant", "self_site_merchant"),
        body="market", case="未经备案从事医疗器械网络销售",
        facts=(
            "当事人未办理医疗器械网络销售备案，{start}至{end}在网店销售血压计、助听器等 {m} 台，部分产品没有注册证。",
        ),
        basis="《医疗器械监督管理条例》；《医疗器械网络销售监督管理办法》",
        kinds=("fine", "confiscate_property", "suspend_business"), severity="general", fine=(300, 900),
        gains=(2000, 15000), extra="没收无注册证产品，责令停业整顿十五日",
        trades=("医疗器械", "眼镜"),
    ),
    Offence(
        misdeed="false_advertising", conduct=("other",), roles=(*SELLERS, "platform"), body="market",
        case="发布虚假广告",
        facts=(
            "当事人在{goods}详情页宣称“国家专利”“权威机构推荐”，经核实没有专利，也没有检测报告。{start}至{end}页面浏览 {n} 次，广告费用 {money} 万元。",
            "当事人在直播中称{goods}“全市销量第一、假一赔百”，不能提供依据。{start}共直播 {k} 场，成交 {m} 单。",
            "当事人将普通{goods}宣传为“进口原装”，进货台账显示产地与宣传不符，涉及 {m} 单。",
        ),
        basis="《中华人民共和国广告法》第二十八条、第五十五条",
        kinds=("fine",), severity="general", fine=(200, 3000), extra="责令停止发布广告，消除影响",
    ),
    Offence(
        misdeed="false_advertising", conduct=("other",), roles=SELLERS, body="market",
        case="广告使用绝对化用语",
        facts=("当事人在“{platform}”店铺首页使用“全网最低”“销量第一”等用语，不能提供证明材料，持续 {k} 天，检查后已自行删除。",),
        basis="《中华人民共和国广告法》第九条、第五十七条",
        kinds=("warning",), severity="minor", fine=(0, 0),
    ),
    Offence(
        misdeed="false_advertising", conduct=("other",), roles=("consultant", "credit_service"), body="market",
        case="发布“付费删除处罚记录”虚假广告",
        facts=(
            "当事人在短视频账号宣称“三天删除处罚记录，删不掉全退”，{start}至{end}向 {k} 家企业收费 {money} 万元，实际只是代填公开的申请表。信用修复不收取任何费用。",
            "当事人自制“AAA级信用企业”铜牌向 {m} 家网店销售，宣称“国家认证”，没有任何认定依据。",
        ),
        basis="《中华人民共和国广告法》第二十八条、第五十五条；《中华人民共和国反不正当竞争法》",
        kinds=("criticism", "fine", "confiscate_gains"), severity="general", fine=(500, 2000), gains=(10000, 60000),
        lists=("black",),
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("price_fraud",), roles=(*SELLERS, "platform"), body="market",
        case="利用虚假价格手段诱骗消费者交易",
        facts=(
            "当事人在{start}促销中标示{goods}“原价 {k}99 元，活动价 {p} 元”，活动前七日内没有以该“原价”成交的记录，成交 {m} 单。",
            "当事人在活动前将{goods}标价上调 {p}%，再以“满减”名义恢复原价，涉及 {m} 单，多收价款 {money} 万元。",
        ),
        basis="《中华人民共和国价格法》第十四条、第四十条；《明码标价和禁止价格欺诈规定》",
        kinds=("warning", "fine", "confiscate_gains"), severity="general", fine=(100, 1500), gains=(600, 12000),
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("other",), roles=SELLERS, body="market",
        case="拒绝履行七日无理由退货义务",
        facts=(
            "当事人在{goods}页面标注“特价商品不退不换”，{start}至{end}拒绝 {k} 名消费者的七日无理由退货请求，经两次责令改正后仍未改正。",
            "{start}至{end}，当事人收到退货请求 {m} 件，其中 {k} 件超过十五日未退款，也未说明理由。",
        ),
        basis="《中华人民共和国消费者权益保护法》第二十五条、第五十六条",
        kinds=("warning", "fine"), severity="general", fine=(50, 400),
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("other",), roles=SELLERS, body="market",
        case="未在首页显著位置公示营业执照信息",
        facts=("当事人在“{platform}”店铺“{shop}”首页没有公示营业执照信息或者链接标识，经责令限期改正，逾期 {k} 日后改正。",),
        basis="《中华人民共和国电子商务法》第十五条、第七十六条",
        kinds=("warning",), severity="minor", fine=(0, 0),
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("other",), roles=("platform",), body="market",
        case="未履行对平台内经营者的核验登记义务",
        facts=(
            "抽查当事人平台 {m} 家店铺，其中 {k} 家执照信息已注销或者与登记不符，当事人{start}以来没有更新核验，接到通知后仍未处置。",
        ),
        basis="《中华人民共和国电子商务法》第二十七条、第八十条",
        kinds=("fine",), severity="general", fine=(200, 1000), extra="责令限期改正，约谈负责人",
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("other",), roles=("courier",), body="post",
        case="未经收件人同意擅自将快件投递至快递服务站",
        facts=(
            "{start}至{end}，消费者申诉当事人未征得同意即将快件放入智能快件箱 {m} 件，其中 {k} 件虚假签收。",
            "检查当事人{district}网点，发现积压快件 {m} 件，最长 {k} 日未投递，系统已显示签收。",
        ),
        basis="《快递市场管理办法》关于投递服务的规定",
        kinds=("warning", "fine"), severity="general", fine=(30, 200),
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("other",), roles=("courier",), body="post",
        case="未执行收寄验视和实名收寄制度",
        facts=(
            "抽查当事人网点当日收寄的 {m} 件快件，{k} 件没有验视标识，其中一件夹带液体打火机油。",
            "当事人{start}收寄的 {m} 件协议客户快件使用同一寄件人信息，未按规定核对。",
        ),
        basis="《快递暂行条例》关于收寄验视和实名收寄的规定",
        kinds=("fine", "suspend_permit"), severity="general", fine=(200, 900),
        extra="暂扣末端网点备案回执，整改验收后发还", licence="末端网点备案回执",
    ),
    Offence(
        misdeed="personal_data_abuse", conduct=("other",), roles=("courier", "store_operator", "supply_chain"),
        body="police", case="非法出售公民个人信息",
        facts=(
            "{start}至{end}，当事人将掌握的订单和面单信息 {n} 条出售给他人用于电话营销，非法获利 {money} 万元。涉案数据已全部封存。",
            "当事人管理的面单打印账号由多人共用，{start}起被用于批量导出收件信息 {n} 条并转卖，当事人知情未制止。",
        ),
        basis="《中华人民共和国个人信息保护法》第十条、第六十六条；《中华人民共和国网络安全法》",
        kinds=("fine", "confiscate_gains", "suspend_business"), severity="serious", fine=(1000, 8000),
        gains=(5000, 80000), extra="责令停业整顿三十日", lists=("black",),
    ),
    Offence(
        misdeed="personal_data_abuse", conduct=("other",), roles=("self_site_merchant", "platform", "consultant"),
        body="cyber", case="违反必要原则收集个人信息",
        facts=(
            "当事人网站和应用强制读取通讯录，不同意就不能下单，涉及用户 {n} 人。{start}责令改正后，仍未提供注销账号的途径。",
        ),
        basis="《中华人民共和国个人信息保护法》第六条、第六十六条",
        kinds=("warning", "fine"), severity="general", fine=(100, 800), extra="责令改正，下架应用整改",
    ),
    Offence(
        misdeed="service_breach_fake_trade", conduct=("other",), roles=("self_site_merchant",), body="culture",
        case="擅自从事经营性互联网文化活动",
        facts=("当事人未取得网络文化经营许可，{start}至{end}在自建网站销售有声读物会员 {m} 个，收入 {money} 万元。",),
        basis="《互联网文化管理暂行规定》",
        kinds=("fine", "close_business"), severity="general", fine=(50, 300), extra="责令关闭违规栏目",
        trades=("文化创意", "图书发行"),
    ),
)  # fmt: skip
