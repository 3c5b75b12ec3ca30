"""The words of scripts in each language: a script for the site's pages, and JSON for its elements on other sites."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort

from creditsite.model import vocabulary
from creditsite.model.config import LANGUAGES, Site
from creditsite.model.kinds import KINDS
from creditsite.model.standing import STANDINGS
from creditsite.render.languages import SCRIPTS, catalogue, language
from creditsite.render.source import Source
from creditsite.render.translated import traditional

HOME = "/"  # under this key: the start of the language's addresses


def blueprint(source: Source) -> Blueprint:
    """The routes."""
    routes = Blueprint("wordlist", __name__)

    @routes.get("/words/<tag>.json")
    def words(tag: str) -> Response:
        return Response(_told(tag, source.site) + "\n", mimetype="application/json")

    return routes


def scripts(site: Site, folder: str) -> Blueprint:
    """The routes of the words that the site's own scripts load, in the folder where these stand."""
    routes = Blueprint("wordscripts", __name__)

    @routes.get(f"{folder}/words-<tag>.js")
    def words(tag: str) -> Response:
        return Response(word_script(tag, site), mimetype="text/javascript")

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Both forms for each language but that of the sources."""
    for tag in source.site.languages[1:]:
        yield "wordlist.words", {"tag": tag}
        yield "wordscripts.words", {"tag": tag}


def word_script(tag: str, site: Site) -> str:
    """The words of scripts in a language as a script, which a page loads before all others."""
    return f"globalThis.creditCityWords = {_told(tag, site)};\n"


def _told(tag: str, site: Site) -> str:
    if tag not in site.languages[1:]:
        abort(404)
    return json.dumps(script_words(tag, site), ensure_ascii=False, sort_keys=True)


def script_words(tag: str, site: Site) -> dict[str, Any]:
    """Chinese word → word, or its forms for one and for more: what scripts say, and labels that data brings them."""
    spoken = language(tag).knowing(dict(dict(site.words).get(tag, ())))
    own = catalogue(tag, SCRIPTS)
    found: dict[str, Any] = {HOME: spoken.prefix.removeprefix("/") + "/"}
    for word in _labels(site):
        found[word] = spoken.word(word)
    for of, one in _grades(site):
        found[f"{of} {one}"] = f"{spoken.word(of)} {spoken.word(one)}"
    for word in catalogue(LANGUAGES[-1], SCRIPTS):  # complete, where others hold only what differs
        forms = own.get(word, (word,))
        found[word] = forms[0] if len(forms) == 1 else list(forms)
    if tag == "zh-Hant":
        convert = traditional()
        found = {word: convert(said) for word, said in found.items()}
    return found


def _grades(site: Site) -> Iterator[tuple[str, str]]:
    yield from ((of.name, one.label) for of in site.schemes for one in of.grades)


def _labels(site: Site) -> Iterator[str]:
    yield from (one.name for one in site.lists)
    yield from (one.name for one in site.districts)
    yield from (one.label for one in STANDINGS)
    yield from (kind.title for kind in KINDS)
    for of in (vocabulary.ENTITY_KIND, vocabulary.ROLE, vocabulary.LIST_KIND):
        yield from (term.label for term in of.terms)
