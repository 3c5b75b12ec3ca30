"""Where the site's scripts and style sheets stand: in a folder named after all their bytes: no set mixes."""

from hashlib import sha256
from importlib.resources import files

from creditsite.model.config import Site
from creditsite.render import elder
from creditsite.render.wordlist import word_script

HOME = "static"
LETTERS = 12


def assets(site: Site) -> str:
    """The address of the folder, the words of scripts in each language of the city included.

    A page names it in whole, so that a reader who has a page of one release never gets a script of another; a changed
    script is a new address, which caches need not forget.
    """
    sha = sha256()
    for name, data in sorted(_static()):
        sha.update(f"{name}\0{len(data)}\0".encode())
        sha.update(data)
    for start in elder.SIZES:
        sha.update(elder.sheet(start).encode())
    for tag in site.languages[1:]:
        sha.update(word_script(tag, site).encode())
    return f"/{HOME}/{sha.hexdigest()[:LETTERS]}"


def _static() -> list[tuple[str, bytes]]:
    home = files("creditsite.render").joinpath("static")
    flat = [(one.name, one) for one in home.iterdir() if one.is_file()]
    embedded = [(f"embed/{one.name}", one) for one in home.joinpath("embed").iterdir()]
    return [(name, one.read_bytes()) for name, one in (*flat, *embedded)]
