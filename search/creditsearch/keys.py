"""The keys that stand in the public site: each searches one index, and can do nothing else."""

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meilisearch import Client


def search_key(client: "Client", index: str) -> str:
    """A key that may search this one index and nothing else: the one made before, or a new one."""
    name = f"{index}: public search"
    for one in _keys(client):
        if (
            one.name == name
            and one.actions == ["search"]
            and one.indexes == [index]
            and not one.expires_at
        ):
            return str(one.key)
    options = {
        "name": name,
        "description": "Stands in the public site.",
        "actions": ["search"],
        "indexes": [index],
        "expiresAt": None,
    }
    return str(client.create_key(options).key)


def _keys(client: "Client") -> Iterator[Any]:
    first = client.get_keys({"limit": 1})
    pages = (client.get_keys({"limit": 100, "offset": at}) for at in range(0, first.total, 100))
    return chain.from_iterable(page.results for page in pages)
