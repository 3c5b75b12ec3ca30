"""A document as the search server holds it, and how its index is set: all fields public, each there for a reason."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from creditsearch.documents import Document
from creditsearch.grams import grams
from creditsearch.names import key, plain
from creditsearch.pinyin import latin_forms
from creditsearch.postings import brand_of
from creditsite.model.prose import Page

HEAD = 6  # signs of a name's beginning that are found by equality
FILTER_BYTES = 400  # Meilisearch compares no more than 468 bytes of a value
TEXT_SIGNS = 20_000  # of a page: a position beyond 65,535 words is not indexed

Row = dict[str, Any]

SHOWN = [
    "id", "name", "aliases", "shops", "standing", "level", "lists", "kinds", "district", "platforms",
    "listed_on", "newest_on", "disputed", "brand", "read",
]  # fmt: skip
FACETS = ["standing", "level", "lists", "kinds", "district", "platforms", "disputed"]
SUBJECTS: Row = {
    "searchableAttributes": ["plain", "latin", "code", "grams"],
    "displayedAttributes": SHOWN,
    "filterableAttributes": [*FACETS, "id", "full", "brands", "heads", "spelt", "listed_on", "newest_on"],
    "sortableAttributes": ["length", "name", "listed_on", "newest_on"],
    "rankingRules": ["words", "sort", "attribute", "exactness"],
    "typoTolerance": {"enabled": False},  # a wrong sign in a code must find nobody; in a name we see to it
    "proximityPrecision": "byAttribute",
    "facetSearch": False,
}  # fmt: skip
TEXTS: Row = {
    "searchableAttributes": ["title", "text"],
    "displayedAttributes": ["id", "title", "section", "address", "text", "published_on"],
    "filterableAttributes": ["section"],
    "sortableAttributes": ["published_on"],
    "typoTolerance": {"enabled": False},
    "localizedAttributes": [{"attributePatterns": ["*"], "locales": ["cmn"]}],
}


def rows(documents: Iterable[Document]) -> Iterator[Row]:
    """What the server is sent of subjects: no person, since whoever may search an index may also list all of it.

    Persons are found in the static files, by their full name.
    """
    return (row(document) for document in documents if not document.is_person)


def row(document: Document) -> Row:
    """A subject: what is shown of it, what it is filtered by, and the words under which it is found."""
    return _sealed(
        {
            "id": document.id,
            "name": document.name,
            "aliases": list(document.aliases),
            "shops": list(document.shops),
            "standing": document.standing,
            "level": document.level,
            "lists": list(document.lists),
            "kinds": [k for k in (document.entity_kind, *document.roles) if k],
            "district": document.district,
            "platforms": list(document.platforms),
            "listed_on": document.listed_on.isoformat() if document.listed_on else None,
            "newest_on": document.newest_on.isoformat() if document.newest_on else None,
            "disputed": document.disputed,
            "length": len(key(document.name)),
            **_words(document),
        }
    )


def _words(document: Document) -> Row:
    names = (document.name, *document.aliases, *document.shops)
    forms = list(dict.fromkeys(filter(None, map(key, names))))
    spans = [brand_of(document, name) for name in names]
    starts = {
        form[at:]
        for form, span in zip(map(key, names), spans, strict=True)
        for at in (0, span.start, *span.other_starts)
    }
    latin = list(latin_forms(key(document.name), spans[0]))
    own = _spelt(latin)
    read: dict[str, int] = {}  # how a further name is read, so that who types it is shown that name
    for at, (name, span) in enumerate(zip(names[1:], spans[1:], strict=True)):
        further = list(latin_forms(key(name), span))
        latin += further
        read |= dict.fromkeys(sorted(_spelt(further) - own - read.keys()), at)
    return {
        "plain": forms,
        "grams": [" ".join(grams(form)) for form in forms],
        "latin": sorted({text for text, _ in latin}),
        "code": document.code.lower(),
        "full": sorted(form for form in forms if len(form.encode()) <= FILTER_BYTES),
        "brands": sorted(
            {key(n)[s.start : s.start + s.length] for n, s in zip(names, spans, strict=True)} - {""}
        ),
        "heads": sorted({start[:size] for start in starts for size in range(1, HEAD + 1)} - {""}),
        "spelt": sorted(_spelt(latin)),
        "read": [f"{text} {at}" for text, at in read.items()],
        "brand": f"{spans[0].start:x}.{spans[0].length:x}",
    }


def _spelt(latin: Iterable[tuple[str, int]]) -> set[str]:
    return {text[: abs(letters)] for text, letters in latin if letters}


def text_row(page: Page) -> Row:
    """A page of prose."""
    article = page.article
    return _sealed(
        {
            "id": hashlib.sha256(f"{page.section}/{page.slug}".encode()).hexdigest()[:24],
            "title": article.title,
            "section": page.section,
            "address": f"/{page.section}/{page.slug}/",
            "text": plain(page.text)[:TEXT_SIGNS],
            "published_on": article.published_on.isoformat() if article.published_on else None,
        }
    )


def _sealed(content: Row) -> Row:
    """With a digest of itself, by which a later run sees what changed."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return {**content, "digest": hashlib.sha256(text.encode()).hexdigest()[:20]}
