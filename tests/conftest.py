"""What every test may ask for: the real browser, the real search server, a folder served, leave to bless."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page

from creditsite.ledger import Ledger, open_ledger
from creditsite.model.config import Site
from tests.embedding import City, published_city
from tests.sites import tiny_site
from tests.tools.browser import chromium, note_faults
from tests.tools.builder import Builder, builder
from tests.tools.meili import Server, meilisearch
from tests.tools.web import serve

collect_ignore = ["outside.py"]  # run by `test_outside.py`, in an environment of its own
settings.load_profile("ci")  # everywhere the same examples, and no time limit on a busy machine

NEEDS = {"browser": "browser", "meilisearch_server": "server"}  # fixture → marker


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("credit city")
    group.addoption("--bless", action="store_true", help="accept what is published now as golden")
    for marker in NEEDS.values():
        text = f"skip, and say so, what needs the real {marker}"
        group.addoption(f"--without-{marker}", action="store_true", help=text)


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser or a server by what it asks for, so that no test can forget it."""
    for item in items:
        for fixture, marker in NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(marker)
                if config.getoption(f"--without-{marker}"):
                    item.add_marker(pytest.mark.skip(reason=f"--without-{marker}"))


@pytest.fixture(scope="session")
def bless(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be written rather than compared."""
    return pytestconfig.getoption("--bless")


@pytest.fixture(scope="session")
def serve_folder() -> Iterator[Callable[..., str]]:
    """`serve_folder(path, headers={})` gives the address under which the folder is served to the end of the run."""
    with ExitStack() as stack:
        yield lambda folder, headers=None: stack.enter_context(serve(Path(folder), headers))


@pytest.fixture(scope="session")
def meilisearch_server() -> Iterator[Server]:
    """A running server: `.url`, `.key`. Shared, so use index names of your own."""
    with meilisearch() as server:
        yield server


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory, serve_folder: Callable[..., str]) -> City:
    """A published city and a shop's own site beside it. Shared, so give each page of the shop a name of its own."""
    return published_city(tmp_path_factory.mktemp, serve_folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def hand() -> Iterator[Builder]:
    """A process that runs commands of build.py, loaded once."""
    with builder() as one:
        yield one


@pytest.fixture
def page_faults() -> list[str]:
    """What the page did that none may do; a test that provokes a fault looks here and clears it."""
    return []


@pytest.fixture
def page(browser: Browser, page_faults: list[str]) -> Iterator[Page]:
    """A page as a visitor has it; the test fails if it logs an error or asks another host."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    note_faults(context, page_faults)
    page = context.new_page()
    yield page
    page.unroute_all(behavior="ignoreErrors")  # some answers never come, others too late for a page
    context.close()
    assert not page_faults


@pytest.fixture(scope="module")
def site() -> Site:
    """A small city's settings."""
    return tiny_site()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    with open_ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened
