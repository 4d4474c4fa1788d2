"""The report of a protected table: one page that a person, a phone and a screen reader can read, and no more."""

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.unit.sdc.tables import random_table

from schoolgate import sdc
from schoolgate.cli.protect import protect

VOID = {"meta"}
FETCHING = {"script", "link", "img", "iframe", "object", "embed"}


class Page(HTMLParser):
    """What a page holds: elements with their attributes, the text of each cell, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts[-1:] = [(self.texts[-1] if self.texts else "") + data]

    def count(self, tag: str) -> int:
        return sum(each == tag for each, _ in self.elements)


@pytest.fixture(scope="module")
def protected() -> sdc.ProtectedTable:
    return sdc.protect(random_table(5, schools=10), zeros="show", level="ambiguous")


@pytest.fixture(scope="module")
def text(protected: sdc.ProtectedTable) -> str:
    return sdc.report_html(protected, title="Grades <2024> & others")


def test_the_page_is_whole_and_fetches_nothing(text: str) -> None:
    page = Page(text)
    assert page.open == []
    assert not FETCHING & {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name in {"src", "onclick", "style"}]
    assert "url(" not in text
    assert "@import" not in text


def test_text_of_the_caller_is_text_and_not_markup(text: str) -> None:
    assert "<h1>Grades &lt;2024&gt; &amp; others</h1>" in text


def test_a_screen_reader_finds_its_way(text: str) -> None:
    page = Page(text)
    assert dict(page.elements)["html"] == {"lang": "en"}
    assert page.count("main") == page.count("h1") == 1
    assert page.count("table") == page.count("caption")
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in page.elements if tag == "th")
    charts = [attributes for tag, attributes in page.elements if tag == "svg"]
    assert charts
    assert all(attributes["role"] == "img" and attributes["aria-label"] for attributes in charts)
    scrolling = [attributes for _, attributes in page.elements if attributes.get("class") == "scroll"]
    assert all(attributes["tabindex"] == "0" and attributes["aria-label"] for attributes in scrolling)


def test_every_hidden_cell_says_why_and_what_a_reader_can_say(protected: sdc.ProtectedTable, text: str) -> None:
    small, guards = (int((protected.status == state).sum()) for state in (sdc.PRIMARY, sdc.SECONDARY))
    assert guards
    assert text.count("small group of ") == text.count('<td class="small">') == small
    assert text.count('<td class="guard">') == guards
    assert text.count("a reader can say: ") == small + guards


def test_the_loss_by_margin_adds_up(protected: sdc.ProtectedTable, text: str) -> None:
    lost = np.where(protected.status == sdc.SECONDARY, protected.table.cells, 0)
    assert f"<dd>{protected.loss:,}</dd>" in text
    assert f"school × race: {lost[1:, 1:].sum():,}" in text


def test_a_large_table_is_cut_and_counted(protected: sdc.ProtectedTable) -> None:
    dimensions = [sdc.flat_dimension(name, [f"{name}{code}" for code in range(size)])
                  for name, size in (("school", 100), ("grade", 12), ("race", 8), ("gender", 3))]  # fmt: skip
    draw = np.random.default_rng(1)
    rows = np.stack([draw.integers(1, len(each.codes), 4000) for each in dimensions], axis=1)
    table = sdc.CountTable.from_counts(dimensions, rows=rows, counts=draw.integers(1, 12, 4000))
    status = np.where((table.cells > 0) & (table.cells < 10), sdc.PRIMARY, sdc.PUB).astype(np.int8)
    large = sdc.ProtectedTable(**{**vars(protected), "table": table, "status": status})
    text = sdc.report_html(large, title="large")
    assert len(text) < 1_000_000
    assert "more parts of the table are only counted here" in text
    assert "<summary>school: school" in text
    assert "A sample of 200 of" in text


def test_a_withheld_table_says_why_and_shows_no_count(protected: sdc.ProtectedTable) -> None:
    withheld = sdc.ProtectedTable(**{**vars(protected), "withheld": "Too small to show."})
    text = sdc.report_html(withheld)
    assert "Too small to show." in text
    assert "<table" not in text


def test_the_command_writes_it(tmp_path: Path) -> None:
    dims = [{"name": name, "codes": ["Total", *codes], "parent": dict.fromkeys(codes, "Total")}
            for name, codes in (("school", "ABC"), ("race", "xyz"))]  # fmt: skip
    (tmp_path / "spec.json").write_text(json.dumps({"name": "demo", "dims": dims}))
    rows = "A,x,4\nA,y,30\nA,z,25\nB,x,60\nB,y,20\nB,z,31\nC,x,41\nC,y,27\nC,z,12\n"
    (tmp_path / "counts.csv").write_text("school,race,n\n" + rows)
    given = [word for name in ("spec.json", "counts.csv") for word in (f"--{name.split('.')[0]}", str(tmp_path / name))]
    wanted = ["--out", str(tmp_path / "cells.csv"), "--report", str(tmp_path / "report.html"), "--zeros", "show"]
    assert CliRunner().invoke(protect, [*given, *wanted]).exit_code == 0
    assert "<h1>demo</h1>" in (tmp_path / "report.html").read_text()
