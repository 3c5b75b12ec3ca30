"""A signed status can be checked offline by both verifiers; what is forged, stale or about somebody else never passes.

Keys are made for the test; subjects and records are made up.
"""

import base64
import hashlib
import hmac
import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

import build
from creditsite import ledger
from creditsite.release.domains import proofs
from creditsite.release.signing import (
    Signer,
    SigningKeyError,
    allowed,
    new_key,
    read_key,
    statuses,
)
from creditsite.render import embeds
from creditsite.render.statements import jwks, key_id, statement_bytes
from creditverify import RefusedError, Status, names_subject, verify
from creditverify import __main__ as command
from creditverify.fetch import PROOF, FetchError, fetch
from tests.sites import tiny_site, tokens
from tests.small_release import ORANGE, PLUM, small_release

VERIFY_JS = Path(embeds.__file__).with_name("embed_v1") / "verify.js"
RUNNER = Path(__file__).parent / "tools/verify.mjs"
ISSUER = "https://tiny.example"
MIDNIGHT = 1793376000  # 2026-10-31 in Beijing
NOON = MIDNIGHT + 12 * 3600
SEED, OTHER_SEED = bytes(range(32)), bytes(range(32, 64))


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


KEY, STRANGER = (Ed25519PrivateKey.from_private_bytes(seed) for seed in (SEED, OTHER_SEED))
X, OTHER_X = (text(key.public_key().public_bytes_raw()) for key in (KEY, STRANGER))
KID = key_id(X)
JWKS = {
    "keys": [{"kty": "OKP", "crv": "Ed25519", "x": X, "kid": KID, "alg": "Ed25519", "use": "sig"}]
}
HEAD = {"alg": "Ed25519", "kid": KID, "typ": "credit-status+jwt"}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "sub": ORANGE, "standing": "penalty", "disputed": False,
    "level": {"scheme": "merchant", "scheme_version": "2026", "grade": "A", "year": 2025, "valid_until": None,
              "expired": False},
    "domains": ["shop.example"], "shops": ["https://mall.example/s/1"], "release": "2026-10-31-abcdefgh",
    "as_of": "2026-10-31", "iat": MIDNIGHT, "exp": MIDNIGHT + 36 * 3600,
}  # fmt: skip
ASKED: dict[str, Any] = {
    "issuer": ISSUER, "subject": ORANGE, "now": NOON, "domain": "shop.example", "newest": "2026-10-31-abcdefgh",
}  # fmt: skip


def raw(head: bytes, body: bytes, key: Ed25519PrivateKey = KEY) -> str:
    signed = f"{text(head)}.{text(body)}"
    return f"{signed}.{text(key.sign(signed.encode()))}"


def compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def signed(claims: dict[str, Any] = CLAIMS, key: Ed25519PrivateKey = KEY, **head: Any) -> str:
    return raw(compact(HEAD | head), compact(claims), key)


GENUINE = signed()
HEAD_PART, BODY_PART, SIGNATURE = GENUINE.split(".")


def hmac_token(secret: bytes) -> str:
    part = f"{text(compact(HEAD | {'alg': 'HS256'}))}.{BODY_PART}"
    return f"{part}.{text(hmac.digest(secret, part.encode(), hashlib.sha256))}"


