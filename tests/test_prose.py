"""Prose: whatever stands in a Markdown file, the page holds harmless HTML of known parts, and soon."""

import time

import html5lib
import pytest

from creditsite.intake import load_pages
from creditsite.model.prose import BRACKETS, DEEPEST, LONGEST, problem
from creditsite.render.prose import prose

TAGS = {
    "html", "head", "body", "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd",
    "blockquote", "pre", "code", "strong", "em", "del", "sup", "a", "div", "table", "thead", "tbody",
    "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"id", "href", "class", "scope", "tabindex", "role", "aria-label", "start"}

PAYLOADS = """
<script>alert(1)</script>
<img src=x onerror=alert(1)>
<svg onload=alert(1)></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<iframe src="https://evil.example"></iframe>
<a href="javascript:alert(1)">a</a>
<a href="java\tscript:alert(1)">a</a>
<p style="position:fixed">a</p>
<h2 id="main">a</h2>
<!-- --><script>alert(1)</script>
<base href="https://evil.example">
<meta http-equiv="refresh" content="0">
<form action="https://evil.example"><input></form>
[a](javascript:alert(1))
[a](JaVaScRiPt:alert(1))
[a](&#106;avascript:alert(1))
[a](data:text/html,alert)
[a](vbscript:x)
[a](//evil.example/)
[a](/\\evil.example/)
[a](http://evil.example/)
[a](relative/page)
[a](https://x.example/<table><script>alert(1)</script>)
[a](<https://x.example/" onclick="alert(1)>)
[a](/a"onmouseover="alert(1))
[a](/ok "title\\" onmouseover=alert(1)")
![a](https://evil.example/pixel.png)
![a](x" onerror="alert(1))
<https://x.example/"onload=alert(1)>
<javascript:alert(1)>
`<script>alert(1)</script>`
    <script>alert(1)</script>
[a]: javascript:alert(1)
[^1]: <script>alert(1)</script>
| <script>alert(1)</script> | b |
# <img src=x onerror=alert(1)>
\u0002script\u0003
&lt;script&gt;alert(1)&lt;/script&gt;
""".strip().splitlines()


def parsed(html):
    return html5lib.parse(str(html), namespaceHTMLElements=False)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "around", ["{}", "前 {} 后", "- {}", "> {}", "[{}](/a)", "| h |\n|---|\n| {} |"]
)
def test_nothing_active_is_left(payload, around):
    for element in parsed(prose(around.format(payload))).iter():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        href = element.get("href", "#")
        assert href.startswith(("https://", "mailto:", "#", "/"))
        assert not href.startswith(("//", "/\\"))
        assert element.get("id", "s-1") != "main"


def test_what_editors_write_comes_through():
    text = """# 标题

见[措施](/measures/)和[原文](https://www.gov.cn/a)，写信到[信箱](mailto:a@b.example)。[^1]

## 第二节

| 区县 | 件数 |
|---|---:|
| 临江区 | 12 |

- [ ] 营业执照

[^1]: 一条注。
"""
    page = parsed(prose(text))
    assert [h.get("id") for h in page.iter("h2")] == ["s-1", "s-2"]  # one h1: the page's own
    assert {"/measures/", "https://www.gov.cn/a", "mailto:a@b.example"} <= {
        a.get("href") for a in page.iter("a")
    }
    assert [th.get("scope") for th in page.iter("th")] == ["col", "col"]
    assert [td.get("class") for td in page.iter("td")] == [None, "num"]
    box = page.find(".//div[table]")
    assert (box.get("tabindex"), box.get("role")) == ("0", "group")  # scrolls by keyboard, too
    assert "□ 营业执照" in prose(text)
    anchors = {a.get("href") for a in page.iter("a") if a.get("href").startswith("#")}
    assert anchors <= {f"#{element.get('id')}" for element in page.iter()}


TOO_MUCH = {
    "字" * (LONGEST + 1): "个字符, 最多",
    "[" * (BRACKETS + 1): "个方括号, 最多",
    "好\n" + "> " * (DEEPEST + 1) + "a": "第 2 行的列表或引用有 21 层",
    "1. " * 6000: "层, 最多 20 层",
    "    " * DEEPEST + "- a": "层, 最多 20 层",
}


@pytest.mark.parametrize(("text", "said"), TOO_MUCH.items(), ids=range(len(TOO_MUCH)))
def test_a_text_that_costs_too_much_is_told_with_its_file_before_it_is_made(text, said, tmp_path):
    path = tmp_path / "prose" / "news" / "long.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\n标题: 甲\n摘要: 乙\n发布日期: 2026-10-01\n---\n{text}", encoding="utf-8")
    pages, (fault,) = load_pages(tmp_path)
    assert pages == ()
    assert fault.place.file == "prose/news/long.md"
    assert said.replace("第 2 行", "第 7 行") in fault.message
    assert said in problem(text)
    with pytest.raises(ValueError, match="最多"):
        prose(text)


@pytest.mark.parametrize("level", ["> ", "- ", "1. ", "> - ", "    ", "\t"])
def test_the_deepest_text_is_made_a_page(level):
    levels = DEEPEST // (2 if level == "> - " else 1)
    text = "\n".join(level * n + "- a" for n in range(levels))
    assert problem(text) == ""
    assert prose(text)


@pytest.mark.parametrize(
    "bit", ["[" * 600, "[a](" * 600, "[^a" * 600, "# a\n", "*a **b ", "`a", "|a", "> - > - a\n", "\n", "<a ",
            "*a _b ", "a\n=", " "]
)  # fmt: skip
def test_the_longest_text_is_done_in_two_seconds(bit):
    start = time.process_time()
    prose(bit if "[" in bit else (bit * LONGEST)[:LONGEST])
    assert time.process_time() - start < 2
