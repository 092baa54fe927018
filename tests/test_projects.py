"""Saving, reopening and sharing as people do it, in a headless Chromium against a real server."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.corrections import article_key
from analysis.hosting import HostSettings
from analysis.positions import aggregate
from analysis.storage.shares import create_share
from analysis.storage.store import open_store
from tests.browser import WAIT, browser, chromium, dashboard, need, settled, visits
from tests.made import made, project
from tests.test_dashboard import ARTICLE, no_sideways_scroll, paste, view

OTHER = ARTICLE.replace("Harbour plan splits the town", "Second harbour plan splits the town")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    need(chromium(), "Chromium")
    pytest.importorskip("playwright")
    folder = tmp_path_factory.mktemp("data")
    with dashboard(STANDPOINT_DATA_DIR=str(folder), DATABASE_URL="") as url, browser() as instance:
        yield url, instance, folder


@pytest.fixture
def visit(site):
    url, instance, _ = site
    with visits(url, instance) as go:
        yield go


def ready(page):
    """Wait for an article's views; whether a model finds a position in it doesn't matter here."""
    page.get_by_test_id("stMain").get_by_text("Statements", exact=True).first.wait_for(timeout=WAIT)
    settled(page)


def save_as(page, name):
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text(re.compile(re.escape(name) + " · saved")).wait_for(timeout=WAIT)
    settled(page)


def make_link(page, *, password="", with_text=False, live=False):
    page.get_by_role("button", name="Share", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a link").wait_for(timeout=WAIT)
    if with_text:
        dialog.get_by_text("With the full text of the articles").click()
    if live:
        dialog.get_by_text("The project as it is from now on").click()
    if password:
        dialog.get_by_role("textbox", name="Password (if you like)").fill(password)
    dialog.get_by_role("button", name="Make a link").click()
    code = dialog.get_by_test_id("stCode").first
    code.wait_for(timeout=WAIT)
    settled(page)
    return code.inner_text().strip()


def close(page):
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden", timeout=WAIT)


def test_from_a_fresh_start_to_a_link_in_another_browser(visit):
    page = visit()
    paste(page, ARTICLE)
    ready(page)
    address = make_link(page)
    assert re.search(r"/\?share=[\w-]{43}$", address)
    reader = visit(address)
    ready(reader)
    main = reader.get_by_test_id("stMain")
    assert "Harbour plan splits the town" in main.inner_text()
    # Nothing to change and nothing of anyone else.
    for name in ("Save", "Share", "New article", "Analyse", "Analyse again"):
        assert reader.get_by_role("button", name=name, exact=True).count() == 0
    assert reader.get_by_test_id("stSidebar").count() == 0
    assert reader.locator("input[type=file]").count() == 0
    assert "Your projects" not in main.inner_text()
    view(reader, "Reader")
    reader.locator(".sp-reader .sp-s").first.wait_for(timeout=WAIT)
    text = reader.locator(".sp-reader").inner_text()
    assert "would be a disaster" in text and "The council will vote on Friday" not in text
    assert "share=" in reader.url and "project=" not in reader.url
    # Revoked, it ends.
    page.get_by_role("button", name="Revoke").first.click()
    page.get_by_text("revoked").first.wait_for(timeout=WAIT)
    reader.reload()
    settled(reader)
    reader.get_by_text("doesn't exist, has expired or was revoked").wait_for(timeout=WAIT)
    assert reader.get_by_text("Statements", exact=True).count() == 0


def test_save_reopen_and_delete(visit):
    page = visit()
    paste(page, ARTICLE)
    save_as(page, "Port *of* <b>call</b>")
    project = page.url
    assert "project=" in project
    page.get_by_role("button", name="New article").click()
    settled(page)
    page.locator('[class*="st-key-open-"] button').filter(has_text="Port *of* <b>call</b>").first.click()
    ready(page)
    assert "Port *of* <b>call</b> · saved" in page.get_by_test_id("stMain").inner_text()
    again = visit(project)
    ready(again)
    assert "Port *of* <b>call</b> · saved" in again.get_by_test_id("stMain").inner_text()
    fresh = visit()
    fresh.locator('[class*="st-key-delete-"] button').first.click()
    fresh.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    fresh.get_by_role("dialog").wait_for(state="hidden", timeout=WAIT)
    settled(fresh)
    assert fresh.get_by_role("button", name=re.compile("Port")).count() == 0
    gone = visit(project)
    gone.get_by_text("There is no such project here").wait_for(timeout=WAIT)


def test_two_people_at_one_project_get_told(visit):
    page = visit()
    paste(page, OTHER)
    save_as(page, "Contested")
    other = visit(page.url)
    ready(other)
    other.get_by_role("button", name="Save", exact=True).click()
    settled(other)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Someone else saved this project").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Save mine as a copy").click()
    page.get_by_text(re.compile(r"Contested \(copy\) · saved")).wait_for(timeout=WAIT)
    settled(page)
    assert page.get_by_text("Someone else saved this project").count() == 0


def test_an_earlier_analysis_is_read_and_restored(visit, site):
    store = open_store(HostSettings().model_copy(update={"database_url": "", "data_dir": site[2]}))
    user = store.user("local", "You")
    old = made(model="first", quote="The old finding stands")
    new = replace(old, statements=old.statements[1:], versions={**old.versions, "stance model": "second"})
    new = replace(new, speakers=old.speakers[1:], positions=aggregate(new.statements, new.topics))
    saved = store.create(user, project(old, name="Twice"))
    store.save(user, replace(saved.project, analyses=(new,)), 1)
    page = visit(f"/?project={saved.project.id}&page=Project")
    main = page.get_by_test_id("stMain")
    page.get_by_text("saved version 2: 1 new analysis").wait_for(timeout=WAIT)
    assert "made the project: 1 new analysis" in main.inner_text()
    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_text("to read only").wait_for(timeout=WAIT)
    settled(page)
    view(page, "Reader")
    page.locator(".sp-reader").get_by_text("The old finding stands").first.click(timeout=WAIT)
    settled(page)
    assert page.get_by_role("dialog").count() == 0 and page.locator(".sp-reader .sp-s").count() == 2
    assert store.load(user, saved.project.id).version == 2
    page.get_by_role("button", name="Restore this analysis").click()
    page.get_by_text("restored an earlier analysis of Harbour plan").wait_for(timeout=WAIT)
    settled(page)
    loaded = store.load(user, saved.project.id)
    assert loaded.project.analyses == (old,) and loaded.version == 3
    page.get_by_text("Articles", exact=True).first.click()
    page.get_by_text("2 statements by 2 speakers").wait_for(timeout=WAIT)
    # The newer one is kept, and the page goes on from the restored one.
    assert [r.current for r in store.history(user, saved.project.id, article_key(old.article))] == [False, True]
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved: Twice").wait_for(timeout=WAIT)
    settled(page)
    assert store.load(user, saved.project.id).project.analyses == (old,)


def test_a_link_shows_events_and_names_as_people_set_them(visit, site):
    store = open_store(HostSettings().model_copy(update={"database_url": "", "data_dir": site[2]}))
    user = store.user("local", "You")
    one, two = made(), made("Second look", outlet="Tide Times", lead="Another day, another paper.\n\n")
    saved = store.create(user, project(one, two, name="Two papers", aliases={"Ann Kessler": "Anna Kessler"}))
    named = {article_key(a.article): "The vote on the wall" for a in (one, two)}
    store.save(user, replace(saved.project, events=named), 1)
    for live in (False, True):
        token = create_share(store, user, saved.project.id, live=live)[1]
        page = visit(f"/?share={token}")
        # The first look at a set loads the sentence encoder, which takes its time on a busy machine.
        page.get_by_test_id("stMain").get_by_text("Compare", exact=True).first.click()
        page.get_by_text("Who speaks, and on which side").wait_for(timeout=4 * WAIT)
        settled(page, 4 * WAIT)
        text = page.get_by_test_id("stMain").inner_text()
        assert "Anna Kessler" in text and "Pier News" in text and "Tide Times" in text
        assert "event=The+vote+on+the+wall" in page.url
        assert page.get_by_text("Events", exact=True).count() == 0
        page.get_by_text("Articles", exact=True).first.click()
        settled(page)
        page.get_by_test_id("stMain").get_by_role("combobox").first.click(timeout=WAIT)
        page.get_by_role("option", name="1. Harbour plan · The vote on the wall").click(timeout=WAIT)
        settled(page)
        view(page, "Speakers")
        assert page.locator('[data-testid="stException"]').count() == 0


def test_a_link_with_password_full_text_and_embed(visit):
    page = visit()
    paste(page, ARTICLE)
    address = make_link(page, password="open sesame", with_text=True, live=True)
    reader = visit(address)
    box = reader.get_by_role("textbox", name="Password")
    box.wait_for(timeout=WAIT)
    assert "Harbour" not in reader.get_by_test_id("stMain").inner_text()
    box.fill("open says me")
    reader.get_by_role("button", name="Open", exact=True).click()
    reader.get_by_text("That is not the password").wait_for(timeout=WAIT)
    reader.get_by_role("textbox", name="Password").fill("open sesame")
    reader.get_by_role("button", name="Open", exact=True).click()
    ready(reader)
    view(reader, "Reader")
    reader.locator(".sp-reader").wait_for(timeout=WAIT)
    assert "The council will vote on Friday" in reader.locator(".sp-reader").inner_text()
    embedded = visit(f"{make_link_again(page)}&embed=true", java_script_enabled=True)
    ready(embedded)
    assert embedded.get_by_test_id("stHeader").all_inner_texts() in ([], [""])
    assert "Shared with Standpoint" not in embedded.get_by_test_id("stMain").inner_text()
    embedded.set_viewport_size({"width": 390, "height": 800})
    assert no_sideways_scroll(embedded)


def make_link_again(page):
    page.get_by_role("button", name="Make another").click()
    page.get_by_role("button", name="Make a link").click()
    code = page.get_by_role("dialog").get_by_test_id("stCode").first
    code.wait_for(timeout=WAIT)
    settled(page)
    return code.inner_text().strip()


def test_an_address_inside_the_network_is_not_fetched(visit, site):
    page = visit()
    page.get_by_label("Or its address").fill(site[0])
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("Only the usual ports of web pages").wait_for(timeout=WAIT)
    page.get_by_label("Or its address").fill("http://127.0.0.1/")
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("leads into a private network").wait_for(timeout=WAIT)


@pytest.mark.parametrize("wanted", ["/?share=" + "x" * 43, "/?share=..%2F..%2Fetc%2Fpasswd", "/?share=%00"])
def test_a_wrong_link_says_so(visit, wanted):
    page = visit(wanted)
    page.get_by_text("doesn't exist, has expired or was revoked").wait_for(timeout=WAIT)
    assert page.get_by_label("Article text").count() == 0


def download_as(dialog, ending):
    """The button once it hands out the form that was asked for."""
    held = dialog.locator(f".st-key-export-{ending}")
    return held.get_by_role("button", name="Download", exact=True)


@pytest.mark.parametrize(
    ("form", "ending", "begin"),
    [
        ("Web page", "html", b"<!doctype html>"),
        ("Project", "json", b'{"kind": "standpoint project"'),
        ("Discourse Network Analyzer", "dna", b"SQLite format 3"),
        ("Graph", "graphml", b"<?xml"),
        ("Linked data", "jsonld", b'{"@context"'),
    ],
)
def test_exports_download(visit, form, ending, begin):
    page = visit()
    paste(page, ARTICLE)
    ready(page)
    page.get_by_role("button", name="Export", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(form).first.click()
    with page.expect_download() as download:
        download_as(dialog, ending).click()
    assert download.value.suggested_filename == f"standpoint-harbour-plan-splits-the-town.{ending}"
    assert Path(download.value.path()).read_bytes().startswith(begin)


def test_a_project_file_comes_back(visit, tmp_path):
    page = visit()
    paste(page, ARTICLE)
    ready(page)
    page.get_by_role("button", name="Export", exact=True).click()
    page.get_by_role("dialog").get_by_text("Project").first.click()
    with page.expect_download() as download:
        download_as(page.get_by_role("dialog"), "json").click()
    download.value.save_as(tmp_path / "p.json")
    fresh = visit()
    fresh.get_by_text("Open a project file").click()
    fresh.locator('[class*="st-key-project_file"] input[type="file"]').set_input_files(tmp_path / "p.json")
    ready(fresh)
    assert "Harbour plan splits the town" in fresh.get_by_test_id("stMain").inner_text()
    (tmp_path / "bad.json").write_text("[" * 100_000)
    bad = visit()
    bad.get_by_text("Open a project file").click()
    bad.locator('[class*="st-key-project_file"] input[type="file"]').set_input_files(tmp_path / "bad.json")
    bad.get_by_text("This file holds no Standpoint project").wait_for(timeout=WAIT)


def test_who_comes_over_a_network_saves_nothing(site):
    url, instance, _ = site
    context = instance.new_context(extra_http_headers={"X-Forwarded-For": "203.0.113.9"})
    page = context.new_page()
    page.goto(url)
    settled(page)
    assert "Your projects" not in page.get_by_test_id("stMain").inner_text()
    paste(page, ARTICLE)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Nothing can be saved here").wait_for(timeout=WAIT)
    context.close()
