"""What an operator is told: faults, the balance of rows, findings of the gates, how long each step took."""

import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TextIO

from creditsite.ledger import BalanceLine
from creditsite.model.faults import Fault
from creditsite.model.rows import OUTCOME_LABELS, Outcome
from creditsite.release.gates.audit import Seen

LEVELS = {"refused": "整个文件或工作表未采用", "error": "有误, 该行待核", "warning": "提示"}


@dataclass(slots=True)
class Faults:
    """The faults of one load as they come: all are counted, a bounded number is kept to be told."""

    most: int
    kept: list[Fault] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    rows: int = 0

    def add(self, fault: Fault) -> None:
        """One more."""
        self.levels[fault.level] += 1
        if len(self.kept) < self.most:
            self.kept.append(fault)


def say(sentence: str) -> None:
    """A sentence for whoever sits before the screen; standard output is for programs."""
    print(sentence, file=sys.stderr, flush=True)


def tell_faults(faults: Faults, to: TextIO) -> None:
    """One fault a line, then how many there are of each level."""
    for fault in faults.kept:
        print(fault, file=to)
    left = faults.levels.total() - len(faults.kept)
    if left:
        print(f"……另有 {left} 条未列出; build.py check 列出全部", file=to)
    totals = [f"{word} {faults.levels[level]} 条" for level, word in LEVELS.items()]
    print(f"读入 {faults.rows} 行; {', '.join(totals)}", file=to)


def tell_balance(lines: tuple[BalanceLine, ...], to: TextIO) -> None:
    """What became of every row, file by file."""
    for line in lines:
        parts = [
            f"{OUTCOME_LABELS[one]} {getattr(line, one)}" for one in Outcome if getattr(line, one)
        ]
        print(f"{line.file} ({line.kind}): 读入 {line.read} = {' + '.join(parts) or '0'}", file=to)


def check_json(faults: Faults, lines: tuple[BalanceLine, ...]) -> dict[str, object]:
    """The same for programs."""
    told = [
        {**asdict(fault.place), "message": fault.message, "level": fault.level}
        for fault in faults.kept
    ]
    return {
        "faults": told,
        "levels": dict(faults.levels),
        "balance": [asdict(line) for line in lines],
    }


def tell_findings(seen: Seen, to: TextIO) -> None:
    """What the gates found, a bounded number of lines, and how much it is."""
    for finding in seen.findings:
        print(finding, file=to)
    if seen.total:
        print(f"核验发现 {seen.total} 处问题, 列出 {len(seen.findings)} 处", file=to)
