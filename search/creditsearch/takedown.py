"""One subject leaves the static look-up, or is told differently, without the whole being made again."""

import json
from typing import Any

from creditsearch.config import Facets
from creditsearch.documents import Document


def without(data: bytes, gone: str, now: Document | None) -> bytes | None:
    """A look-up file in which a subject is told as it is now, or is no more; nothing where nobody is left in it."""
    held = dict(json.loads(data, object_pairs_hook=list))
    entries: list[str] = []
    places: dict[int, int] = {}  # where an entry stood, and where it stands
    for place, entry in enumerate(held["d"]):
        told = _told(entry, now) if entry.startswith(f"{gone}|") else entry
        if told:
            places[place] = len(entries)
            entries.append(told)
    if not entries:
        return None
    listed = ",\n".join(json.dumps(one, ensure_ascii=False) for one in entries)
    nodes = ((path, _node(node, places)) for path, node in held["k"])
    kept = ",\n".join(f'"{path}":{_dumps(node)}' for path, node in nodes if node[1])
    return f'{{"d":[{listed}],\n"k":{{{kept}}}}}\n'.encode()


def count_again(config: bytes, subjects: int) -> bytes:
    """The configuration of the look-up with another number of subjects."""
    content = json.loads(config)
    content["lookup"]["subjects"] = subjects
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _told(entry: str, now: Document | None) -> str:
    """The entry with what filters ask of the subject now; empty under a name that it has no more."""
    head, _, alias = entry.partition("\n")
    if now is None or (alias and alias not in {*now.aliases, *now.shops}):
        return ""
    subject, span, *_, name = head.split("|", 7)
    text = f"{subject}|{span}|{Facets().meta(now)}|{name}"
    return f"{text}\n{alias}" if alias else text


def _node(node: list[Any], places: dict[int, int]) -> list[Any]:
    """A node that names the entries by their new places; of those spelt out, the spelling goes along."""
    count, refs, *rest = node
    step = 2 if any(isinstance(one, str) for one in refs) else 1
    kept = [
        [places[refs[at]], *refs[at + 1 : at + step]]
        for at in range(0, len(refs), step)
        if refs[at] in places
    ]
    lost = len(refs) // step - len(kept)
    return [count - lost, [one for item in kept for one in item], *rest]


def _dumps(node: list[Any]) -> str:
    return json.dumps(node, ensure_ascii=False, separators=(",", ":"))
