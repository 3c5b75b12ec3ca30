"""What an office does to its tables from one day to the next, drawn by lot: for proofs over long histories.

Works on a copy of `tests/content`. Names, numbers and records are invented; codes lie in region 990100.
"""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.sites import code

OLD = "tables/penalties/处罚2016版.csv"  # in another encoding
REPAIRED = "tables/removals/修复.csv"
CASES = "tables/objections/异议.csv"
LISTED = "tables/listings/名单.csv"
HEADS = {
    "tables/penalties/新.csv": (
        "行政相对人名称,行政相对人代码_1（统一社会信用代码）,行政处罚决定书文号,违法行为类型,违法事实,处罚依据,处罚类别,"
        "处罚内容,罚款金额（万元）,处罚决定日期,处罚机关,失信信息分级"
    ),
    "tables/shops/新.csv": "主体名称,统一社会信用代码,平台名称,店铺名,店铺地址,开店日期",
}
WORDS = "云浦临江松溪青橙紫李白梅红枫绿竹蓝湖金桥银杏百货商贸电子服饰食品家居"


@dataclass(slots=True)
class Office:
    """One content folder, the day it speaks for, and what was sent so far."""

    content: Path
    luck: random.Random
    day: date = date(2026, 10, 31)
    people: list[tuple[str, str]] = field(default_factory=list)  # name and code
    sent: list[tuple[str, dict[str, str]]] = field(
        default_factory=list
    )  # rows that left: file, row
    serial: int = 0

    def __post_init__(self) -> None:
        for name, head in HEADS.items():
            if not (self.content / name).exists():
                (self.content / name).write_text(head + "\n", encoding="utf-8")
        self.people = [
            (row["主体名称"], row["统一社会信用代码"])
            for row in self.rows("tables/subjects/主体.csv")
            if row["统一社会信用代码"]
        ]

    # Tables as rows

    def tables(self) -> list[str]:
        """Every table that may be edited."""
        found = sorted(self.content.glob("tables/*/*.csv"))
        return [one.relative_to(self.content).as_posix() for one in found]

    def rows(self, name: str) -> list[dict[str, str]]:
        text = (self.content / name).read_bytes()
        coding = "gb18030" if name == OLD else "utf-8-sig"
        return list(csv.DictReader(io.StringIO(text.decode(coding), newline="")))

    def write(self, name: str, rows: list[dict[str, str]]) -> None:
        path = self.content / name
        coding = "gb18030" if name == OLD else "utf-8"
        head = next(csv.reader(io.StringIO(path.read_bytes().decode(coding).lstrip("\ufeff"))))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, head, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
        path.write_bytes(text.getvalue().encode(coding))

    def add(self, name: str, **row: str) -> None:
        self.write(name, [*self.rows(name), row])

    def any_row(self, *names: str) -> tuple[str, list[dict[str, str]], int] | None:
        name = self.luck.choice(names or self.tables())
        rows = self.rows(name)
        return (name, rows, self.luck.randrange(len(rows))) if rows else None

    def word(self, length: int = 4) -> str:
        return "".join(self.luck.choices(WORDS, k=length))

    def some_day(self, back: int = 400) -> str:
        return str(self.day - timedelta(days=self.luck.randrange(back)))

    def number(self) -> int:
        self.serial += 1
        return self.serial

    # What may happen. Each says what it did.

    def add_subject(self) -> str:
        number = self.number()
        made = code(f"91990102MB{number:07}")
        name = f"小城{self.word()}{number}号商贸有限公司"
        self.people.append((name, made))
        self.add(
            "tables/subjects/主体.csv", 主体名称=name, 统一社会信用代码=made, 主体类别="法人及非法人组织",
            电商角色=self.luck.choice(("入驻商家", "个人卖家", "寄递物流企业")), 别名=self.word(3),
            行政区划=self.luck.choice(("990102", "990121")), 登记状态="存续", 成立日期=self.some_day(3000),
        )  # fmt: skip
        return f"subject {name}"

    def add_listing(self) -> str:
        name, made = self.luck.choice(self.people)
        kind, severity = self.luck.choice(
            (("红名单", ""), ("重点关注名单", "一般"), ("黑名单", "严重"))
        )
        day = self.some_day()
        self.add(
            LISTED, 名单类型=kind, 领域="电子商务", 信用主体名称=name, 统一社会信用代码=made, 列入事由=self.word(6),
            列入依据="虚构条例第二条", 文书号=f"小信名〔2026〕{100 + self.number()}号", 出具日期=day,
            失信信息分级=severity, 认定机关="小城市商务局", 列入日期=day,
        )  # fmt: skip
        return f"{kind} {name}"

    def add_penalty(self) -> str:
        name, made = self.luck.choice(self.people)
        severity = self.luck.choice(("一般", "严重", "一般", "轻微", ""))
        self.add("tables/penalties/新.csv", **{
            "行政相对人名称": name, "行政相对人代码_1（统一社会信用代码）": made,
            "行政处罚决定书文号": f"小市监罚〔2026〕{200 + self.number()}号", "违法行为类型": self.word(),
            "违法事实": self.word(9), "处罚依据": "虚构条例第五条", "处罚类别": "罚款", "处罚内容": "罚款",
            "罚款金额（万元）": str(self.luck.randrange(1, 9)), "处罚决定日期": self.some_day(),
            "处罚机关": "小城市市场监督管理局", "失信信息分级": severity,
        })  # fmt: skip
        return f"penalty {severity} {name}"

    def add_other(self) -> str:
        name, made = self.luck.choice(self.people)
        if self.luck.random() < 0.5:
            self.add(
                "tables/honours/荣誉.csv", 荣誉称号=f"{self.word()}示范", 信用主体名称=name, 统一社会信用代码=made,
                表彰文号=f"小商〔2026〕{300 + self.number()}号", 表彰等级="市级", 表彰年度="2026",
                表彰部门="小城市商务局", 表彰时间=self.some_day(),
            )  # fmt: skip
            return f"honour {name}"
        self.add(
            "tables/shops/新.csv", 主体名称=name, 统一社会信用代码=made, 平台名称="小城易购",
            店铺名=f"{self.word(3)}店", 店铺地址=f"https://yigou.example/{400 + self.number()}",
            开店日期=self.some_day(),
        )  # fmt: skip
        return f"shop {name}"

    def change(self) -> str:
        """A word in a free text, another day, another class, another name."""
        if (found := self.any_row()) is None:
            return "nothing to change"
        name, rows, at = found
        fits = [c for c, v in rows[at].items() if v and c and "代码" not in c and "编码" not in c]
        column = self.luck.choice(fits)
        old = rows[at][column]
        rows[at][column] = self._other(column, old)
        self.write(name, rows)
        return f"{name} {at} {column}: {old} -> {rows[at][column]}"

    def _other(self, column: str, old: str) -> str:
        if "日期" in column or "时间" in column:
            return self.some_day()
        if "分级" in column:
            return self.luck.choice(("一般", "严重", "轻微", ""))
        if any(part in column for part in ("名称", "事由", "事实", "内容", "事项", "别名", "地址")):
            return f"{old}{self.word(1)}" if len(old) < 40 else self.word(6)
        return old

    def leave_list(self) -> str:
        rows = self.rows(LISTED)
        at = self.luck.randrange(len(rows)) if rows else -1
        if at < 0:
            return "no list"
        rows[at]["移出日期"] = self.some_day(20)
        rows[at]["移出原因"] = "整改完成"
        self.write(LISTED, rows)
        return f"left the list: {rows[at]['信用主体名称']}"

    def drop(self) -> str:
        """A department does not send a row again."""
        if (found := self.any_row()) is None:
            return "nothing to drop"
        name, rows, at = found
        self.sent.append((name, rows.pop(at)))
        self.write(name, rows)
        return f"{name}: row {at} is not sent any more"

    def send_again(self) -> str:
        if not self.sent:
            return "nothing to send again"
        name, row = self.luck.choice(self.sent)
        row = {c: v.replace("〔", "[").replace("〕", "] ") for c, v in row.items() if c}
        self.write(name, [*self.rows(name), row])
        return f"{name}: sent again {row}"

    def repair(self) -> str:
        target, number, made = self._decision()
        if not number:
            return "nothing to repair"
        self.add(
            REPAIRED, 修复主题=target, 统一社会信用代码=made, 原决定文书号=number,
            决定文书号=f"小信修〔2026〕{self.number()}号", 修复决定机关="小城市信用办",
            修复日期=self.some_day(20), 终止公示="终止公示",
            理由=self.luck.choice(("信用修复", "撤销")),
        )  # fmt: skip
        return f"repaired {number}"

    def object(self) -> str:
        target, number, made = self._decision()
        if not number:
            return "nothing to object to"
        self.add(
            CASES, 办件编号=f"YY-{100 + self.number()}", 异议信息类名称=target, 统一社会信用代码=made,
            原决定文书号=number, 处理状态="待核实", 收到日期=self.some_day(10), 标注日期=self.some_day(10),
        )  # fmt: skip
        return f"objection to {number}"

    def answer(self) -> str:
        rows = self.rows(CASES)
        if not rows:
            return "nothing to answer"
        at = self.luck.randrange(len(rows))
        rows[at]["处理状态"] = self.luck.choice(("属实", "不属实", "待核实"))
        self.write(CASES, rows)
        return f"case {at}: {rows[at]['处理状态']}"

    def _decision(self) -> tuple[str, str, str]:
        name, target, number, made = self.luck.choice((
            (LISTED, "名单", "文书号", "统一社会信用代码"),
            ("tables/penalties/新.csv", "行政处罚", "行政处罚决定书文号", "行政相对人代码_1（统一社会信用代码）"),
        ))  # fmt: skip
        rows = [row for row in self.rows(name) if row[made]]
        if not rows:
            return "", "", ""
        row = self.luck.choice(rows)
        if self.luck.random() < 0.5:
            self.sent.append((name, row))
        return target, row[number], row[made]

    def turn_round(self) -> str:
        """The same rows in another order, or in a file of another name."""
        found = self.any_row()
        if found is None:
            return "nothing to turn round"
        name, rows, _ = found
        self.luck.shuffle(rows)
        self.write(name, rows)
        return f"{name}: other order"

    def configure(self) -> str:
        path = self.content / "site.toml"
        lines = path.read_text("utf-8").split("\n")
        key, value = self.luck.choice((
            ("name", f'"信用{self.word(2)}"'), ("per_page", str(self.luck.randrange(1, 5))),
            ("small_count", str(self.luck.randrange(1, 5))),
        ))  # fmt: skip
        at, line = (
            next(n for n, one in enumerate(lines) if one.startswith(f"{key} =")),
            f"{key} = {value}",
        )
        lines[at] = line
        path.write_text("\n".join(lines), "utf-8")
        return line

    def prose(self) -> str:
        number = self.luck.randrange(3)
        path = self.content / "prose" / "cases" / f"lot-{number}.md"
        if path.exists() and self.luck.random() < 0.4:
            path.unlink()
            return f"{path.name} is deleted"
        head = f"---\n标题: 案例{self.word()}\n摘要: {self.word(8)}。\n发布日期: {self.some_day()}\n---\n\n"
        path.write_text(f"{head}## 经过\n\n{self.word(20)}。\n", "utf-8")
        return f"{path.name} is written"

    def later(self) -> str:
        self.day += timedelta(days=self.luck.choice((1, 1, 1, 2, 7, 30, 31, 90, 200)))
        return f"it is {self.day}"

    def nothing(self) -> str:
        return "nothing"

    def any_edit(self) -> str:
        """One of all of them."""
        likely: dict[Callable[[], str], int] = {
            self.add_subject: 3, self.add_listing: 4, self.add_penalty: 4, self.add_other: 3, self.change: 6,
            self.leave_list: 2, self.drop: 3, self.send_again: 3, self.repair: 4, self.object: 2, self.answer: 2,
            self.turn_round: 2, self.configure: 1, self.prose: 2, self.later: 5, self.nothing: 1,
        }  # fmt: skip
        return self.luck.choices(list(likely), list(likely.values()))[0]()
