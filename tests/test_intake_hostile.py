"""A hostile file gets one sentence within five seconds, and harms neither the next file nor the parent."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.intake.deliveries import city, csv_bytes, loaded, penalty, put
from tests.intake.hostile import FILES
from tests.test_intake_payloads import body

PARENT = r"""
import json, re, sys
from pathlib import Path
from creditsite.intake import load_site, load_tables
content, told = Path(sys.argv[1]), []
rows = sum(1 for _ in load_tables(content, load_site(content), lambda f: told.append((f.level, f.place.file))))
peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
print(json.dumps([rows, told, int(peak[1]) // 1024]))
"""


@pytest.mark.parametrize("name", FILES)
def test_one_sentence_in_five_seconds(name, tmp_path):
    make, words = FILES[name]
    content = city(tmp_path / "content")
    make(put(content, f"penalties/{name}", b""))
    start = time.monotonic()
    rows, faults = loaded(content)
    assert time.monotonic() - start < 5
    assert rows == []
    assert len(faults) == 1
    assert faults[0].level == "refused"
    assert words in faults[0].message
    assert ": " in faults[0].message  # and what to do


def test_parent_stays_small_and_reads_the_rest(tmp_path):
    content = city(tmp_path / "content")
    names = (
        "columns.xlsx",
        "entities.xlsx",
        "far.xlsx",
        "flat.xlsx",
        "strings.xlsx",
        "repeats.ods",
    )
    for name in names:
        FILES[name][0](put(content, f"penalties/{name}", b""))
    put(content, "penalties/zz.csv", csv_bytes([penalty(1), penalty(2)]))
    command = [sys.executable, "-c", PARENT, str(content)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
    rows, told, megabytes = json.loads(said)
    assert rows == 2
    assert sorted(file for level, file in told if level == "refused") == sorted(
        f"tables/penalties/{n}" for n in names
    )
    assert megabytes < 200


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "a.json", "a.ods", "a.txt", "a"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "xls", "json"])
def test_a_name_that_lies_is_told_and_the_content_read(form, name, tmp_path):
    content = city(tmp_path / "content")
    rows = [{header: str(cell) for header, cell in penalty(1).items()}]
    put(content, f"penalties/{name}", body(form, rows))
    rows_read, faults = loaded(content)
    assert [row.record is not None for row in rows_read] == [True]
    told = name.removeprefix("a.") != form and (form, name) != ("csv", "a.txt")
    assert ["扩展名与内容不符" in fault.message for fault in faults] == [True] * told


def test_links_out_of_the_folder_are_refused(tmp_path):
    content = city(tmp_path / "content")
    outside = tmp_path / "outside.csv"
    outside.write_bytes(csv_bytes([penalty(1)]))
    (content / "tables/penalties").mkdir(parents=True)
    Path(content / "tables/penalties/a.csv").symlink_to(outside)
    rows, faults = loaded(content)
    assert (rows, [fault.level for fault in faults]) == ([], ["refused"])
