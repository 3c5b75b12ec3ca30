"""What is looked for in prose is left out only where it is sure not to be found there."""

import base64
import random

import opencc

from creditsite.model.figures import visible
from creditsite.model.needles import finder, likely, needles_of

NEEDLES = (
    "云市监处罚〔2026〕1号", "云浦市示例商贸有限公司", "91990102MA0000001P", "99010220240514023410", "示例网络",
    "Acme Trading", "a1b2", "葛城店", "https://shop.example/77", "云浦市萤竹里化妆品店", "臺灣茶行",
)  # fmt: skip

SCRIPTS = [opencc.OpenCC(script) for script in ("s2t", "t2s")]


def told(needle: str, rnd: random.Random) -> str:
    """A needle as a text may hold it: in another script or width, with signs between its letters, or in base64."""
    text = rnd.choice(SCRIPTS).convert(needle)
    if rnd.random() < 0.5:
        text = text.replace(rnd.choice(text), rnd.choice(text))
    if rnd.random() < 0.5:
        text = "".join(letter + rnd.choice(("", "", "", " ", "—", "\n", "⺀")) for letter in text)
    if rnd.random() < 0.3:
        text = "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "z" else c for c in text)
    if rnd.random() < 0.3:
        text = base64.b64encode((" " * rnd.randrange(3) + "见" + text + "。").encode()).decode()
    return f"依据 {text}，{rnd.choice(NEEDLES[4:6])} 公示"


def test_no_needle_that_would_be_found_is_left_out():
    rnd, found, kept = random.Random(5), 0, 0
    finders = {needle: finder(needles_of([needle])) for needle in NEEDLES}
    for _ in range(300):
        text = visible(told(rnd.choice(NEEDLES), rnd))
        may = likely([text])
        for needle, holds in finders.items():
            kept += may(needle)
            if holds(text):
                found += 1
                assert may(needle), (needle, text)
    assert 300 < found <= kept < 1.6 * found


def test_a_text_of_few_letters_is_found_in_base64_alone() -> None:
    holds = finder(needles_of(["第一号"]))
    for start in ("", "见", "见 "):
        packed = base64.b64encode(f"{start}第一号。".encode()).decode()
        assert holds(f"依据 {packed} 公示")
        assert likely([f"依据 {packed} 公示"])("第一号")
    assert not holds("依据 第一号 公示")


def test_of_many_numbers_that_begin_alike_each_is_found_and_no_other():
    rnd = random.Random(6)
    forms = ("云市监处罚〔2026〕{}号", "shop-{}", "9901022026102886{}")
    due, others = (
        [form.format(n) for form in forms for n in range(at, 3000, 7)] for at in (1000, 1001)
    )
    holds = finder(needles_of([*due, "示例网络"]))
    for needle in rnd.sample(due, 150):
        text = visible("".join(c + rnd.choice(("", "", " ", "_")) for c in needle))
        assert holds(f"依据 云市监处罚〔2026〕2号、{SCRIPTS[0].convert(text)} 公示"), text
    assert not any(holds(f"依据 {other} 公示, 云市监处罚〔2026〕") for other in others)
