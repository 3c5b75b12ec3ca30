"""Configurations for web servers: templates that one table of headers fills."""

from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from creditsite.model.config import Site
from creditsite.release.folder import replace_text
from creditsite.release.headers import ASKED, GONE, STRANGE, TYPES, everywhere, rules
from creditsite.render.elder import SIZES
from creditsite.render.languages import language


def write_configurations(site: Site, out: Path) -> None:
    """Writes the nginx and Caddy configurations of this folder beside its releases, where they changed."""
    folder = out / "servers"
    folder.mkdir(exist_ok=True)
    for name, text in (("nginx.conf", nginx(site, out)), ("Caddyfile", caddy(site, out))):
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            replace_text(path, text)


def nginx(site: Site, out: Path) -> str:
    """The configuration of nginx: one map for each header, so that no location can lose one."""
    names = sorted(
        {name for name, _ in everywhere()} | {n for rule in rules(site) for n, _ in rule.headers}
    )
    names.remove("Content-Type")
    return _filled(
        "nginx.conf",
        site,
        out,
        MAPS="\n".join(_map(site, name) for name in names),
        HEADERS="".join(f"    add_header {name} ${_variable(name)} always;\n" for name in names),
        TYPES="\n".join(f"        {kind} {ending[1:]};" for ending, kind in sorted(TYPES.items())),
        LED_ON="\n".join(_LED_ON.format(start=start) for start in _starts(site)),
    )


_LED_ON = """\
    location = {start}/verify/ {{
        limit_except GET HEAD {{ deny all; }}
        if ($credit_asked) {{ return 302 "{start}/s/$credit_asked/#verify"; }}
        try_files {start}/verify/index.html =404;
    }}
    location = {start}/subjects/ {{
        limit_except GET HEAD {{ deny all; }}
        if ($credit_typed) {{ return 302 "{start}/s/$credit_typed/"; }}
        try_files {start}/subjects/index.html =404;
    }}"""


def _starts(site: Site) -> list[str]:
    """How the addresses of pages begin in each version and each of the city's languages."""
    return [version + language(tag).prefix for version in ("", *SIZES) for tag in site.languages]


def _map(site: Site, name: str) -> str:
    """The value of a header by address; nginx sends no header whose value is empty."""
    lines = [f'    default "{dict(everywhere()).get(name, "")}";']
    for rule in reversed(rules(site)):  # of several that fit nginx takes the first
        lines += [
            f'    "~{rule.pattern}" "{value}";' for header, value in rule.headers if header == name
        ]
    return "\n".join([f"map $uri ${_variable(name)} {{", *lines, "}"])


def _variable(name: str) -> str:
    return "credit_" + name.lower().replace("-", "_")


def caddy(site: Site, out: Path) -> str:
    """The configuration of Caddy: the later of two headers wins."""
    lines = [f'\t\theader {name} "{value}"' for name, value in everywhere()]
    for rule in rules(site):
        lines.append(f"\t\t@{rule.name} path_regexp {rule.name} {rule.pattern}")
        lines += [
            f'\t\theader @{rule.name} {name} "{value}"'
            if value
            else f"\t\theader @{rule.name} -{name}"
            for name, value in rule.headers
        ]
    for ending in STRANGE:
        lines += [
            f"\t\t@{ending[1:]} path *{ending}",
            f'\t\theader @{ending[1:]} Content-Type "{TYPES[ending]}"',
        ]
    for start in _starts(site):
        for page, query, place in (("verify", "s", "#verify"), ("subjects", "q", "")):
            name = f"asked_{page}" + start.replace("/", "_")
            lines += [
                f"\t\t@{name} {{\n\t\t\tpath {start}/{page}/",
                f"\t\t\tvars_regexp {name} {{query.{query}}} {ASKED}\n\t\t}}",
                f"\t\tredir @{name} {start}/s/{{re.{name}.0}}/{place} 302",
            ]
    return _filled("Caddyfile", site, out, HEADERS="\n".join(lines))


def _filled(template: str, site: Site, out: Path, **values: str) -> str:
    text = files(__package__).joinpath(template).read_text(encoding="utf-8")
    known = {
        "HOST": urlsplit(site.base_url).hostname or "",
        "OUT": str(out),
        "GONE": GONE,
        "ASKED": ASKED,
        "SEARCH": site.search_path,
        **values,
    }
    for name, value in known.items():
        text = text.replace(f"@{name}@", value)
    return text
