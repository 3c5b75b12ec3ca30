"""The house keeps its own plan: who imports whom, what stands where, and what no file may say."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = {
    *("README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"),
    *("pyproject.toml", "requirements.lock", "requirements-build.lock", "requirements-dev.lock"),
    *("Makefile", "build.py", ".ci", ".editorconfig", ".gitattributes", ".gitignore"),
    *("content", "site", "search", "tests"),
}
# Written in pieces, so that this file may stand among those it reads.
FOREIGN = re.compile(
    r"(?:registry\.|www\.)npm" r"js\.|pypi" r"\.org|python" r"hosted\.org|deb\.deb" r"ian\.org"
    r"|cdn\.js" r"delivr|unpkg" r"\.com|google" r"apis\.com|google-" r"analytics|hm\.bai" r"du"
)  # fmt: skip
MACHINE = re.compile(r"(?<![\w.])/(?:wo" r"rk|ro" r"ot)/\w")


def tracked() -> list[Path]:
    """Every file that would be committed."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_rooms_import_only_what_the_plan_allows(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0


def test_every_module_says_in_its_first_sentence_what_it_is_for():
    modules = [path for path in tracked() if path.suffix == ".py"]
    promises = {path: ast.get_docstring(ast.parse(path.read_bytes())) for path in modules}
    assert modules
    silent = [path for path, text in promises.items() if not text or not _sentence(text)]
    assert silent == []


def _sentence(text: str) -> bool:
    first = text.split("\n\n")[0].replace("\n", " ")
    return bool(re.search(r"[.。:!?]", first)) and len(first) > 20


@pytest.mark.parametrize("forbidden", [FOREIGN, MACHINE], ids=["hosts", "machine paths"])
def test_no_file_names_a_registry_or_this_machine(forbidden: re.Pattern[str]):
    files = [path for path in tracked() if path.suffix not in (".xlsx", ".xls", ".png")]
    found = {path: forbidden.search(path.read_text("utf-8", "replace")) for path in files}
    assert {path: match for path, match in found.items() if match} == {}


def test_top_level_holds_what_the_plan_names():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL


@pytest.mark.parametrize("source_root", ["site", "search"])
def test_source_roots_are_no_packages(source_root: str):
    packages = {"site": {"creditsite", "creditverify"}, "search": {"creditsearch"}}[source_root]
    inside = {
        path.relative_to(ROOT / source_root).parts[0]
        for path in tracked()
        if path.is_relative_to(ROOT / source_root)
    }
    assert inside == packages
