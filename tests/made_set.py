"""Small analyses made by hand, for tests of what is built upon them."""

from __future__ import annotations

from analysis.positions import aggregate
from analysis.types import AUTHOR_ID, Analysis, Article, Classification, Paragraph, Speaker, Statement, Topic

TOPICS = (
    Topic("dam", "The dam should be built.", "Building the dam"),
    Topic("tax", "Taxes should fall.", "Lower taxes"),
)


def on(topic, stance, p=0.9, tone=0.0):
    rest = (1 - p) / 2
    likely = stance if stance != "unclear" else "favor"
    stances = {k: (p if k == likely else rest) for k in ("favor", "against", "neutral")}
    tones = {"positive": max(tone, 0.0), "negative": max(-tone, 0.0), "neutral": 1 - abs(tone)}
    return Classification(topic, 0.9, stance, stances, max(tones, key=tones.get), tones)


def made(outlet, date, *said, title="Dam divides valley", topics=TOPICS, filler="", kinds=None):
    """An analysis from (speaker, words, classifications...); speaker None is the article's own voice."""
    text, statements, speakers = f"{title}\n\n{filler}", [], {}
    for i, (name, words, *classified) in enumerate(said):
        start = len(text) + 1
        text += f"\n{words}"
        key = AUTHOR_ID if name is None else name.lower().replace(" ", "-")
        kind = "author" if name is None else (kinds or {}).get(name, "person")
        speakers[key] = Speaker(key, name or "Author", kind)
        type_ = "author" if name is None else "direct" if words.startswith("“") else "indirect"
        statements.append(Statement(i, key, type_, ((start, len(text)),), classifications=tuple(classified)))
    return Analysis(
        Article(text, title, outlet, date),
        (Paragraph(0, len(title), "title"), Paragraph(len(title) + 2, len(text), "body")),
        tuple(speakers.values()),
        tuple(statements),
        topics,
        aggregate(statements, topics),
    )


LONG = "“The dam is a gift to our farmers, it will bring water to forty villages and it must be built now,”"


def valley():
    """Three outlets on one event, and one of them on another."""
    return [
        made(
            "North Post",
            "2024-05-01",
            ("Ann Kessler", LONG, on("dam", "favor")),
            ("Ann Kessler", "“Without the dam this valley has no future.”", on("dam", "favor")),
            ("Tom Bright", "that the river would need twenty years to recover", on("dam", "against")),
            (None, "The dam is long overdue.", on("dam", "favor")),
        ),
        made(
            "South Star",
            "2024-05-02",
            ("Kessler", "“it will bring water to forty villages”", on("dam", "against")),
            ("Kessler", "that she had doubts about what the dam would cost the farmers of the valley", on("dam", "against")),
            ("Tom Bright", "“It will take the river twenty years to recover.”", on("dam", "against")),
            ("Mia Long", "“Nobody asked the fishermen of the lower valley what this concrete wall does to us.”", on("dam", "against")),
        ),
        made(
            "Valley Wire",
            "2024-05-02",
            ("Tom Bright", "that the river would need twenty years to recover", on("dam", "against")),
            ("Ann Kessler", "that taxes should fall for everyone in the valley", on("tax", "favor")),
        ),
    ]  # fmt: skip
