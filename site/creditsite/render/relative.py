"""Links between pages that hold wherever the pages stand: the elder version shows them at addresses of its own."""

import re

# To a page, whose path ends with a slash, or to the style sheet. Inside a tag: behind a text a `<` comes first.
# A link that calls itself alternate leads to another version of the page, away from where the reader is. Each pattern
# begins with a text to look for, which is fast.
_TO = r'="/(?!/)((?:[^"?#<>]*/)?(?:site\.css|[?#][^"<>]*)?"[^<>]*>)'
_LINK = re.compile(r' href(?<!rel="alternate" href)' + _TO)
_FORM = re.compile(" action" + _TO)


def relative(page: str, address: str) -> str:
    """The page with its links to pages and to the style sheet told from its own address, which ends with a slash.

    >>> relative('<a href="/lists/?a#b">x</a> <a href="/data/a.csv">y</a> <a href="/">z</a>', "/s/1/")
    '<a href="../../lists/?a#b">x</a> <a href="/data/a.csv">y</a> <a href="../../">z</a>'
    """
    up = "../" * (address.count("/") - 1) or "./"
    return _FORM.sub(rf' action="{up}\1', _LINK.sub(rf' href="{up}\1', page))
