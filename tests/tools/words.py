"""The words of the interface as the sources use them, and the catalogues brought up to them: `make words`.

Templates mark theirs with `_()` and `{% trans %}`; Python with `say()`, and every Chinese text of a module that makes
pages; scripts with `say()`. Headers, labels and titles of the model are words too.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polib
from jinja2 import Environment

from creditsite.model import records as r
from creditsite.model import vocabulary
from creditsite.model.fields import columns
from creditsite.model.kinds import KINDS
from creditsite.model.prose import PROSE_SECTIONS
from creditsite.model.rows import OUTCOME_LABELS
from creditsite.model.standing import STANDINGS
from creditsite.render.languages import CATALOGUES, DOMAIN, SCRIPTS, SIMPLIFIED
from creditsite.render.translated import traditional
from creditsite.render.wording import Wording, speak

HOME = Path(__file__).parents[2]
RENDER = HOME / "site/creditsite/render"
STATIC = (RENDER / "static", RENDER / "embed_v1", HOME / "search/creditsearch/static")
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Modules that make pages: every Chinese text in them is a word of the interface.
PAGES = (
    "frame", "pages", "registers", "chapters", "subjects", "measures", "period", "prose", "dashboard", "tallies",
    "totals", "design",
)  # fmt: skip
# Parts of sentences that the ledger keeps: why display ends, the way of a case, marks.
KEPT = (
    "{count} 年", "{count} 个月", "自决定之日起 {span}", "地方信用法规最长期限", "来源单位确定的公示截止期",
    "名单有效期", "承诺有效期", "荣誉撤销日期", "关店日期", "本站展示期限", "{span}",
    "截止期以首次公示的为准, 不因后续变更延长",
    "{day} 推送", "{day} 核查", "限 {day} 前整改", "{day} 整改到位", "{day} 整改到位（超过期限）", "{day} 撤出",
    "逾期", "移送",
    "现行有效", "已废止", "部分失效", "已修改", "历史文件",  # validity of a policy
)  # fmt: skip
# What readers of traditional script say otherwise; a new word that holds one is proposed with it, for a person to read.
PHRASES = {
    "信息": "資訊", "数据": "資料", "链接": "連結", "登录": "登入", "打印": "列印", "软件": "軟體", "字段": "欄位",
    "默认": "預設", "字体": "字型", "设置": "設定", "导入": "匯入", "源代码": "原始碼", "接口": "介面",
    "窗口": "視窗", "文件": "檔案", "服务器": "伺服器", "联系": "聯絡",
}  # fmt: skip
_SAID = re.compile(r"""\bsay\(\s*("(?:[^"\\]|\\.)*"|`[^`$]*`)""")
SCRIPT_WORDS = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


class _Recorder(dict[str, tuple[str, ...]]):
    """A catalogue that has no word and notes each that is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]  # only what is used
        self.asked.append(key)
        return default


def in_templates() -> Iterator[tuple[str, str]]:
    """(word, template)."""
    folder = RENDER / "templates"
    for path in sorted(folder.rglob("*.html")):
        heard = _Recorder()
        env = Environment(
            extensions=[Wording], trim_blocks=True, lstrip_blocks=True, autoescape=True
        )
        speak(env, replace(SIMPLIFIED, words=heard))
        env.parse(path.read_text("utf-8"))
        yield from ((word, path.relative_to(folder).as_posix()) for word in heard.asked)


def in_python() -> Iterator[tuple[str, str]]:
    """(word, module)."""
    for path in sorted(RENDER.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        said = path.stem in PAGES
        for text in _texts(tree) if said else _said(tree):
            if CHINESE.search(text):
                yield text, path.stem


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every text but docstrings; parts of an f-string are none, as words are not glued together."""
    left_out = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Expr, ast.JoinedStr))
        for part in ast.walk(node)
        if isinstance(node, ast.JoinedStr) or isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in left_out:
            yield text


def _said(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("say", "word"):
                yield str(node.args[0].value)


def glued() -> Iterator[str]:
    """Every f-string with Chinese in a module that makes pages: it cannot be translated."""
    for module in PAGES:
        tree = ast.parse((RENDER / f"{module}.py").read_text("utf-8"))
        inside = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.Raise)
            for part in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and id(node) not in inside:
                text = ast.unparse(node)
                if CHINESE.search(text):
                    yield f"{module}.py:{node.lineno}: {text}"


