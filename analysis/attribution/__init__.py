"""Statements and their sources: which words are credited to which mention, by which cue.

A trained tagger proposes cues and, for each, the pieces of its source and content. The rules here turn pieces
into spans that a reader would accept: whole quotes with their marks, quotes that run on over sentences and
paragraphs, one owner for every quote, reporters of reporters kept as the carrier of what they report. They know
punctuation and a lexicon of cues (``analysis/cues.py``), and no subject matter.
"""

from analysis.attribution.attribute import attribute
from analysis.attribution.voice import statement_type

__all__ = ["attribute", "statement_type"]
