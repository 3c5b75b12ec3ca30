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

    @routes.get("/words/<tag>.<any(js,json):form>")
    def words(tag: str, form: str) -> Response:
        if tag not in source.site.languages[1:]:
            abort(404)
        told = json.dumps(script_words(tag, source.site), ensure_ascii=False, sort_keys=True)
        if form == "json":
            return Response(told + "\n", mimetype="application/json")
        return Response(f"globalThis.creditCityWords = {told};\n", mimetype="text/javascript")

    return routes


def addresses(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Both forms for each language but that of the sources."""
    for tag in source.site.languages[1:]:
        for form in ("js", "json"):
            yield "wordlist.words", {"tag": tag, "form": form}


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