def in_model() -> Iterator[tuple[str, str]]:
    """(word, what it is)."""
    for kind in KINDS:
        yield kind.title, "kind"
    for record_class in (*(kind.record_class for kind in KINDS), r.Article):
        yield from ((col.header, "header") for col in columns(record_class).values() if col.public)
    for of in vars(vocabulary).values():
        if isinstance(of, vocabulary.Vocabulary):
            yield from ((term.label, of.name) for term in of.terms)
    for one in STANDINGS:
        yield one.label, "standing"
        yield one.meaning, "standing"
    yield from ((label, "outcome") for label in OUTCOME_LABELS.values())
    yield from ((title, "section") for _, title in PROSE_SECTIONS)
    yield from ((text, "ledger") for text in KEPT)


def in_neutral() -> Iterator[tuple[str, str]]:
    """Words of modules whose files are the same in every language, as far as pages show them."""
    from creditsite.render import api, embeds, feeditems, feeds, opendata, tables

    yield from ((name, "embeds") for name in embeds.LOOKS.values())

    yield from ((table.title, "tables") for table in tables.tables())
    yield from ((word, "feeditems") for word in feeditems.OPS.values())
    yield from ((label, "opendata") for label in opendata.LABELS.values() if CHINESE.search(label))
    told = ((api, "_addresses"), (api, "_bulk"), (feeds, "kinds"))
    for module, function in told:
        tree = ast.parse(inspect.getsource(getattr(module, function)))
        name = module.__name__.rpartition(".")[2]
        yield from ((text, name) for text in _texts(tree) if CHINESE.search(text))


def in_scripts() -> Iterator[tuple[str, str]]:
    """(word, script)."""
    for folder in STATIC:
        for path in sorted(folder.rglob("*.js")):
            for found in _SAID.finditer(path.read_text("utf-8")):
                yield found[1][1:-1], path.name


def used(domain: str) -> dict[str, str]:
    """Every word of a domain → where it is used."""
    found: dict[str, set[str]] = {}
    ways = (in_scripts,) if domain == SCRIPTS else (in_templates, in_python, in_model, in_neutral)
    for way in ways:
        for word, place in way():
            if CHINESE.search(word):
                found.setdefault(word, set()).add(place)
    return {word: ", ".join(sorted(places)) for word, places in sorted(found.items())}


def update(tag: str, domain: str) -> tuple[int, int]:
    """Writes a catalogue with every word that is used, in order, and no other; how many lack a translation."""
    path = CATALOGUES / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"
    kept = {e.msgid: e for e in polib.pofile(str(path))} if path.exists() else {}
    made = polib.POFile(wrapwidth=0)
    made.metadata = {
        "Language": tag.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);" if tag == "en" else "nplurals=1; plural=0;",
    }
    for word, places in used(domain).items():
        old = kept.get(word)
        if tag != "en" and not old and (proposed := _traditional(word)) == traditional()(word):
            continue  # what OpenCC converts needs no entry
        entry = polib.POEntry(msgid=word, comment=places)
        if old and old.msgid_plural:
            entry.msgid_plural, entry.msgstr_plural = word, old.msgstr_plural
        elif tag == "en" and "{count}" in word and not (old and old.msgstr):
            entry.msgid_plural, entry.msgstr_plural = word, {0: "", 1: ""}
        elif old or tag != "en":
            entry.msgstr = old.msgstr if old else proposed
        made.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(made).rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    lacking = sum(not e.msgstr and not all(e.msgstr_plural.values() or [""]) for e in made)
    return len(made), lacking


def _traditional(word: str) -> str:
    for said, instead in PHRASES.items():
        word = word.replace(said, instead)
    return traditional()(word)


if __name__ == "__main__":
    for tag in ("en", "zh-Hant"):
        for domain in (DOMAIN, SCRIPTS):
            total, lacking = update(tag, domain)
            print(f"{tag} {domain}: {total} words, {lacking} to translate")
    sys.exit(0)
