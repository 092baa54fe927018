"""The HTML file: opens offline, shows everything, runs nothing that came from an article."""

import json
import re
from dataclasses import replace

import pytest

from components.report import file_name, report
from tests.browser import browser, chromium, need
from tests.made import QUOTE, made

ATTACK = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1><a href='javascript:window.hacked=1'>x</a>"


@pytest.fixture(scope="module")
def chrome():
    need(chromium(), "Chromium")
    with browser() as instance:
        yield instance


def opened(chrome, tmp_path, html):
    path = tmp_path / "report.html"
    path.write_text(html, encoding="utf-8")
    context = chrome.new_context(offline=True)
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda e: page.trouble.append(str(e)))
    page.on("console", lambda m: page.trouble.append(m.text) if m.type == "error" else None)
    page.asked = []
    page.on("request", lambda r: page.asked.append(r.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".js-plotly-plot .point")
    return page


def test_the_file_opens_offline_and_shows_the_evidence(chrome, tmp_path):
    page = opened(chrome, tmp_path, report("Harbour", [made(), made("Second")]))
    assert page.locator(".js-plotly-plot").count() == 2
    assert page.locator(".js-plotly-plot").first.locator(".scatterlayer .point").count() == 2
    assert "Ann Kessler" in page.locator(".js-plotly-plot").first.inner_text()
    card = page.locator("details", has_text="Ann Kessler").first
    card.locator("summary").click()
    assert QUOTE in card.locator("mark").first.inner_text()
    assert page.locator(".sp-reader .sp-s").count() == 4
    assert page.trouble == []
    assert len(page.asked) == 1, page.asked


def test_nothing_from_an_article_is_run(chrome, tmp_path):
    a = made(title=ATTACK, name=ATTACK, outlet=ATTACK, quote=f"Never {ATTACK}")
    a = replace(a, article=replace(a.article, url="javascript:window.hacked=1"), versions={"stance model": ATTACK})
    a = replace(a, topics=tuple(replace(t, proposition=ATTACK, name=ATTACK) for t in a.topics))
    page = opened(chrome, tmp_path, report(ATTACK, [a]))
    assert page.evaluate("window.hacked") is None
    assert page.locator("a[href^='javascript'], img[src='x']").count() == 0
    assert page.title() == ATTACK
    assert page.trouble == []


def test_the_policy_stops_what_would_slip_through(chrome, tmp_path):
    html = report("x", [made()]).replace(
        "</h1>", "</h1><script>window.hacked=1</script><img src=x onerror='window.hacked=1'>", 1
    )
    page = opened(chrome, tmp_path, html)
    assert page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in t for t in page.trouble)


def test_an_article_without_positions(chrome, tmp_path):
    a = made()
    html = report("x", [replace(a, statements=(), positions=(), speakers=())])
    assert "script-src 'none'" in html and "<script" not in html


def test_file_names():
    assert file_name("../../etc/passwd\0 Ünï") == "standpoint-etc-passwd-n.html"
    assert file_name("///") == "standpoint-report.html"


def test_data_stays_data():
    html = report("x", [made(name=ATTACK)])
    for block in re.findall(r'<script type="application/json">(.*?)</script>', html, re.S):
        assert "<" not in block
        assert json.loads(block)["data"]
