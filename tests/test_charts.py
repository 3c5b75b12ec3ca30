"""Charts by name: each has its drawing, its table and its data file, and a report can place it by its name."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import html5lib
import pytest

from creditsite.intake import load_pages
from creditsite.model.prose import CHARTS, Page
from creditsite.render.app import addresses, create_app
from creditsite.render.dashboard import chart
from creditsite.render.source import Source
from tests.tinycity import tiny_source


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    made = tiny_source(tmp_path_factory.mktemp("ledger"))
    with made.ledger:
        text = "\n\n".join(f"## 图\n{{{{chart:{name}}}}}\n下一段 {name}" for name in CHARTS)
        report = Page("reports", "charts", made.pages[0].article, text)
        yield replace(made, pages=(*made.pages, report))


def table(section) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in section.iter("tr")]


def test_every_chart_has_a_drawing_a_table_and_a_data_file_of_the_same_numbers(source):
    app = create_app(source)
    client = app.test_client()
    with app.test_request_context():
        frozen = {app.url_for(endpoint, **values) for endpoint, values in addresses(source)}
    for address in ("/statistics/", "/reports/charts/"):
        page = html5lib.parse(client.get(address).data, namespaceHTMLElements=False)
        for name in CHARTS:
            section = page.find(f".//section[@aria-labelledby='chart-{name}']")
            drawing = section.find(".//*[@role='img']")
            assert drawing.get("aria-label"), name
            data = section.find("p/a").get("href")
            assert data in frozen
            read = list(csv.reader(io.StringIO(client.get(data).get_data(as_text=True))))
            assert read == table(section)
            assert len(read) > 1


def test_numbers_are_those_of_the_ledger(source):
    rows = dict(chart("listings-by-list", source).rows)
    assert sum(map(int, rows.values())) == sum(
        int(n) for _, n in chart("listings-by-district", source).rows
    )
    assert sum(int(row[1]) for row in chart("entries-exits-by-month", source).rows) == sum(
        map(int, rows.values())
    )


def test_the_words_around_a_chart_stay(source):
    body = create_app(source).test_client().get("/reports/charts/").get_data(as_text=True)
    assert all(f"下一段 {name}" in body for name in CHARTS)
    assert "{{chart" not in body


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{chart:none}}", "没有名为“none”的图: 可用 listings-by-district、"),
        ("{{chart:<b>}}", "没有名为“<b>”的图"),
        (
            "{{chart:misdeeds-by-kind}}\n\n{{chart:misdeeds-by-kind}}",
            "图“misdeeds-by-kind”放了两次",
        ),
    ],
)
def test_a_chart_that_is_none_is_told_as_a_fault_of_its_page(text, said, tmp_path):
    path = tmp_path / "prose" / "reports" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\n标题: 甲\n摘要: 乙\n发布日期: 2026-10-01\n---\n{text}", encoding="utf-8")
    pages, (fault,) = load_pages(tmp_path)
    assert not pages
    assert fault.place.file == "prose/reports/a.md"
    assert said in fault.message
