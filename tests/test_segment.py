"""Paragraphs, their kinds, and sentences that know quotes and abbreviations."""

import pytest

from analysis import read_document
from analysis.segment import segment
from analysis.types import Article
from tests.browser import ROOT

SAMPLES = sorted((ROOT / "sample_articles").glob("*-*.md"))


def kinds(text, title=""):
    return [(p.kind, text[p.start : p.end]) for p in segment(Article(text, title=title))]


def sentences(text):
    (p,) = [p for p in segment(Article("A heading without any stop\n\n" + text)) if p.kind == "body"]
    shift = len("A heading without any stop\n\n")
    return [text[a - shift : b - shift] for a, b in p.sentences]


BODY = "The ministers met in Vienna on Friday, and they agreed to meet again before the winter."


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Russian President Vladimir Putin arrives in Osaka on June 28. KAZUHIRO NOGI/AFP/Getty Images", "caption"),
        ("(AP Photo/Evan Vucci)", "caption"),
        ("Photo: Eastern Press", "caption"),
        ("Getty Images", "caption"),
        ("The post Ministers meet again appeared first on The Daily Pier.", "boilerplate"),
        ("Read more: Ministers fail to agree", "boilerplate"),
        ("Sign up for our newsletter", "boilerplate"),
        ("Share this article", "boilerplate"),
        ("Follow us on Twitter", "boilerplate"),
        ("Advertisement", "boilerplate"),
        ("Reporting by Jane Doe; Editing by John Smith", "boilerplate"),
        ("© 2018 The Daily Pier. All rights reserved.", "boilerplate"),
        ("“Subscribe to no illusions: the Getty Images archive will be sold,” the minister said on Friday.", "body"),
        ("He asked readers to share this article with the police if they knew the man.", "body"),
        ("The photo agency said on Friday that its archive would move to Vienna.", "body"),
    ],
)
def test_kind_of_a_line(line, kind):
    text = f"Ministers meet again\n\n{BODY}\n\n{line}\n\n{BODY}"
    assert dict((t, k) for k, t in kinds(text))[line] == kind


def test_heading_is_the_title():
    assert kinds(f"# Ministers meet again\n\n{BODY}")[0][0] == "title"
    assert kinds(f"Ministers meet again\n\n{BODY}", title="Ministers meet again")[0][0] == "title"


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("Mr. Smith met Sen. Jones at 5 p.m. in Washington, D.C., on Friday. They talked.", 2),
        ("“Stop. Go home,” he said. Nobody did.", 2),
        ("She paid $4.5 million for it. It rose by 3.2 percent.", 2),
        ("The U.S. delegation left. J. K. Rowling stayed.", 2),
        ("“Will they come?” she asked. “They must.”", 2),
        ("“It is over,” he said. “We lost. We go home.”", 2),
    ],
)
def test_sentences(text, n):
    found = sentences(text)
    assert len(found) >= n
    assert len(found) <= n + 1
    assert " ".join(found).replace("  ", " ") == text


def test_a_quote_and_its_cue_are_one_sentence():
    assert sentences("“Will they come?” she asked.") == ["“Will they come?” she asked."]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_samples_are_covered_in_order(path):
    article = read_document(path.name, path.read_bytes())
    paragraphs = segment(article)
    at = 0
    for p in paragraphs:
        assert at <= p.start < p.end <= len(article.text)
        assert not article.text[at : p.start].strip()
        for a, b in p.sentences:
            assert p.start <= a < b <= p.end
        at = p.end
    assert not article.text[at:].strip()
    assert sum(p.kind == "body" for p in paragraphs) >= 5


def test_empty():
    assert segment(Article("")) == ()
