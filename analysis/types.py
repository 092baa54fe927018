"""The words of the domain, as plain immutable data.

Every offset is a character position into ``Article.text``, which is never altered after ingest, so
``article.text[start:end]`` is always the evidence itself. Nothing here does any work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]
"""Half-open range of characters ``(start, end)`` into ``Article.text``."""

StatementType = Literal["direct", "indirect", "mixed", "author"]
StanceLabel = Literal["favor", "against", "neutral", "unclear"]
SentimentLabel = Literal["positive", "negative", "neutral"]
ParagraphKind = Literal["body", "title", "caption", "boilerplate"]
SpeakerKind = Literal["person", "body", "group", "anonymous", "author"]

Origin = Literal["model", "human"]
"""Who decided: the model, or a person who accepted or corrected it."""

AUTHOR_ID = "author"
AUTHOR_NAME = "Author"


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as the user gave it. Unknown metadata is the empty string.

    ``date`` is ISO 8601 (``YYYY-MM-DD``) or empty; ``filename`` is what the user uploaded, or empty.
    """

    text: str
    title: str = ""
    outlet: str = ""
    date: str = ""
    url: str = ""
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line block of the text. Only ``body`` paragraphs yield statements."""

    start: int
    end: int
    kind: ParagraphKind
    sentences: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words credited to a source, before anyone asked who the source is.

    ``content`` is in text order. ``source`` and ``cue`` are ``None`` where the text has none
    (a quote that floats after its speaker was named). ``confidence`` is in [0, 1].
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    type: StatementType
    confidence: float = 1.0
    carrier: int | None = None
    """Index of the attribution in whose content this one stands (the outer reporter), if any."""
    reporters: tuple[Span, ...] = ()
    """Mentions that merely pass this on ("Reuters reported"), outermost first, beside any carrier."""
    claim: bool = False
    """Whether another takes it up ("He brushed aside her charge that …"), so that its speaker isn't heard here."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who holds a view. ``id`` is stable for one text; ``name`` is the fullest form the text gives."""

    id: str
    name: str
    kind: SpeakerKind = "person"
    role: str = ""
    affiliation: str = ""
    mentions: tuple[Span, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """What one statement says about one topic.

    Probabilities are calibrated and sum to 1. ``stance`` is ``unclear`` when no probability
    reaches the shipped threshold. ``relevance`` in [0, 1] is how surely the words address the topic.
    """

    topic_id: str
    relevance: float
    stance: StanceLabel
    stance_probabilities: dict[str, float]
    sentiment: SentimentLabel
    sentiment_probabilities: dict[str, float]
    origin: Origin = "model"

    @property
    def confidence(self) -> float:
        """Probability of the most likely stance; 1 where a person decided."""
        if self.origin == "human":
            return 1.0
        return max(self.stance_probabilities.values(), default=0.0)


@dataclass(frozen=True, slots=True)
class Statement:
    """Something said or written by a speaker (or asserted by the author), with its evidence."""

    id: int
    speaker_id: str
    type: StatementType
    content: tuple[Span, ...]
    source: Span | None = None
    cue: Span | None = None
    via: tuple[str, ...] = ()
    confidence: float = 1.0
    speaker_confidence: float = 1.0
    sentiment: SentimentLabel = "neutral"
    sentiment_probabilities: dict[str, float] = field(default_factory=dict)
    classifications: tuple[Classification, ...] = ()
    origin: Origin = "model"
    """``human`` where a person chose the speaker."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where one speaker stands on one topic, over all of the speaker's statements.

    ``weights`` holds, per stance label, the summed weight of the statements behind it, so that
    disagreement among a speaker's own statements stays visible; ``mixed`` says that both favor and
    against carry substantial weight. ``statement_ids`` is the evidence, strongest first.
    """

    speaker_id: str
    topic_id: str
    stance: StanceLabel
    confidence: float
    sentiment: SentimentLabel
    sentiment_score: float
    """Mean of P(positive) - P(negative) over the evidence, in [-1, 1]."""
    weights: dict[str, float]
    mixed: bool
    statement_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A proposition that a speaker can favor or oppose. ``id`` and ``proposition`` suffice.

    ``target`` is what sentiment is measured toward; ``phrases`` help to find statements on the topic;
    ``favor_means`` and ``against_means`` say in words what each pole is.
    """

    id: str
    proposition: str
    name: str = ""
    description: str = ""
    target: str = ""
    favor_means: str = ""
    against_means: str = ""
    phrases: tuple[str, ...] = ()
    suggested: bool = False
    """True where the topic was drawn from the article itself, not from a codebook."""

    @property
    def label(self) -> str:
        """What to show where space is short."""
        return self.name or self.proposition


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that was found in one article."""

    article: Article
    paragraphs: tuple[Paragraph, ...]
    speakers: tuple[Speaker, ...]
    statements: tuple[Statement, ...]
    topics: tuple[Topic, ...]
    positions: tuple[Position, ...]
    versions: dict[str, str] = field(default_factory=dict)
    """Model and codebook versions, by name."""
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds spent in each stage."""
    warnings: tuple[str, ...] = ()

    def speaker(self, speaker_id: str) -> Speaker:
        """The speaker with this id. Raises KeyError if there is none."""
        return next((s for s in self.speakers if s.id == speaker_id), None) or _missing("speaker", speaker_id)

    def topic(self, topic_id: str) -> Topic:
        """The topic with this id. Raises KeyError if there is none."""
        return next((t for t in self.topics if t.id == topic_id), None) or _missing("topic", topic_id)

    def words(self, statement: Statement) -> str:
        """The statement's words, discontinuous parts joined by an ellipsis."""
        return " … ".join(self.article.text[a:b] for a, b in statement.content)


def _missing(kind: str, key: str):
    raise KeyError(f"no {kind} with id {key!r} in this analysis")
