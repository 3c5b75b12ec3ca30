"""Prose: Markdown with a front matter of Chinese keys becomes `Page`s; nothing here renders or trusts the text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from creditsite.intake.characters import first_forbidden
from creditsite.intake.normal import header_form
from creditsite.model.config import LANGUAGES
from creditsite.model.faults import Fault, Place
from creditsite.model.fields import Column, Need, Type, Value, columns, empty
from creditsite.model.prose import PROSE_SECTIONS, Page, problem
from creditsite.model.records import Article

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def load_pages(content: Path) -> tuple[tuple[Page, ...], tuple[Fault, ...]]:
    """Every page under `prose/`, in the order of sections and then by name; pages at fault are left out and told."""
    pages: list[Page] = []
    faults: list[Fault] = []
    root = content / "prose"
    order = {section: n for n, (section, _) in enumerate(PROSE_SECTIONS)}
    found = (p for p in root.rglob("*") if p.is_file() and not p.name.startswith("."))
    for path in sorted(found, key=lambda p: (order.get(p.parent.name, len(order)), p.as_posix())):
        name = path.relative_to(content).as_posix()
        page, wrong = _page(path, name, path.relative_to(root).parts, order)
        faults += wrong
        if page:
            pages.append(page)
    return tuple(_joined(pages, faults)), tuple(faults)


def _joined(pages: list[Page], faults: list[Fault]) -> Iterator[Page]:
    """Pages in the first language, each with its translations; a translation of nothing is told."""
    of: dict[tuple[str, str], list[Page]] = {}
    for page in pages:
        if page.language != LANGUAGES[0]:
            of.setdefault((page.section, page.slug), []).append(page)
    for page in pages:
        if page.language == LANGUAGES[0]:
            yield replace(page, translations=tuple(of.pop((page.section, page.slug), ())))
    for section, slug in of:
        place = Place(f"prose/{section}/{slug}.*.md")
        faults.append(Fault(place, f"没有对应的中文页面 {slug}.md, 译文未采用: 请补上或改名"))


def _page(
    path: Path, name: str, parts: tuple[str, ...], order: dict[str, int]
) -> tuple[Page | None, list[Fault]]:
    def refuse(message: str, key: str = "") -> tuple[None, list[Fault]]:
        return None, [Fault(Place(name, column=key), message)]

    if len(parts) != 2 or parts[0] not in order:
        return refuse(f"页面应放在 prose/<栏目>/ 下, 栏目有 {'、'.join(order)}: 请移动")
    if path.suffix != ".md":
        return refuse("不是 .md 文件, 未采用: 请改为 Markdown 或移出 prose/")
    slug, _, language = path.stem.partition(".")
    if language not in ("", *LANGUAGES[1:]):
        return refuse(f"译文的文件名应为 名称.语言.md, 语言可为 {'、'.join(LANGUAGES[1:])}: 请改名")
    if not _SLUG.fullmatch(slug):
        return refuse("文件名就是网址, 只能用小写字母、数字和连字符: 请改名")
    try:
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return refuse("不是 UTF-8 编码: 请用 UTF-8 保存")
    if wrong := problem(text):
        return refuse(wrong)
    if bad := first_forbidden(text):
        return refuse(f"含不可见或非法字符 {bad.name} (第 {bad.position} 字): 请删去")
    front = _FRONT.match(text)
    if not front:
        return refuse("开头没有用两行 --- 括起的页面信息: 请补上标题、摘要和发布日期")
    values, faults = _front(front[1], name)
    if faults:
        return None, faults
    line = text.count("\n", 0, front.start(2)) + 1
    page = Page(parts[0], slug, Article(**values), front[2], language or LANGUAGES[0], line=line)
    return page, []


def _front(source: str, name: str) -> tuple[dict[str, Any], list[Fault]]:
    try:
        given = yaml.load(source, Loader=yaml.BaseLoader)  # texts, lists and tables: nothing else
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, row=mark.line + 2 if mark else 0)
        return {}, [Fault(place, "页面信息不是合法的 YAML: 含冒号或引号的文字请加引号")]
    if not isinstance(given, dict):
        return {}, [Fault(Place(name), "页面信息应为“标题: …”这样的行: 请改正")]
    known = {
        header_form(word): (field, col)
        for field, col in columns(Article).items()
        for word in (field, col.header, *col.synonyms)
    }
    lines = {line.partition(":")[0].strip(): n for n, line in enumerate(source.split("\n"), 2)}
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in given.items():
        place = Place(name, row=lines.get(str(key), 0), column=str(key))
        field, col = known.get(header_form(str(key)), ("", None))
        if col is None:
            listed = "、".join(c.header for c in columns(Article).values())
            faults.append(Fault(place, f"不认识的页面信息: 可填 {listed}"))
        elif field in values:
            faults.append(Fault(place, "写了两次: 请留一个"))
        else:
            values[field], wrong = _value(col, value)
            faults += [Fault(place, wrong)] if wrong else []
    wrong_already = {fault.place.column for fault in faults}
    faults += [one for one in _missing(values, name) if one.place.column not in wrong_already]
    return values, faults


def _missing(values: Mapping[str, Any], name: str) -> Iterator[Fault]:
    for field, col in columns(Article).items():
        if col.need is Need.MANDATORY and not values.get(field):
            yield Fault(Place(name, column=col.header), f"缺少{col.header}: 请在页面信息中补上")


def _value(col: Column, value: object) -> tuple[Value, str]:
    if value in (None, ""):
        return empty(col.type), ""
    match col.type:
        case Type.DATE:
            try:
                return date.fromisoformat(str(value)), ""
            except ValueError:
                return None, f"“{value}”不是日期: 请写成 2026-05-20"
        case Type.INTEGER:
            if re.fullmatch(r"\d{1,9}", str(value), re.ASCII):
                return int(str(value)), ""
            return None, "应为整数: 请改正"
        case Type.TEXTS:
            many = value if isinstance(value, list) else [value]
            return tuple(str(one).strip() for one in many), ""
        case _:
            if isinstance(value, (list, dict)):
                return "", "应为文字: 请改正"
            return str(value).strip(), ""
