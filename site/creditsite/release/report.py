"""What an operator is told: faults, the balance of rows, findings of the gates, how long each step took."""

import json
import sys
from dataclasses import asdict
from typing import TextIO

from creditsite.ledger import BalanceLine
from creditsite.ledger.faultbook import Faults
from creditsite.model.rows import OUTCOME_LABELS, Outcome
from creditsite.release.gates.audit import Seen

LEVELS = {"refused": "整个文件或工作表未采用", "error": "有误, 该行待核", "warning": "提示"}


def say(sentence: str) -> None:
    """A sentence for whoever sits before the screen; standard output is for programs."""
    print(sentence, file=sys.stderr, flush=True)


def tell_faults(faults: Faults, to: TextIO) -> None:
    """One fault a line, then how many there are of each level."""
    for fault in faults:
        print(fault, file=to)
    if (left := faults.levels.total() - faults.most) > 0:
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


def tell_json(faults: Faults, lines: tuple[BalanceLine, ...], to: TextIO) -> None:
    """The same for programs: one JSON object, a fault a line."""
    to.write('{"faults": [')
    for number, fault in enumerate(faults):
        told = {**asdict(fault.place), "message": fault.message, "level": fault.level}
        to.write(f"{',' if number else ''}\n{json.dumps(told, ensure_ascii=False)}")
    rest = {"levels": dict(faults.levels), "balance": [asdict(line) for line in lines]}
    to.write(f"\n],\n{json.dumps(rest, ensure_ascii=False, indent=1)[1:].lstrip()}\n")


def tell_findings(seen: Seen, to: TextIO) -> None:
    """What the gates found, a bounded number of lines, and how much it is."""
    for finding in seen.findings:
        print(finding, file=to)
    if seen.total:
        print(f"核验发现 {seen.total} 处问题, 列出 {len(seen.findings)} 处", file=to)
