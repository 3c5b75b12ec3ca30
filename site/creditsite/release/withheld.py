"""Prose that may be shown: a text that names what is no longer on display waits until an editor has changed it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from creditsite import intake, ledger
from creditsite.ledger import Ledger
from creditsite.model.faults import Fault, Place
from creditsite.model.figures import visible
from creditsite.model.needles import finder, likely, needles_of
from creditsite.model.prose import Page
from creditsite.model.records import Article
from creditsite.render.proseaddresses import file_of

# What stands at the address of such a text until then, so that what links to it need not be changed in the same hour.
TITLE = "本文暂不公示"
SUMMARY = "文中提到的信息已不再公示。编辑修改之后, 本文会在这里恢复。"
NAMED = "文中提到已撤下或到期的主体或文书, 全文暂不公示: 请修改后再发布"


def pages_of(content: Path, held: Ledger) -> tuple[tuple[Page, ...], tuple[Fault, ...]]:
    """The prose; for a text that names somebody or something that is no longer shown, a neutral one.

    So no text may hold a removal up, nor may a link to it.
    """
    pages, faults = intake.load_pages(content)
    hidden = partial(ledger.traces, held)
    named = _naming(pages, hidden)
    told = tuple(Fault(Place(file_of(one)), NAMED) for one in named)
    neutral = {one: _neutral(one) for one in named}
    telling = _naming(neutral.values(), hidden) if neutral else ()  # by its address
    shown = (neutral.get(one, one) for one in pages)
    return tuple(one for one in shown if one not in telling), (*faults, *told)


def _neutral(page: Page) -> Page:
    article = Article(
        title=TITLE,
        summary=SUMMARY,
        published_on=page.article.published_on,
        order=page.article.order,
    )
    return Page(page.section, page.slug, article, SUMMARY)


def naming(pages: Iterable[Page], texts: Iterable[str]) -> tuple[Page, ...]:
    """The pages of prose that hold any of the texts, in any of their languages."""
    return _naming(pages, lambda asked: filter(asked, texts))


def _naming(
    pages: Iterable[Page], texts: Callable[[Callable[[str], bool]], Iterable[str]]
) -> tuple[Page, ...]:
    """The same of those texts for which one asks."""
    said = {one: visible(json.dumps(asdict(one), ensure_ascii=False, default=str)) for one in pages}
    asked = likely(said.values())  # for hardly one of all that a large city has
    holds = finder(needles_of(texts(asked)))
    return tuple(one for one, text in said.items() if holds(text))
