"""A line that is fair, bounded and rid of those who left; and how it looks to two people at once."""

import re
import threading

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from analysis.turns import PATIENCE_S, Line, LineFull, ordinal
from tests.browser import ROOT, WAIT, browser, chromium, dashboard, need, settled
from tests.test_dashboard import ARTICLE

PEOPLE = st.sampled_from("abcdefgh")


class Lines(RuleBasedStateMachine):
    """The line against a plain model of it: a list of names in the order of their first question."""

    @initialize(at_once=st.integers(1, 3), most=st.integers(0, 4))
    def begin(self, at_once, most):
        self.now = 0.0
        self.line = Line(at_once, most, lambda: self.now)
        self.running, self.waiting = 0, {}

    def forget_silent(self):
        self.waiting = {w: t for w, t in self.waiting.items() if self.now - t <= PATIENCE_S}

    @rule(who=PEOPLE)
    def ask(self, who):
        self.forget_silent()
        known = who in self.waiting
        free = self.line.at_once - self.running
        expected = list(self.waiting).index(who) + 1 if known else len(self.waiting) + 1
        try:
            place = self.line.ask(who)
        except LineFull:
            assert not known and len(self.waiting) >= self.line.most and expected > free
            return
        assert place == (0 if expected <= free else expected)
        if place:
            self.waiting[who] = self.now
            assert len(self.waiting) <= self.line.most
        else:
            self.waiting.pop(who, None)
            self.running += 1

    @rule(seconds=st.floats(0, PATIENCE_S * 1.5))
    def time_passes(self, seconds):
        self.now += seconds

    @precondition(lambda self: self.running)
    @rule()
    def done(self):
        self.line.done()
        self.running -= 1

    @rule(who=PEOPLE)
    def leave(self, who):
        self.line.leave(who)
        self.waiting.pop(who, None)

    @invariant()
    def bounds(self):
        running, _ = self.line.state()
        assert running == self.running <= self.line.at_once


TestLines = Lines.TestCase
TestLines.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_who_stops_asking_makes_way():
    now = [0.0]
    line = Line(1, 10, lambda: now[0])
    assert [line.ask(w) for w in "abc"] == [0, 1, 2]
    now[0] += PATIENCE_S / 2
    assert line.ask("c") == 2
    now[0] += PATIENCE_S / 2 + 1
    assert line.ask("c") == 1, "b went away"
    line.done()
    assert line.ask("c") == 0


def test_a_full_line_says_so():
    line = Line(1, 1)
    assert (line.ask("a"), line.ask("b")) == (0, 1)
    with pytest.raises(LineFull, match=r"no more than 1 may wait in line\. Try again in a few minutes"):
        line.ask("c")
    assert line.ask("b") == 1
    line.leave("b")
    assert line.ask("c") == 1


def test_threads_take_turns():
    line, most, now, lock = Line(2, 100), [0], [0], threading.Lock()

    def work(who):
        while line.ask(who):
            line.wait(0.01)
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        with lock:
            now[0] -= 1
        line.done()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(20)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(60)
    assert not any(t.is_alive() for t in threads) and most[0] <= 2 and line.state() == (0, 0)


def test_ordinals():
    assert [
        ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)
    ] == "1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th".split()


APP = """
import time
from components import state
from components.main import run
from tests.made import made

def analyse(article, book, progress, **_):
    # Holds the turn for as long as its page is open: progress is where a page that was closed ends.
    while "First paper" in article.text:
        progress("Finding statements", 0.1)
        time.sleep(0.1)
    return made(article.title, lead=article.text + chr(10) * 2)

state.analyse = analyse
run()
"""


def paste(page, url, title):
    page.goto(url)
    settled(page)
    page.get_by_label("Article text").fill(f"{title}\n\n{ARTICLE}")
    page.get_by_role("button", name="Analyse", exact=True).click()


def test_people_see_their_place_and_get_their_turn(tmp_path):
    need(chromium(), "Chromium")
    pytest.importorskip("playwright")
    app = tmp_path / "app.py"
    app.write_text(APP, encoding="utf-8")
    own = {"STANDPOINT_ANALYSES_AT_ONCE": "1", "STANDPOINT_QUEUE_LENGTH": "2", "STANDPOINT_DATA_DIR": str(tmp_path)}
    with dashboard(app=app, PYTHONPATH=str(ROOT), DATABASE_URL="", **own) as url, browser() as instance:
        first, second, third, fourth = (instance.new_context().new_page() for _ in range(4))
        found = re.compile(r"2 statements by 2 speakers")
        paste(first, url, "First paper")
        first.get_by_text("Finding statements").first.wait_for(timeout=WAIT)
        paste(second, url, "Second paper")
        second.get_by_text("You are 1st in line").wait_for(timeout=WAIT)
        paste(third, url, "Third paper")
        third.get_by_text("You are 2nd in line").wait_for(timeout=WAIT)
        paste(fourth, url, "Fourth paper")
        fourth.get_by_text("no more than 2 may wait in line").wait_for(timeout=WAIT)
        # Who closes the page makes way: the next moves up without a click, and a place is free at the end.
        second.close()
        third.get_by_text("You are 1st in line").wait_for(timeout=WAIT)
        fourth.get_by_role("button", name="Try again").click()
        fourth.get_by_text("You are 2nd in line").wait_for(timeout=WAIT)
        # So does who closes it while the turn is on.
        first.close()
        third.get_by_text(found).wait_for(timeout=WAIT)
        fourth.get_by_text(found).wait_for(timeout=WAIT)
        for page in (third, fourth):
            settled(page)
            assert page.get_by_text("in line").count() == 0
            assert page.locator('[data-testid="stException"]').count() == 0
