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
CHUNK = 1000  # items read at once


class Item(NamedTuple):  # millions are made: a tuple takes a third of the time of a frozen class
    """A text under which an entry is found, as a line says it: strings that compare as what they say would."""

    text: str  # with the sign of its kind before it
    rank: str  # smaller is better: a digit for its place, three for the length of the name, then the entry
    exact: str  # the depth at which this is the whole brand, if the name begins with it
    known: (
        str  # so many first signs were met before in the names of the same subject: it counts once
    )
    note: str  # handed through to the node

    @property
    def ref(self) -> str:
        """Where the entry is, in hexadecimal digits."""
        return self.rank[4:]


def name_rank(length: int, ref: str) -> str:
    """What items of one name share of their ranks: short names come first."""
    return f"{min(length, 999):03d}{ref}"


def item_line(
    text: str, place: int, brand: int, ranked: str, note: str = "", known: int = 0
) -> str:
    """A line that sorts by its text. `place`: 0 stands there in Latin letters, 1 begins with the brand, 2 with the
    name, 3 inside; `brand`: its length within the text.
    """
    return f"{text}\t{place}{ranked}\t{brand if place == 1 else ''}\t{known}\t{note}"


class Node(NamedTuple):  # as many
    """What is known of all texts that begin with a path."""

    path: str
    subjects: int
    items: tuple[Item, ...]  # all texts, or the best
    tree: str | None  # of a full node: which of its deeper paths are full


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a kind of text is cut."""

    root: int  # paths shorter than this hold the best only
    deepest: int
    step: int  # a tree describes so many levels; then the node there has one of its own
    sign: str = ""  # what texts of this kind begin with; it counts as no depth
    typed: bool = True  # people type paths shorter than the root; else there are none


@dataclass(slots=True)
class _Open:
    path: str
    depth: int  # without the sign of its kind
    size: str  # the depth as items say it
    count: int = 0
    items: list[Item] | None = field(default_factory=list)  # None once it is full
    best: list[tuple[str, str, Item]] = field(default_factory=list)
    child: "_Open | None" = None
    tree: list[str] = field(default_factory=list)


def _opened(path: str, shape: Shape, items: list[Item] | None) -> _Open:
    depth = len(path) - len(shape.sign)
    return _Open(path, depth, str(depth), 0, items)


def nodes(lines: Iterable[str], shape: Shape) -> Iterator[Node]:
    """Every node, children before their parents, of sorted lines of items of one kind."""
    shorts: list[_Open] = []
    before = len(shape.sign)
    root = before + shape.root
    for path, same in groupby(lines, lambda line: line[:root].partition("\t")[0]):
        group = iter(same)
        yield from _left(shorts, path)
        while shape.typed and len(shorts) < min(len(path) - before, shape.root - 1):
            shorts.append(_opened(path[: before + len(shorts) + 1], shape, None))
        counts = [0] * 10  # how many items are known so far
        held = _read(islice(group, LEAF + 1), counts)
        best = held
        if len(held) > LEAF:
            node = _opened(path, shape, [])
            while held:
                for item in held:
                    yield from _added(node, item, shape)
                held = _read(islice(group, CHUNK), counts)
            best = [item for _, _, item in node.best]
            if (
                not shape.typed or len(path) == root
            ):  # what is shorter is told with what lies below it
                yield from _closed(node, None, shape)
        elif len(path) == root:
            yield Node(path, sum(counts[: shape.root]), _distinct(held), None)
        for short in shorts:  # made of the best of what lies below them
            short.count += sum(counts[: short.depth])
            for item in best:
                _consider(short, item)
    yield from _left(shorts, "")


def _read(lines: Iterable[str], counts: list[int]) -> list[Item]:
    items = [Item._make(line.split("\t")) for line in lines]
    for item in items:
        counts[int(item.known)] += 1
    return items


def _left(shorts: list[_Open], path: str) -> Iterator[Node]:
    """The short paths that the order has now passed."""
    while shorts and not path.startswith(shorts[-1].path):
        short = shorts.pop()
        yield Node(short.path, short.count, _distinct([i for _, _, i in short.best]), "")


def _added(node: _Open, item: Item, shape: Shape) -> Iterable[Node]:
    node.count += item.known < node.size
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


def _below(node: _Open, item: Item, shape: Shape) -> Iterable[Node]:
    depth = len(node.path)
    if node.depth >= shape.deepest or len(item.text) <= depth:
        return ()
    child = node.child
    if child is not None and item.text.startswith(child.path):
        return _added(child, item, shape)
    node.child = _opened(item.text[: depth + 1], shape, [])
    first = _added(node.child, item, shape)
    return first if child is None else chain(_closed(child, node, shape), first)


def _closed(node: _Open, parent: _Open | None, shape: Shape) -> Iterator[Node]:
    if node.items is not None:
        yield Node(node.path, node.count, _distinct(node.items), None)
        return
    if node.child is not None:
        yield from _closed(node.child, node, shape)
    tree = "".join(node.tree)
    own = (node.depth - shape.root) % shape.step == 0
    if parent is not None:
        parent.tree.append(f"{node.path[-1]}{'' if own else tree})")
    yield Node(node.path, node.count, _distinct([i for _, _, i in node.best]), tree if own else "")


def _consider(node: _Open, item: Item) -> None:
    rank, best = item.rank, node.best
    if item.exact == node.size:
        rank = "0" + rank[1:]
    if len(best) == BEST:
        last, note, _ = best[-1]
        if rank > last or (rank == last and item.note >= note):
            return
        best.pop()
    insort(best, (rank, item.note, item))


def _distinct(items: list[Item]) -> tuple[Item, ...]:
    if len(items) > 1:
        return tuple({i.rank[4:] + (i.text if i.note else ""): i for i in items}.values())
    return tuple(items)


def path_hash(path: str) -> int:
    """FNV-1a over UTF-8 with a last stirring: the same in `static.js`."""
    value = 0x811C9DC5
    for byte in path.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    return value ^ (value >> 13)