def loose(part: str) -> str:
    """The same bytes written with another last sign, whose spare bits nobody reads."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return part[:-1] + letters[letters.index(part[-1]) ^ 1]


def unreduced(part: str) -> str:
    """The signature with the order of the curve added to its second half: a second way to write it."""
    order = 2**252 + 27742317777372353535851937790883648493
    data = base64.urlsafe_b64decode(part + "==")
    return text(data[:32] + (int.from_bytes(data[32:], "little") + order).to_bytes(32, "little"))


OWN_JWK = {"kty": "OKP", "crv": "Ed25519", "x": OTHER_X}
TWICE = compact(CLAIMS)[:-1] + b',"standing":"red"}'
BEFORE = CLAIMS | {"release": "2026-10-31-zzzzzzzz"}
YESTERDAY = CLAIMS | {"release": "2026-10-30-abcdefgh", "as_of": "2026-10-30", "iat": MIDNIGHT - 86400,
                      "exp": MIDNIGHT + 12 * 3600}  # fmt: skip

# (what is wrong, token, what is asked otherwise, reason)
FORGERIES: list[tuple[str, str, dict[str, Any], str]] = [
    ("changed standing", f"{HEAD_PART}.{text(compact(CLAIMS | {'standing': 'red'}))}.{SIGNATURE}", {}, "signature"),
    ("changed level", f"{HEAD_PART}.{text(compact(CLAIMS | {'level': None}))}.{SIGNATURE}", {}, "signature"),
    ("signed by a stranger", signed(key=STRANGER), {}, "signature"),
    ("other subject", GENUINE, {"subject": PLUM}, "subject"),
    ("other issuer", GENUINE, {"issuer": "https://other.example"}, "issuer"),
    ("other domain", GENUINE, {"domain": "copy.example"}, "domain"),
    ("sub-domain", GENUINE, {"domain": "a.shop.example"}, "domain"),
    ("parent domain", GENUINE, {"domain": "example"}, "domain"),
    ("domain that begins alike", GENUINE, {"domain": "shop.example.evil.example"}, "domain"),
    ("port", GENUINE, {"domain": "shop.example:8443"}, "domain"),
    ("homoglyph", GENUINE, {"domain": "sh\u043ep.example"}, "domain"),
    ("capitals", GENUINE, {"domain": "SHOP.example"}, "domain"),
    ("other shop", GENUINE, {"shop": "https://mall.example/s/2"}, "shop"),
    ("expired", GENUINE, {"now": MIDNIGHT + 36 * 3600}, "expired"),
    ("not yet valid", GENUINE, {"now": MIDNIGHT - 301}, "early"),
    ("valid for ever", signed(CLAIMS | {"exp": 2**40}), {}, "expired"),
    ("ends before it begins", signed(CLAIMS | {"exp": MIDNIGHT}), {"now": MIDNIGHT - 100}, "expired"),
    ("alg none", f"{text(compact(HEAD | {'alg': 'none'}))}.{BODY_PART}.", {}, "encoding"),
    ("alg none, signed", signed(alg="none"), {}, "algorithm"),
    ("alg EdDSA", signed(alg="EdDSA"), {}, "algorithm"),
    ("alg with a space", signed(alg="Ed25519 "), {}, "algorithm"),
    ("alg in capitals", signed(alg="ED25519"), {}, "algorithm"),
    ("alg NONE without a signature", f"{text(compact(HEAD | {'alg': 'NONE'}))}.{BODY_PART}.AA", {}, "algorithm"),
    ("alg is a list", signed(alg=["Ed25519"]), {}, "algorithm"),
    ("alg null", signed(alg=None), {}, "algorithm"),
    ("HS256 with the public key", hmac_token(base64.urlsafe_b64decode(X + "=")), {}, "algorithm"),
    ("HS256 with the public key as text", hmac_token(X.encode()), {}, "algorithm"),
    ("unknown kid", signed(kid="unknown"), {}, "key"),
    ("kid is a list", signed(kid=[KID]), {}, "key"),
    ("kid is a path", signed(key=STRANGER, kid="../../../../dev/null"), {}, "key"),
    ("kid is an address", signed(key=STRANGER, kid="https://evil.example/k"), {}, "key"),
    ("kid is null", signed(kid=None), {}, "key"),
    ("kid of a prototype", signed(kid="__proto__"), {}, "key"),
    ("stranger's kid", signed(key=STRANGER, kid=key_id(OTHER_X)), {}, "key"),
    ("embedded jwk", signed(key=STRANGER, jwk=OWN_JWK), {}, "header"),
    ("jku", signed(key=STRANGER, jku="https://evil.example/jwks.json"), {}, "header"),
    ("x5u", signed(key=STRANGER, x5u="https://evil.example/c.pem"), {}, "header"),
    ("x5c", signed(key=STRANGER, x5c=["MII"]), {}, "header"),
    ("crit", signed(crit=["exp"]), {}, "header"),
    ("b64 false", signed(b64=False), {}, "header"),
    ("wrong typ", signed(typ="JWT"), {}, "type"),
    ("no typ", raw(compact({"alg": "Ed25519", "kid": KID}), compact(CLAIMS)), {}, "type"),
    ("replayed older release", signed(YESTERDAY), {"now": MIDNIGHT + 3600}, "replayed"),
    ("replayed release of the same day", signed(BEFORE), {}, "replayed"),
    ("release of another day", signed(CLAIMS | {"as_of": "2026-11-30"}), {}, "claims"),
    ("released by no day", signed(CLAIMS | {"as_of": ""}), {}, "claims"),
    ("signature plus the order of the curve", f"{HEAD_PART}.{BODY_PART}.{unreduced(SIGNATURE)}", {}, "signature"),
    ("signature of zeros", f"{HEAD_PART}.{BODY_PART}.{text(bytes(64))}", {}, "signature"),
    ("signature of the identity", f"{HEAD_PART}.{BODY_PART}.{text(bytes([1]) + bytes(63))}", {}, "signature"),
    ("signature of the body alone", f"{HEAD_PART}.{BODY_PART}.{text(KEY.sign(BODY_PART.encode()))}", {}, "signature"),
    ("signature of another statement", f"{HEAD_PART}.{BODY_PART}.{signed(YESTERDAY).split('.')[2]}", {}, "signature"),
    ("longer signature", f"{HEAD_PART}.{BODY_PART}.{text(KEY.sign(f'{HEAD_PART}.{BODY_PART}'.encode()) + bytes(2))}",
     {}, "signature"),
    ("parts swapped", f"{BODY_PART}.{HEAD_PART}.{SIGNATURE}", {}, "algorithm"),
    ("truncated signature", GENUINE[:-2], {}, "signature"),
    ("truncated body", f"{HEAD_PART}.{BODY_PART[:-8]}.{SIGNATURE}", {}, "signature"),
    ("two parts", f"{HEAD_PART}.{BODY_PART}", {}, "form"),
    ("extra dot", f"{GENUINE}.", {}, "form"),
    ("five parts", f"{GENUINE}.e30.e30", {}, "form"),
    ("empty", "", {}, "form"),
    ("huge", "A" * 70_000, {}, "form"),
    ("spare bits", f"{HEAD_PART}.{BODY_PART}.{loose(SIGNATURE)}", {}, "encoding"),
    ("padding", f"{HEAD_PART}.{BODY_PART}.{SIGNATURE}==", {}, "encoding"),
    ("plain base64", raw(compact(HEAD), compact(CLAIMS | {"release": "ÿÿÿ"})).replace("_", "/"), {}, "encoding"),
    ("white space", f"{GENUINE}\n", {}, "encoding"),
    ("white space before", f" {GENUINE}", {}, "encoding"),
    ("white space inside", f"{HEAD_PART}. {BODY_PART}.{SIGNATURE}", {}, "encoding"),
    ("full width", f"{HEAD_PART}.{BODY_PART}.{SIGNATURE[:-1]}\uff21", {}, "encoding"),
    ("nothing", None, {}, "form"),  # type: ignore[list-item]
    ("a list of parts", GENUINE.split("."), {}, "form"),  # type: ignore[list-item]
    ("member twice", raw(compact(HEAD), TWICE), {}, "json"),
    ("member twice in the header", raw(b'{"alg":"none",' + compact(HEAD)[1:], compact(CLAIMS)), {}, "json"),
    ("member twice, alike", raw(compact(HEAD), compact(CLAIMS)[:-1] + b',"sub":"%s"}' % ORANGE.encode()), {}, "json"),
    ("something behind the json", raw(compact(HEAD), compact(CLAIMS) + b"{}"), {}, "json"),
    ("a line behind the json", raw(compact(HEAD), compact(CLAIMS) + b"\n"), {}, "json"),
    ("NaN", raw(compact(HEAD), compact(CLAIMS).replace(b'"year":2025', b'"year":NaN')), {}, "json"),
    ("exponent", raw(compact(HEAD), compact(CLAIMS).replace(b'"year":2025', b'"year":2.025e3')), {}, "json"),
    ("comment", raw(compact(HEAD), compact(CLAIMS)[:-1] + b"/**/}"), {}, "json"),
    ("loose json", raw(compact(HEAD), json.dumps(CLAIMS).encode()), {}, "json"),
    ("other escapes", raw(compact(HEAD), compact(CLAIMS).replace(b"shop", b"\\u0073hop")), {}, "json"),
    ("not json", raw(compact(HEAD), b"{"), {}, "json"),
    ("not utf-8", raw(compact(HEAD), b'{"a":"\xff"}'), {}, "json"),
    ("byte order mark", raw(compact(HEAD), b"\xef\xbb\xbf" + compact(CLAIMS)), {}, "json"),
    ("a list", raw(compact(HEAD), b"[]"), {}, "json"),
    ("deep json", raw(compact(HEAD), b"[" * 9000), {}, "json"),
    ("claim missing", signed({k: v for k, v in CLAIMS.items() if k != "exp"}), {}, "claims"),
    ("claim added", signed(CLAIMS | {"aud": "x"}), {}, "claims"),
    ("prototype", raw(compact(HEAD), compact(CLAIMS)[:-1] + b',"__proto__":{"standing":"red"}}'), {}, "claims"),
    ("two names in one", raw(compact(HEAD), compact(CLAIMS).replace(b'"as_of":', b'"as_of,disputed":')), {}, "claims"),
    ("exp null", signed(CLAIMS | {"exp": None}), {}, "claims"),
    ("sub is a list", signed(CLAIMS | {"sub": [ORANGE]}), {}, "claims"),
    ("level as text", signed(CLAIMS | {"level": "A"}), {}, "claims"),
    ("level is a list", signed(CLAIMS | {"level": []}), {}, "claims"),
    ("exp as text", signed(CLAIMS | {"exp": "9999999999"}), {}, "claims"),
    ("exp with a fraction", signed(CLAIMS | {"exp": NOON + 0.5}), {}, "claims"),
    ("exp true", signed(CLAIMS | {"exp": True}), {}, "claims"),
    ("domains as text", signed(CLAIMS | {"domains": "shop.example"}), {}, "claims"),
    ("domains of lists", signed(CLAIMS | {"domains": [["shop.example"]]}), {}, "claims"),
]  # fmt: skip
BAD_KEYS: list[tuple[str, Any]] = [
    ("no keys", {"keys": []}),
    ("no set", {}),
    ("keys as text", {"keys": "x"}),
    ("the same kid twice", {"keys": [*JWKS["keys"], JWKS["keys"][0] | {"x": OTHER_X}]}),
    ("another curve", {"keys": [JWKS["keys"][0] | {"crv": "X25519"}]}),
    ("a secret", {"keys": [{"kty": "oct", "kid": KID, "k": X}]}),
    ("a short key", {"keys": [JWKS["keys"][0] | {"x": X[:-4]}]}),
    ("keys in a list", [JWKS["keys"][0]]),
    ("no key set", None),
    ("text", "x"),
    ("keys that are none", {"keys": [None, 7, "x", []]}),
    ("for encryption", {"keys": [JWKS["keys"][0] | {"use": "enc"}]}),
    ("of another algorithm", {"keys": [JWKS["keys"][0] | {"alg": "HS256"}]}),
    ("a padded key", {"keys": [JWKS["keys"][0] | {"x": f"{X}="}]}),
    (
        "a stranger's key under our id",
        {"keys": [JWKS["keys"][0] | {"x": OTHER_X, "kid": f"{KID} "}]},
    ),
    ("no x", {"keys": [{k: v for k, v in JWKS["keys"][0].items() if k != "x"}]}),
]


def in_python(token: str, keys: Any, asked: dict[str, Any]) -> dict[str, str]:
    try:
        said = verify(token, keys, **asked)
    except RefusedError as refused:
        return {"refused": refused.reason}
    return {"standing": said.standing, "key": said.key}


def in_node(*questions: tuple[str, Any, dict[str, Any]]) -> list[dict[str, str]]:
    asked = [{"token": token, "keys": keys, "asked": asked} for token, keys, asked in questions]
    order = ["node", str(RUNNER), str(VERIFY_JS)]
    ran = subprocess.run(order, input=json.dumps(asked).encode(), capture_output=True, check=True)
    found: list[dict[str, str]] = json.loads(ran.stdout)
    return found


@pytest.fixture(scope="module")
def node() -> dict[str, dict[str, str]]:
    """What the JavaScript verifier says of every forgery and every bad key set."""
    questions = [(token, JWKS, ASKED | otherwise) for _, token, otherwise, _ in FORGERIES]
    questions += [(GENUINE, keys, ASKED) for _, keys in BAD_KEYS]
    names = [name for name, *_ in FORGERIES] + [name for name, _ in BAD_KEYS]
    return dict(zip(names, in_node(*questions), strict=True))


def test_what_is_genuine_passes_both_verifiers() -> None:
    passed = {"standing": "penalty", "key": KID}
    asked: tuple[dict[str, Any], ...] = (
        ASKED,
        {"issuer": ISSUER, "subject": ORANGE, "now": NOON},
        ASKED | {"shop": "https://mall.example/s/1"},
        ASKED | {"now": MIDNIGHT - 299},
        ASKED | {"now": MIDNIGHT + 36 * 3600 - 1},
        ASKED | {"newest": "2026-10-30-zzzzzzzz"},
    )
    assert [in_python(GENUINE, JWKS, one) for one in asked] == [passed] * len(asked)
    assert in_node(*((GENUINE, JWKS, one) for one in asked)) == [passed] * len(asked)


@pytest.mark.parametrize(
    ("name", "token", "otherwise", "reason"), FORGERIES, ids=[f[0] for f in FORGERIES]
)
def test_a_forgery_is_refused_by_both_verifiers(
    node: dict[str, dict[str, str]], name: str, token: str, otherwise: dict[str, Any], reason: str
) -> None:
    assert in_python(token, JWKS, ASKED | otherwise) == {"refused": reason}
    assert node[name] == {"refused": reason}


@pytest.mark.parametrize(("name", "keys"), BAD_KEYS, ids=[k[0] for k in BAD_KEYS])
def test_a_key_set_that_is_not_clear_trusts_nobody(
    node: dict[str, dict[str, str]], name: str, keys: Any
) -> None:
    assert in_python(GENUINE, keys, ASKED) == {"refused": "key"}
    assert node[name] == {"refused": "key"}


# What the city signs


@pytest.fixture
def key(tmp_path: Path) -> Signer:
    return new_key(tmp_path / "key.pem")


def test_the_city_signs_what_it_publishes(tmp_path: Path, key: Signer) -> None:
    with small_release(tmp_path) as source:
        for one in ledger.profiles(source.ledger, source.site, source.as_of):
            (tmp_path / "out/s" / one.id).mkdir(parents=True)
        statuses(key)(source, tmp_path / "out")
        token = (tmp_path / f"out/s/{ORANGE}/status.jwt").read_text().strip()
        claims = json.loads(
            statement_bytes(
                ledger.profile(source.ledger, source.site, source.as_of, ORANGE), source
            )
        )
        release = source.release
    keys = {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": key.public, "kid": key.kid}]}
    said = verify(token, keys, issuer=ISSUER, subject=ORANGE, now=NOON, domain="shop.example")
    assert isinstance(said, Status)
    assert (said.standing, said.release, said.issued) == ("penalty", release, MIDNIGHT)
    assert said.level is not None
    assert said.level["grade"] == "A"
    assert said.shops == ("https://mall.example/s/1",)
    assert in_node((token, keys, ASKED | {"newest": release}))[0]["standing"] == "penalty"
    independent = jws.deserialize_compact(
        token, OKPKey.import_key(keys["keys"][0]), algorithms=["Ed25519"]
    )
    assert json.loads(independent.payload) == claims


def test_a_key_is_made_for_its_owner_and_never_over_another(tmp_path: Path, key: Signer) -> None:
    path = tmp_path / "key.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        new_key(path)
    assert read_key(path.read_text(), "") == read_key("", str(path)) is not None
    assert read_key("", "") is None


def test_a_key_that_cannot_serve_is_refused_with_the_way_out(tmp_path: Path, key: Signer) -> None:
    path = str(tmp_path / "key.pem")
    with pytest.raises(SigningKeyError, match="移到别处"):
        read_key("", path, tmp_path)
    with pytest.raises(SigningKeyError, match=r"build\.py key"):
        read_key("nonsense", "")
    with pytest.raises(SigningKeyError, match="读不出来"):
        read_key("", str(tmp_path / "none.pem"))
    with pytest.raises(SigningKeyError, match=key.public):
        allowed(key, tiny_site())


def test_the_published_key_set_is_made_of_public_halves() -> None:
    assert jwks(tiny_site()) == {"keys": []}
    (one,) = JWKS["keys"]
    assert "d" not in one
    assert OKPKey.import_key(one).thumbprint() == KID


# Two keys, and the days on which one replaces the other

CITY = Path(__file__).parent / "content"
Command = Callable[..., int]


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Drill"]:
    root = tmp_path_factory.mktemp("signing")
    shutil.copytree(CITY, root / "content")
    plain = (CITY / "site.toml").read_text(encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        yield Drill(root, plain, patch)


class Drill:
    """A city whose operator changes keys."""

    def __init__(self, root: Path, plain: str, patch: pytest.MonkeyPatch) -> None:
        self.root, self.plain, self.patch, self.give = root, plain, patch, tokens()

    def publish(self, held: Path | None, known: tuple[Signer, ...]) -> int:
        table = f"\n[signing]\npublic_keys = {json.dumps([k.public for k in known])}\n"
        (self.root / "content/site.toml").write_text(self.plain + table, encoding="utf-8")
        self.patch.setenv("CREDIT_SIGNING_KEY_FILE", str(held) if held else "")
        folders = ["--content", str(self.root / "content"), "--out", str(self.root / "out")]
        return build.main(
            ["build", *folders, "--workers", "1"], today=lambda: date(2026, 11, 22), token=self.give
        )

    @property
    def live(self) -> Path:
        return (self.root / "out/current").resolve()

    def check(self, token: str) -> dict[str, str]:
        """What a platform says that holds the newest key set."""
        keys = json.loads((self.live / ".well-known/jwks.json").read_bytes())
        subject = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["sub"]
        site = build.intake.load_site(self.root / "content")
        return in_python(token, keys, {"issuer": site.base_url, "subject": subject, "now": NOON})

    def statuses(self) -> list[str]:
        return [path.read_text().strip() for path in sorted(self.live.glob("s/*/status.jwt"))]


def test_without_a_key_the_site_is_whole_and_says_that_it_signs_nothing(
    signing: Drill, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signing.publish(None, ()) == 0
    assert "没有签名密钥" in capsys.readouterr().err
    assert signing.statuses() == []
    assert json.loads((signing.live / ".well-known/jwks.json").read_bytes()) == {"keys": []}


def test_a_signed_release_holds_the_status_of_everybody_and_never_the_key(
    signing: Drill, tmp_path: Path
) -> None:
    key, other = new_key(tmp_path / "key.pem"), new_key(tmp_path / "other.pem")
    assert signing.publish(tmp_path / "key.pem", (key,)) == 0
    assert len(signing.statuses()) == sum(1 for _ in signing.live.glob("s/*"))
    assert all("standing" in signing.check(one) for one in signing.statuses())
    before = signing.live
    assert signing.publish(tmp_path / "other.pem", (key,)) == 1  # a key that nobody knows
    page = signing.root / "content/prose/about/leak.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(
        f"---\n标题: 密钥\n摘要: 密钥\n发布日期: 2026-01-01\n---\n\n{key.secrets[0]}\n",
        encoding="utf-8",
    )
    assert signing.publish(tmp_path / "key.pem", (key,)) == 1
    assert signing.live == before
    page.unlink()
    needles = [secret.encode() for one in (key, other) for secret in one.secrets]
    for path in (p for p in before.rglob("*") if p.is_file()):
        data = path.read_bytes()
        assert not any(needle in data for needle in needles), path


@pytest.mark.slow
def test_keys_change_without_a_refusal_and_a_lost_key_is_refused_at_once(
    signing: Drill, tmp_path: Path
) -> None:
    old, new = new_key(tmp_path / "old.pem"), new_key(tmp_path / "new.pem")
    assert signing.publish(tmp_path / "old.pem", (old,)) == 0
    first = signing.statuses()

    # rotation: the new key is made known, then signs, then the old one goes
    assert signing.publish(tmp_path / "old.pem", (old, new)) == 0
    assert signing.publish(tmp_path / "new.pem", (old, new)) == 0
    second = signing.statuses()
    assert all("standing" in signing.check(one) for one in first + second)
    assert signing.publish(tmp_path / "new.pem", (new,)) == 0
    assert all(signing.check(one) == {"refused": "key"} for one in first)
    assert all("standing" in signing.check(one) for one in signing.statuses())

    # compromise: the key that was lost goes at once, in one build
    assert signing.publish(tmp_path / "old.pem", (old,)) == 0
    assert all(signing.check(one) == {"refused": "key"} for one in second)


# The command, and the other half of the domain proof


def test_the_command_checks_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "t").write_text(GENUINE)
    (tmp_path / "k").write_text(json.dumps(JWKS))
    order = [
        "status",
        "--issuer",
        ISSUER,
        "--subject",
        ORANGE,
        "--token",
        str(tmp_path / "t"),
        "--keys",
    ]
    assert command.main([*order, str(tmp_path / "k"), "--domain", "shop.example"], NOON) == 0
    assert json.loads(capsys.readouterr().out)["standing"] == "penalty"
    assert command.main([*order, str(tmp_path / "k"), "--domain", "copy.example"], NOON) == 1
    assert capsys.readouterr().err == "refused: domain\n"
    assert command.main([*order, str(tmp_path / "none")], NOON) == 2


def test_it_runs_with_nothing_but_its_one_dependency(tmp_path: Path) -> None:
    source = Path(command.__file__).parent
    shutil.copytree(source, tmp_path / "creditverify")
    script = "import sys, creditverify; print([m for m in sys.modules if m.startswith(('creditsite', 'joserfc'))])"
    order = [sys.executable, "-c", script]
    run = subprocess.run(order, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, check=True)
    assert run.stdout == b"[]\n"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"issuer": ISSUER, "subjects": [ORANGE]}, True),
        ({"issuer": ISSUER, "subjects": [PLUM, ORANGE]}, True),
        ({"issuer": ISSUER, "subjects": [PLUM]}, False),
        ({"issuer": "https://other.example", "subjects": [ORANGE]}, False),
        ({"issuer": ISSUER, "subjects": ORANGE}, False),
        ({"subjects": [ORANGE]}, False),
        ([ORANGE], False),
        ("{", False),
        ("[" * 100_000, False),
    ],
)
def test_a_site_names_its_subject_or_does_not(said: Any, named: bool) -> None:
    body = said if isinstance(said, str) else json.dumps(said)
    assert names_subject(body, issuer=ISSUER, subject=ORANGE) is named


def test_the_operator_learns_which_sites_name_their_subject(tmp_path: Path) -> None:
    def get(url: str) -> bytes:
        if url != f"https://shop.example{PROOF}":
            raise FetchError("回答 404")
        return json.dumps({"issuer": ISSUER, "subjects": [ORANGE]}).encode()

    with small_release(tmp_path) as source:
        found = list(proofs(ledger.profiles(source.ledger, source.site, source.as_of), ISSUER, get))
        (other,) = proofs(
            ledger.profiles(source.ledger, source.site, source.as_of), "https://other.example", get
        )
    assert [(one.subject, one.host, one.state) for one in found] == [
        (ORANGE, "shop.example", "已互认")
    ]
    assert other.state == "不一致"


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/", "file:///etc/passwd",
        "https://user@shop.example/", "https://127.0.0.1.nip/", "https://shop/", "https://sh\u043ep.example/",
    ],
)  # fmt: skip
def test_nothing_but_https_from_the_open_net_is_fetched(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url)
