"""Small analyses and projects made by hand, for tests of what happens to results, not of how they are found."""

from analysis.codebook import parse_codebook
from analysis.positions import aggregate
from analysis.project import Project
from analysis.types import Analysis, Article, Classification, Paragraph, Speaker, Statement

BOOK = parse_codebook("- id: border-wall\n  proposition: The government should build a border wall.\n")
LEAD = "The council met on Friday to talk about many other things that nobody will remember.\n\n"
QUOTE = "The wall must never be built"
SECOND = "We need the wall now"


def made(
    title="Harbour plan", name="Ann Kessler", lead=LEAD, model="made", outlet="Pier News", quote=QUOTE
) -> Analysis:
    """Two speakers, one against and one in favor of the wall."""
    one = f"“{quote},” {name} said on Monday."
    two = f"“{SECOND},” Tom Bright told reporters."
    text = f"{lead}{one} She left soon after.\n\n{two}\n\nThe end of the report, which nobody quoted."
    a, b = text.index(quote), text.rindex(SECOND)
    n, m = text.index(name, a), text.rindex("Tom Bright")
    statements = (
        Statement(
            0, "ann-kessler", "direct", ((a, a + len(quote)),), (n, n + len(name)), (n + len(name) + 1, n + len(name) + 5),
            classifications=(_on("against", 0.9),), sentiment="negative", sentiment_probabilities={"negative": 1.0, "positive": 0.0, "neutral": 0.0},
        ),
        Statement(
            1, "tom-bright", "direct", ((b, b + len(SECOND)),), (m, m + 10), (m + 11, m + 15),
            classifications=(_on("favor", 0.8),), sentiment="neutral", sentiment_probabilities={"negative": 0.1, "positive": 0.1, "neutral": 0.8},
        ),
    )  # fmt: skip
    blocks, at = [], 0
    for block in text.split("\n\n"):
        blocks.append(Paragraph(at, at + len(block), "body", ((at, at + len(block)),)))
        at += len(block) + 2
    return Analysis(
        article=Article(text, title, outlet, "2024-05-06", "https://example.org/a", "/home/me/secret-folder/a.txt"),
        paragraphs=tuple(blocks),
        speakers=(
            Speaker("ann-kessler", name, role="mayor", mentions=((n, n + len(name)),)),
            Speaker("tom-bright", "Tom Bright", mentions=((m, m + 10),)),
        ),
        statements=statements,
        topics=BOOK.topics,
        positions=aggregate(statements, BOOK.topics),
        versions={"stance model": model, "codebook": BOOK.version},
        timings={"stance": 0.25},
    )


def _on(stance, p):
    rest = round((1 - p) / 2, 4)
    probabilities = {"favor": rest, "against": rest, "neutral": rest, stance: p}
    return Classification(
        "border-wall", 0.9, stance, probabilities, "negative", {"negative": 0.7, "positive": 0.1, "neutral": 0.2}
    )


def project(*analyses, **fields) -> Project:
    return Project("", fields.pop("name", "Harbour"), BOOK, analyses or (made(),), **fields)
