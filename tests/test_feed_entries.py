"""An entry says the same in every feed in which it stands, and is drawn as feedgen draws it, whatever its text."""

from datetime import datetime, timedelta
from typing import Any

from feedgen.feed import FeedGenerator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from creditsite.render.badges import xml_text
from creditsite.render.feedentries import Entry, Item, entry, shelf
from creditsite.render.feedformats import ATOM, BEIJING

DAY = datetime(2026, 10, 31, 9, 30, 0, 7000, BEIJING)
TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"' \t\r\n"), min_size=1
)


def by_feedgen(item: Item, form: str) -> tuple[Any, ...]:
    """The entry in the words of the library."""
    made = FeedGenerator()
    made.id("tag:tiny.example,2026:feed/all")
    made.title("t")
    made.description("t")
    made.updated(DAY)
    made.link(href="https://tiny.example/")
    one = made.add_entry()
    one.id(item.id)
    one.guid(item.id, permalink=False)
    one.title(xml_text(item.title))
    one.link(href=item.url)
    one.content(xml_text(item.html), type="html")
    one.published(item.published)
    one.updated(item.updated)
    for tag in item.tags:
        one.category(term=xml_text(tag))
    root = etree.fromstring(made.rss_str() if form == "rss" else made.atom_str())
    return said(root.find(".//item" if form == "rss" else f"{{{ATOM}}}entry"))


def said(node: etree._Element | None) -> tuple[Any, ...]:
    """All that a node says, without the white space between elements."""
    assert node is not None
    text = None if len(node) else node.text
    return node.tag, dict(node.attrib), text, [said(one) for one in node]


@given(title=TEXT, html=TEXT, tags=st.lists(TEXT, max_size=3))
def test_an_entry_is_drawn_as_feedgen_draws_it(title, html, tags):
    url = "https://tiny.example/s/1/?a=1&b=2"
    item = Item("tag:tiny.example,2026:change/1", url, title, html, DAY, DAY, tuple(tags))
    drawn = {form: text.decode() for form, text in entry(item).forms.items()}
    rss = etree.fromstring(f'<rss xmlns:atom="{ATOM}">{drawn["rss"]}</rss>')
    atom = etree.fromstring(f'<feed xmlns="{ATOM}">{drawn["atom"]}</feed>')
    assert said(rss[0]) == by_feedgen(item, "rss")
    assert said(atom[0]) == by_feedgen(item, "atom")


def test_an_entry_that_changed_says_when():
    item = Item("tag:tiny.example,2026:change/1", "https://tiny.example/", "t", "h", DAY, DAY)
    assert b"atom:updated" not in entry(item).forms["rss"]
    later = Item(item.id, item.url, "t", "h", DAY, DAY + timedelta(days=1))
    told = f"<atom:updated>{later.updated.isoformat()}</atom:updated>"
    assert told in entry(later).forms["rss"].decode()


def test_an_entry_is_drawn_once_and_given_in_the_order_asked_for():
    asked = []

    def draw(numbers):
        asked.extend(numbers)
        for number in numbers:
            if number % 3:  # of others there is nothing to tell
                yield number, Entry(DAY, {"json": b"%d" % number * number})

    def texts(found):
        return [one.forms["json"].decode() for one in found]

    with shelf(draw) as take:
        assert texts(take([5, 3, 1])) == ["55555", "1"]
        assert texts(take([6, 5, 4, 3, 2, 1])) == ["55555", "4444", "22", "1"]
        assert texts(take([100])) == ["100" * 100]
        assert texts(take([])) == []
    assert sorted(asked) == [1, 2, 3, 4, 5, 6, 100]
