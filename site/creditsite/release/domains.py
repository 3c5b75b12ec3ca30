"""The other half of the domain proof: whether the sites that a subject registered name the subject in return.

Runs only when the operator asks; a build never fetches anything.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from creditsite.model.profile import Profile
from creditsite.render.statements import domains
from creditverify import names_subject
from creditverify.fetch import PROOF, FetchError


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of asking one site."""

    subject: str
    host: str
    state: str  # 已互认 | 不一致 | 无法核对
    told: str = ""


def proofs(
    profiles: Iterable[Profile], issuer: str, get: Callable[[str], bytes]
) -> Iterator[Proof]:
    """Asks every registered site of every profile for its file, one after the other."""
    for profile in profiles:
        for host in domains(profile):
            yield _proof(profile.id, host, issuer, get)


def _proof(subject: str, host: str, issuer: str, get: Callable[[str], bytes]) -> Proof:
    try:
        said = get(f"https://{host}{PROOF}")
    except FetchError as missing:
        return Proof(subject, host, "无法核对", str(missing))
    if names_subject(said, issuer=issuer, subject=subject):
        return Proof(subject, host, "已互认")
    return Proof(subject, host, "不一致", f"{PROOF} 没有写明这个主体")
