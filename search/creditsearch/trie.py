"""Cuts a sorted stream of texts into nodes of bounded size: every text that begins alike, or the best of them.

A node at the root depth always exists. While no more than LEAF texts begin as its path does, it holds them all; beyond
that it holds the BEST, and its children hold the rest. A reader who has the root node knows from its `tree` which
deeper paths are full, and so which single node to ask for next.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LEAF = 64
BEST = 30


@dataclass(frozen=True, slots=True)
class Item:
    """A text under which an entry is found."""

    text: str
    place: int  # 0 begins with the brand, 1 with the name, 2 inside
    brand: int  # length of the brand within the text
    length: int  # of the whole name
    ref: int  # of the entry
    note: str = ""  # handed through to the node


@dataclass(frozen=True, slots=True)
class Node:
    """What is known of all texts that begin with a path."""

    path: str
    count: int
    items: tuple[Item, ...]  # all of them, or the best
    tree: str | None  # of a full node: which of its deeper paths are full


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a kind of text is cut."""

    root: int  # paths shorter than this hold the best only
    deepest: int
    step: int  # a tree describes so many levels; then the node there has one of its own


@dataclass(slots=True)
class _Open:
    path: str
    count: int = 0
    items: list[Item] | None = field(default_factory=list)  # None once it is full
    best: list[tuple[tuple[int, int, int, str], Item]] = field(default_factory=list)
    child: "_Open | None" = None
    tree: list[str] = field(default_factory=list)


def nodes(items: Iterable[Item], shape: Shape) -> Iterator[Node]:
    """Every node, children before their parents; the items must come in the order of their texts."""
    shorts: list[_Open] = []
    root: _Open | None = None
    for item in items:
        yield from _shorts(shorts, item, shape)
        if len(item.text) < shape.root:
            continue
        path = item.text[: shape.root]
        if root is None or root.path != path:
            if root is not None:
                yield from _closed(root, None, shape)
            root = _Open(path)
        yield from _added(root, item, shape)
    if root is not None:
        yield from _closed(root, None, shape)
    yield from map(_summary, reversed(shorts))


def _shorts(shorts: list[_Open], item: Item, shape: Shape) -> Iterator[Node]:
    for depth in range(1, shape.root):
        path = item.text[:depth]
        if len(path) < depth:
            return
        if len(shorts) >= depth and shorts[depth - 1].path != path:
            yield from map(_summary, shorts[depth - 1 :])
            del shorts[depth - 1 :]
        if len(shorts) < depth:
            shorts.append(_Open(path, items=None))
        shorts[depth - 1].count += 1
        _consider(shorts[depth - 1], item)


def _summary(node: _Open) -> Node:
    return Node(node.path, node.count, tuple(i for _, i in node.best), "")


def _added(node: _Open, item: Item, shape: Shape) -> Iterator[Node]:
    node.count += 1
    if node.items is not None and len(node.items) < LEAF:
        node.items.append(item)
        return
    if node.items is not None:
        held, node.items = node.items, None
        for one in held:
            _consider(node, one)
            yield from _below(node, one, shape)
    _consider(node, item)
    yield from _below(node, item, shape)


def _below(node: _Open, item: Item, shape: Shape) -> Iterator[Node]:
    depth = len(node.path)
    if depth >= shape.deepest or len(item.text) <= depth:
        return
    path = item.text[: depth + 1]
    if node.child is None or node.child.path != path:
        if node.child is not None:
            yield from _closed(node.child, node, shape)
        node.child = _Open(path)
    yield from _added(node.child, item, shape)


def _closed(node: _Open, parent: _Open | None, shape: Shape) -> Iterator[Node]:
    if node.items is not None:
        yield Node(node.path, node.count, _distinct(node.items), None)
        return
    if node.child is not None:
        yield from _closed(node.child, node, shape)
    tree = "".join(node.tree)
    own = (len(node.path) - shape.root) % shape.step == 0
    if parent is not None:
        parent.tree.append(f"{node.path[-1]}{'' if own else tree})")
    yield Node(node.path, node.count, tuple(i for _, i in node.best), tree if own else "")


def _consider(node: _Open, item: Item) -> None:
    exact = item.place == 0 and item.brand == len(node.path)
    rank = (0 if exact else item.place + 1, item.length, item.ref, item.note)
    if len(node.best) == BEST and rank >= node.best[-1][0]:
        return
    if any(i.ref == item.ref for _, i in node.best):
        return
    insort(node.best, (rank, item), key=lambda pair: pair[0])
    del node.best[BEST:]


def _distinct(items: list[Item]) -> tuple[Item, ...]:
    return tuple({(i.ref, i.note): i for i in items}.values())
