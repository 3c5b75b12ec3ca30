"""An order to take something off at once: written into the content, where every later build finds it again."""

import csv
import os
from datetime import date
from itertools import count
from pathlib import Path

from creditsite.model.codes import compact, is_valid
from creditsite.model.fields import as_plain, columns
from creditsite.model.records import Removal
from creditsite.release.folder import sync_folder

FILE = Path("tables", "removals", "紧急撤下.csv")


def subject_order(
    subject: str, number: str, *, reason: str, decided_by: str, decision_no: str, decided_on: date
) -> Removal:
    """An order that a whole subject leaves, named by its code, or by its id on this site and the office's number."""
    code = compact(subject)
    return Removal(
        target_kind="subjects",
        target_id="" if is_valid(code) else subject,
        uscc=code if is_valid(code) else "",
        subject_no=number,
        reason_code=reason,
        decided_by=decided_by,
        decision_no=decision_no,
        decided_on=decided_on,
        effect="display_end",
    )


def record_order(
    kind: str,
    record_id: str,
    record_key: str,
    *,
    reason: str,
    decided_by: str,
    decision_no: str,
    decided_on: date,
) -> Removal:
    """An order that one record leaves, named by its id on this site and by what outlives the ledger that gave it."""
    return Removal(
        target_kind=kind,
        target_id=record_id,
        record_key=record_key,
        reason_code=reason,
        decided_by=decided_by,
        decision_no=decision_no,
        decided_on=decided_on,
        effect="display_end",
    )


def write_order(content: Path, order: Removal) -> Path:
    """Adds the order to the table of emergency removals; the file is wholly the old one or wholly the new one."""
    path = content / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8-sig") if path.is_file() else _heading()
    if not before.startswith(_heading()):  # of a version with other columns: it stays as it is
        path = _next_to(path)
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else _heading()
    fresh = path.with_name(f".{path.name}")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(before if before.endswith("\n") else before + "\n")
        csv.writer(file, lineterminator="\n").writerow(_cells(order))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
    return path


def _next_to(path: Path) -> Path:
    """The first file of a number whose columns are ours, or that is not there yet."""
    names = (path.with_stem(f"{path.stem}{number}") for number in count(2))
    return next(
        one
        for one in names
        if not one.is_file() or one.read_text(encoding="utf-8-sig").startswith(_heading())
    )


def _heading() -> str:
    return ",".join(column.header for column in columns(Removal).values()) + "\n"


def _cells(order: Removal) -> list[str]:
    """The order as the table holds it: Chinese words for the identifiers."""
    plain = as_plain(order)
    texts = [(column, str(plain.get(name) or "")) for name, column in columns(Removal).items()]
    return [of.vocabulary.label(text) if of.vocabulary and text else text for of, text in texts]
