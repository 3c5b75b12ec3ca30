"""Validators and programs of others have nothing against what is published: data, interface, pages, catalogue.

All are slow: each is a world of its own. `python .ci/tools.py validators` brings them.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from creditsite.render import opendata
from creditsite.render.catalogue import PREFIXES
from tests.small_release import small_release
from tests.test_opendata import DEMANDS, RELEASE
from tests.tools.web import serve

pytestmark = pytest.mark.slow
TESTS = Path(__file__).resolve().parent
TOOLS = TESTS.parent / ".tools"
PYTHON = TOOLS / "validators/bin/python"
PUBLISHED = TESTS / "published"
GLOBALS = """
interface Array<T> { readonly [n: number]: T } interface ReadonlyArray<T> { readonly [n: number]: T }
interface Boolean {} interface CallableFunction {} interface Function {} interface IArguments {}
interface NewableFunction {} interface Number {} interface Object {} interface RegExp {} interface String {}
type Partial<T> = { [P in keyof T]?: T[P] };
type Exclude<T, U> = T extends U ? never : T;
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
"""  # all that the types of schema.org need of the language's own library


def told(command: list[str], text: str = "", cwd: Path | None = None) -> str:
    """What a program prints; it must not find anything."""
    done = subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", cwd=cwd, timeout=1200
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
    return done.stdout


def shapes() -> str:
    """What DCAT-AP 3.0.1 demands, as shapes."""
    found = [f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items()]
    found.append("@prefix sh: <http://www.w3.org/ns/shacl#> .\n")
    for of, demands in DEMANDS.items():
        found.append(f"[] a sh:NodeShape ; sh:targetClass {of}")
        for path, (least, most, kind) in demands.items():
            said = f"sh:path {path} ; sh:minCount {least}"
            said += f" ; sh:maxCount {most}" if most else ""
            said += f" ; sh:class {kind} ; sh:nodeKind sh:BlankNodeOrIRI" if kind else ""
            found.append(f" ;\n  sh:property [ {said} ]")
        found.append(" .\n")
    return "".join(found)


def test_others_read_equal_rows_in_every_form_and_keep_the_catalogue(tmp_path):
    with small_release(tmp_path) as source:
        for path, chunks in opendata.files(source):
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(b"".join(chunks))
    order = [str(PYTHON), str(TESTS / "outside.py"), str(tmp_path / "data" / RELEASE)]
    assert told([*order, shutil.which("soffice") or "soffice"], shapes()).strip() == ""


def test_a_static_server_answers_as_the_interface_is_described(tmp_path):
    described = PUBLISHED / "api/openapi.json"
    told([str(PYTHON), "-m", "openapi_spec_validator", str(described)])
    with serve(PUBLISHED) as url:
        order = ["run", str(described), "--url", url, "--checks", "all", "--max-examples", "50"]
        phases = ["--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color"]
        said = told([str(PYTHON.with_name("schemathesis")), *order, *phases], cwd=tmp_path)
    assert re.search(r"(\d+) generated, \1 passed", said), said


def test_what_pages_say_of_themselves_is_of_the_types_of_schema_org(tmp_path):
    found = {}
    for page in sorted(PUBLISHED.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for said in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
            found[json.dumps(json.loads(said), ensure_ascii=False)] = json.loads(said)["@type"]
    assert set(found.values()) >= {"Dataset", "WebPage"}
    for name in ("schema-dts", "schema-dts-lib"):
        home = tmp_path / "node_modules" / name
        home.mkdir(parents=True)
        shutil.copy(TOOLS / f"{name}.d.ts", home / "index.d.ts")
    lines = [
        f"export const c{number}: WithContext<s.{of}> = {said};"
        for number, (said, of) in enumerate(found.items())
    ]
    head = 'import type * as s from "schema-dts"; import type { WithContext } from "schema-dts";'
    (tmp_path / "all.ts").write_text("\n".join([head, *lines]), encoding="utf-8")
    (tmp_path / "globals.d.ts").write_text(GLOBALS, encoding="utf-8")
    order = ["node", str(TOOLS / "tsc.js"), "--noEmit", "--strict", "--noLib", "--module", "esnext"]
    told([*order, "--moduleResolution", "bundler", "all.ts", "globals.d.ts"], cwd=tmp_path)
