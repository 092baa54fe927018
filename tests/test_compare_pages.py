"""Comparison, review and topics as a person uses them, in a headless Chromium."""

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from tests.browser import ROOT, WAIT, settled

VIEWS = ("Matrix", "Stance space", "Network", "Timeline", "Balance")


def press(page, name, timeout=WAIT):
    page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True).or_(
        page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)
    ).first.click()
    settled(page, timeout)


def compare(page):
    # The first look loads the models and reads seven articles.
    press(page, "Compare the two sample events", 3 * WAIT)
    page.locator(".sp-side").first.wait_for(timeout=3 * WAIT)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def test_seven_samples_in_one_go(page):
    compare(page)
    heads = page.locator(".sp-side").first.locator("thead b").all_inner_texts()  # another table is folded away
    assert len(heads) == 4 and "Volga Herald" in heads
    assert page.locator(".sp-diffs").first.locator("details").count() == 3
    first = page.locator(".sp-diff").first
    assert not first.locator(".sp-card").first.is_visible()
    first.locator("summary").first.click()
    assert first.locator(".sp-card").first.is_visible()
    assert first.locator("mark").count() >= 1
    assert page.locator(".sp-quote del").count() >= 1
    address = parse_qs(urlparse(page.url).query)
    assert address["set"] == ["events"] and address["page"] == ["Compare"]
    for name in VIEWS:
        press(page, name)
        page.locator(".js-plotly-plot").first.wait_for(timeout=WAIT)
    press(page, "Events")
    page.get_by_role("heading", name="Events").wait_for(timeout=WAIT)
    page.locator('[data-testid="stDataFrame"]').nth(1).wait_for(timeout=WAIT)  # drawn a moment after its heading


def test_the_report_needs_nothing_else(page, tmp_path):
    compare(page)
    press(page, "Make an HTML report")
    button = page.get_by_role("button", name="Download the report")
    button.wait_for(timeout=WAIT)
    with page.expect_download() as download:
        button.click()
    path = tmp_path / "report.html"
    download.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="http', text)
    opened = page.context.new_page()
    opened.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
    opened.goto(path.as_uri())
    opened.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=WAIT)
    assert opened.locator(".sp-side").count() == 1
    assert opened.locator(".js-plotly-plot").count() >= 4
    opened.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_a_shared_address_opens_the_same_view(site, width):
    url, instance = site
    context = instance.new_context(viewport={"width": width, "height": 900})
    opened = context.new_page()
    opened.goto(f"{url}/?set=events&page=Compare&outlet=Volga+Herald&outlet=Meridian+Wire&who=Dmitry+Peskov")
    settled(opened)
    opened.locator(".sp-side").first.wait_for(timeout=WAIT)
    assert sorted(opened.locator(".sp-side thead b").all_inner_texts()) == ["Meridian Wire", "Volga Herald"]
    assert opened.locator(".sp-side tbody th").all_inner_texts()[-1] == "Dmitry Peskov"
    assert fits(opened)
    assert opened.locator('[data-testid="stException"]').count() == 0
    context.close()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for p in sorted((ROOT / "sample_articles").glob("kerch-*.md")):
            z.write(p, f"articles/{p.name}")
        z.writestr("../out.txt", "An article that wants to be written somewhere else than here, it seems.")
    return out.getvalue()


def test_an_archive_and_a_table(page, tmp_path):
    (tmp_path / "kerch.zip").write_bytes(archive())
    text = "The harbour was closed. “We will open it again on Friday,” the mayor of the town said to the people there."
    (tmp_path / "more.csv").write_text(f'Body,Source\n"{text}",Pier News\n"too short",Pier News\n', encoding="utf-8")
    chooser = page.locator('[data-testid="stMain"] input[type="file"][accept*=".zip"]')
    chooser.set_input_files([tmp_path / "kerch.zip", tmp_path / "more.csv"])
    settled(page)
    alerts = page.get_by_test_id("stAlert")
    alerts.filter(has_text="../out.txt").wait_for(timeout=WAIT)
    alerts.filter(has_text="more.csv, row 3").wait_for(timeout=WAIT)
    press(page, "Analyse 4 articles")
    press(page, "Compare")
    page.locator(".sp-side").first.wait_for(timeout=WAIT)


def test_an_attribution_is_put_right_in_two_clicks(page):
    page.goto(f"{page.url.split('?')[0]}?sample=inf-1-meridian-wire&view=Reader")
    settled(page)
    statement = page.locator(".sp-s", has_text="experts should sit down").first
    statement.wait_for(timeout=WAIT)
    assert "Peskov" in statement.get_attribute("aria-label")
    statement.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radiogroup", name="Another speaker").get_by_role("radio", name="Donald Trump").click()
    dialog.wait_for(state="detached", timeout=WAIT)
    settled(page)
    assert "Donald Trump" in page.locator(".sp-s", has_text="experts should sit down").first.get_attribute("aria-label")
    press(page, "Review")
    page.get_by_role("heading", name="Decisions").wait_for(timeout=WAIT)
    press(page, "Take back the last")
    page.get_by_text("None yet.").wait_for(timeout=WAIT)


def test_a_topic_is_tried_and_kept(page):
    page.goto(f"{page.url.split('?')[0]}?sample=kerch-1-meridian-wire&page=Topics")
    settled(page)
    page.get_by_label("Proposition").fill("The captured sailors should be released.")
    page.get_by_label("Phrases that find statements on it, one per line").fill("sailors\ncrews\nrelease them")
    page.get_by_label("Proposition").click()
    settled(page)
    press(page, "Try it")
    page.get_by_role("heading", name=re.compile(r"\d+ of \d+ statements would match")).wait_for(timeout=WAIT)
    press(page, "Keep it")
    page.get_by_text("25 topics.").wait_for(timeout=WAIT)
    settled(page)  # the count stands above the button, whose file changes later in the same run
    with page.expect_download() as download:
        page.get_by_test_id("stMain").get_by_role("button", name="Download this codebook (YAML)").click()
    assert "captured sailors" in Path(download.value.path()).read_text(encoding="utf-8")
