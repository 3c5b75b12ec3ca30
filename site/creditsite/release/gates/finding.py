"""What a gate finds, and what it may know of the release that it looks at."""

from dataclasses import dataclass

from creditsite.model.needles import Needles
from creditsite.release.gates.lost import Lost


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One reason not to release: which gate, which file, and a sentence. Never quotes a personal number."""

    gate: str
    path: str  # relative to the release, empty where it is about the whole
    message: str

    def __str__(self) -> str:
        return f"{self.gate}: {self.path + ': ' if self.path else ''}{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the gates over single files are told."""

    root: str  # the release that is looked at
    base_url: str
    emails: frozenset[str]  # addresses that the office itself gives out
    needles: Needles | None = None  # texts of removed records and subjects
    secrets: tuple[str, ...] = ()  # keys that must never leave the machine
    persons: tuple[tuple[str, str], ...] = ()  # id and full name of every natural person on display
    spoken: str = ""  # what every page may say, whoever bears such a name
    passed: str = ""  # a release that passed these very gates: a file that it holds too is known
    release: str = (
        ""  # the one that is looked at, where its open data lies in a folder of that name
    )
    lost: Lost | None = None  # what that release had more than this one; nothing where nobody knows
    remembered: bool = (
        False  # whether that release was looked through for these very needles and secrets
    )
