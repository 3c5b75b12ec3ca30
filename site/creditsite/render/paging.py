"""Pages of a long list: how many there are, what each is called, and the addresses of all of them."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list: its number of how many, and how many rows there are in all."""

    base: str  # address of the first page
    number: int
    last: int
    total: int
    size: int

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    @property
    def address(self) -> str:
        """The page's own address."""
        return self.to(self.number)

    def to(self, number: int) -> str:
        """The address of another page.

        >>> Sheet("/penalties/", 2, 9, 250, 30).to(1), Sheet("/penalties/", 2, 9, 250, 30).to(3)
        ('/penalties/', '/penalties/3/')
        """
        return self.base if number == 1 else f"{self.base}{number}/"

    @property
    def near(self) -> list[int]:
        """The pages to offer: first, last and those beside this one; 0 where some are left out.

        >>> Sheet("/p/", 5, 9, 250, 30).near
        [1, 0, 3, 4, 5, 6, 7, 0, 9]
        """
        wanted = {
            1,
            self.last,
            *range(max(1, self.number - 2), min(self.last, self.number + 2) + 1),
        }
        found: list[int] = []
        for one in sorted(wanted):
            if found and one - found[-1] > 1:
                found.append(0)
            found.append(one)
        return found


def sheet(base: str, number: int, total: int, size: int) -> Sheet | None:
    """A page of a list of `total` rows; nothing where the list is not that long. An empty list has one page."""
    last = max(1, -(-total // size))
    return Sheet(base, number, last, total, size) if 1 <= number <= last else None


def later(total: int, size: int) -> Iterator[int]:
    """The numbers of all pages but the first."""
    yield from range(2, max(1, -(-total // size)) + 1)
