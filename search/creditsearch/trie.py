"""Cuts a sorted stream of texts into nodes of bounded size: every text that begins alike, or the best of them.

A node at the root depth always exists. While no more than LEAF texts begin as its path does, it holds them all; beyond
that it holds the BEST, and its children hold the rest. A reader who has the root node knows from its `tree` which
deeper paths are full, and so which single node to ask for next.
"""

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from typing import NamedTuple

LEAF = 64
BEST = 30


class Item(NamedTuple):  # millions are made: a tuple takes a third of the time of a frozen class
    """A text under which an entry is found."""

    text: str
    place: (
        int  # -1 stands there in Latin letters, 0 begins with the brand, 1 with the name, 2 inside
    )
    brand: int  # length of the brand within the text
    length: int  # of the whole name
    ref: int  # of the entry
    note: str = ""  # handed through to the node
    known: int = (
        0  # so many first signs were met before in the names of the same subject: it counts once
    )


@dataclass(frozen=True, slots=True)
class Node:
    """What is known of all texts that begin with a path."""

    path: str
    count: int  # of subjects
    items: tuple[Item, ...]  # all texts, or the best
    tree: str | None  # of a full node: which of its deeper paths are full


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a kind of text is cut."""

    root: int  # paths shorter than this hold the best only
    deepest: int
    step: int  # a tree describes so many levels; then the node there has one of its own


Rank = tuple[int, int, int, str]


@dataclass(slots=True)
class _Open:
    path: str
    count: int = 0
    items: list[Item] | None = field(default_factory=list)  # None once it is full
    best: list[tuple[Rank, Item]] = field(default_factory=list)
    child: "_Open | None" = None
    tree: list[str] = field(default_factory=list)


def nodes(items: Iterable[Item], shape: Shape) -> Iterator[Node]:
    """Every node, children before their parents; the items must come in the order of their texts."""
    shorts: list[_Open] = []
    for path, group in groupby(items, lambda item: item.text[: shape.root]):
        yield from _left(shorts, path)
        while len(shorts) < min(len(path), shape.root - 1):
            shorts.append(_Open(path[: len(shorts) + 1], items=None))
        counts = [0] * (shape.root + 1)  # how many items are known so far
        counted = _counted(group, counts)
        held = list(islice(counted, LEAF + 1))
        if len(held) <= LEAF:
            best = held
            if len(path) == shape.root:
                yield Node(path, sum(counts[: shape.root]), _distinct(held), None)
        else:
            root = _Open(path)
            for item in chain(held, counted):
                yield from _added(root, item, shape)
            best = [item for _, item in root.best]
            yield from _closed(root, None, shape)
        for short in shorts:  # made of the best of what lies below them
            short.count += sum(counts[: len(short.path)])
            for item in best:
                _consider(short, item)
    yield from _left(shorts, "")


def _counted(items: Iterable[Item], counts: list[int]) -> Iterator[Item]:
    most = len(counts) - 1
    for item in items:
        counts[min(item.known, most)] += 1
        yield item


def _left(shorts: list[_Open], path: str) -> Iterator[Node]:
    """The short paths that the order has now passed."""
    while shorts and not path.startswith(shorts[-1].path):
        short = shorts.pop()
        yield Node(short.path, short.count, _distinct(i for _, i in short.best), "")


def _added(node: _Open, item: Item, shape: Shape) -> Iterable[Node]:
    node.count += item.known < len(node.path)
    if node.items is not None:
        if len(node.items) < LEAF:
            node.items.append(item)
            return ()
        return _filled(node, item, shape)
    _consider(node, item)
    return _below(node, item, shape)


def _filled(node: _Open, item: Item, shape: Shape) -> Iterator[Node]:
    held, node.items = node.items or [], None
    for one in (*held, item):
        _consider(node, one)
        yield from _below(node, one, shape)


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
    yield Node(node.path, node.count, _distinct(i for _, i in node.best), tree if own else "")


def _consider(node: _Open, item: Item) -> None:
    exact = item.place == 0 and item.brand == len(node.path)
    rank = (0 if exact else item.place + 1, item.length, item.ref, item.note)
    best = node.best
    if len(best) == BEST:
        if rank >= best[-1][0]:
            return
        best.pop()
    insort(best, (rank, item))


def _distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple({(i.ref, i.text if i.note else ""): i for i in items}.values())


def path_hash(path: str) -> int:
    """FNV-1a over UTF-8 with a last stirring: the same in `static.js`."""
    value = 0x811C9DC5
    for byte in path.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    return value ^ (value >> 13)
