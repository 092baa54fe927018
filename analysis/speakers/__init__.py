"""Who speaks: every source mention resolved to one speaker of the article.

First the article's persons are gathered from the whole text with their roles (``cast``); then the mentions are resolved
in text order: names by name, roles by what the text has said of each person (``offices``, ``sources``), pronouns by
gender, recency and who spoke last (``pronouns``). Each resolution has a confidence, lower the more it leans on such
evidence.
"""

from analysis.speakers.resolve import Resolution, resolve

__all__ = ["Resolution", "resolve"]
