"""The dashboard as a person uses it, in a headless Chromium."""

import re
from pathlib import Path

import pytest

from tests.browser import ROOT, WAIT, settled

ARTICLE = """Harbour plan splits the town

The council will vote on Friday on whether to ask the government for stricter immigration rules and a border wall.
“Stricter immigration rules and a border wall would be a disaster,” Mayor Ann Kessler said on Monday.
Senator Tom Bright called for immigration rules to be made stricter. “We need tighter immigration rules and the border
wall now, because too many people come in,” Bright told reporters.
Photo: Eastern Press
"""


def paste(page, text):
    page.get_by_label("Article text").fill(text)
    page.get_by_label("Article text").press("Control+Enter")
    settled(page)
    page.get_by_role("button", name="Analyse", exact=True).click()
    # A busy machine takes a while to begin; what is there before that is the page of before.
    page.get_by_label("Article text").wait_for(state="detached", timeout=WAIT)
    settled(page)


def view(page, name):
    page.get_by_test_id("stMain").get_by_role("radio", name=name).or_(
        page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)
    ).first.click()
    settled(page)


def no_sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def points(page):
    return page.locator(".js-plotly-plot").first.locator(".scatterlayer .point")


def test_paste_shows_positions_and_a_click_opens_the_evidence(page):
    paste(page, ARTICLE)
    points(page).first.wait_for(timeout=WAIT)
    points(page).first.click(force=True)
    settled(page)
    card = page.locator(".sp-card").first
    card.wait_for(timeout=WAIT)
    assert "immigration rules" in card.inner_text()
    assert card.locator("mark").count() >= 1
    assert "speaker=" in page.url and "topic=" in page.url


def test_evidence_can_be_chosen_without_a_mouse(page):
    paste(page, ARTICLE)
    box = page.get_by_role("combobox", name=re.compile("Evidence")).first
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)
    page.locator(".sp-card mark").first.wait_for(timeout=WAIT)


def test_reader_marks_statements_and_greys_captions(page):
    paste(page, ARTICLE)
    view(page, "Reader")
    page.locator(".sp-reader").wait_for(timeout=WAIT)
    assert page.locator(".sp-s").count() >= 2
    assert "Eastern Press" in page.locator(".sp-off").inner_text()
    first = page.locator(".sp-s").first
    assert not first.locator(".sp-pop").is_visible()
    first.focus()
    assert first.locator(".sp-pop").is_visible()
    assert "Kessler" in first.locator(".sp-pop").inner_text()


def test_article_text_is_never_run(page):
    attack = (
        ARTICLE + '\n“<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> we will win,” Kessler said.'
    )
    paste(page, attack)
    view(page, "Reader")
    page.locator(".sp-reader").wait_for(timeout=WAIT)
    assert page.evaluate("window.hacked") is None
    assert "<script>" in page.locator(".sp-reader").inner_text()


def test_tables_filter_and_download(page):
    paste(page, ARTICLE)
    view(page, "Statements")
    page.get_by_text(re.compile(r"\d+ of \d+ statements")).wait_for(timeout=WAIT)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert content.startswith("Statement,Speaker,Topic,Stance")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download JSON").click()
    assert '"schema": 1' in Path(download.value.path()).read_text(encoding="utf-8")
    view(page, "Speakers")
    assert page.locator('[data-testid="stDataFrame"]').count() == 1


def test_empty_input_gets_a_message(page):
    page.get_by_role("button", name="Analyse", exact=True).click()
    settled(page)
    alert = page.get_by_test_id("stAlert").first
    alert.wait_for(timeout=WAIT)
    assert len(alert.inner_text()) > 20


def _files(folder):
    docx = pytest.importorskip("docx")
    fpdf = pytest.importorskip("fpdf")
    paragraphs = ARTICLE.replace("“", '"').replace("”", '"').split("\n\n")
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "b.md").write_text("---\ntitle: Harbour plan\noutlet: Pier News\n---\n" + ARTICLE, encoding="utf-8")
    body = "".join(f"<p>{p}</p>" for p in ARTICLE.split("\n") if p)
    (folder / "c.html").write_text(
        f"<html><head><title>Harbour plan</title></head><body><article><h1>Harbour plan</h1>{body}</article></body></html>",
        encoding="utf-8",
    )
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    for p in paragraphs:
        pdf.multi_cell(0, 6, p)
        pdf.ln(4)
    pdf.output(str(folder / "d.pdf"))
    document = docx.Document()
    for p in ARTICLE.split("\n"):
        document.add_paragraph(p)
    document.save(folder / "e.docx")
    return sorted(folder.glob("?.*"))


def test_every_file_type_and_one_bad_file(page, tmp_path):
    files = _files(tmp_path)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing of the kind")
    page.locator('.st-key-uploads input[type="file"]').set_input_files([*files, tmp_path / "broken.pdf"])
    settled(page)
    page.get_by_test_id("stAlert").filter(has_text="broken.pdf").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Analyse 5 articles").click()
    settled(page)
    points(page).first.wait_for(timeout=WAIT)
    box = page.get_by_role("combobox", name=re.compile("Article")).first
    for _ in range(4):
        box.focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(200)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        settled(page)
        points(page).first.wait_for(timeout=WAIT)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_nine_samples(site, width):
    url, instance = site
    names = sorted(p.stem for p in (ROOT / "sample_articles").glob("*.md") if p.name != "README.md")
    assert len(names) >= 9
    context = instance.new_context(viewport={"width": width, "height": 900})
    for name in names if width > 400 else names[:2]:
        opened = context.new_page()
        opened.goto(f"{url}/?sample={name}")
        settled(opened)
        points(opened).first.wait_for(timeout=WAIT)
        assert opened.locator('[data-testid="stException"]').count() == 0
        assert no_sideways_scroll(opened)
        opened.goto(f"{url}/?sample={name}&view=Reader")
        settled(opened)
        opened.locator(".sp-s").first.wait_for(timeout=WAIT)
        assert no_sideways_scroll(opened)
        opened.close()
    context.close()


def test_the_seed(page):
    seed = next(iter((ROOT.parent / "shared" / "seed").glob("*.txt")), None)
    if seed is None:
        pytest.skip("the seed article is not there")
    paste(page, seed.read_text(encoding="utf-8"))
    points(page).first.wait_for(timeout=WAIT)
    labels = page.locator(".js-plotly-plot").first.inner_text()
    for name in ("Peskov", "Putin"):
        assert name in labels
