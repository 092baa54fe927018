"""Statements composed from the topics in training/authored/topics.yaml: what debate corpora don't teach.

Debate data argue in whole sentences for or against a motion. News adds cues that decide the stance ("denied
that", "welcomed"), conditions and consequences, statements about a topic that take no side, anaphora ("such a
step"), and neighbours of a topic that it must not be confused with. Each example composes a topic, a frame, a
speaker and one of several phrasings of the proposition, its negation or its opposite.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from analysis.propositions import gerund
from training.targets import flip, negated

TOPICS = Path(__file__).parent / "authored" / "topics.yaml"
HELD_OUT_EVERY = 9

SPEAKERS = (
    "the foreign minister", "Foreign Secretary Ruth Calder", "a government spokesman", "Senator Tom Bright", "she", "he",
    "the president", "Prime Minister Elena Sandoval", "opposition leader Karim Haddad", "the mayor", "the Kremlin",
    "White House officials", "critics", "Professor Ines Vogel", "analyst Mark Dunne", "the group", "union leader Pat Moran",
    "the ministry", "Germany", "Moscow", "Beijing", "a senior official", "the chief executive", "Governor Alice Munro",
    "the committee chairman", "NATO's secretary-general", "activists", "residents", "a lawyer for the family", "Brown",
    "former ambassador Leo Marsh", "the spokeswoman", "Democrats", "Republican lawmakers", "the commission", "Ivanov",
)  # fmt: skip
SAY = (
    "said", "said", "said", "told reporters", "said in a statement", "argued", "insisted", "added", "stressed", "wrote",
    "according to", "tweeted", "noted", "was quoted as saying", "said on Monday", "continued", "explained", "warned",
)  # fmt: skip
COUNTRIES = (
    "Norland", "the United States", "Russia", "China", "Brazil", "Iran", "the kingdom", "Turkey", "Ukraine", "France",
    "Poland", "Mexico", "Israel", "India", "the republic",
)  # fmt: skip

# Frames: (cue or "" for a plain verb of saying, words, sentiment). {arg} is a claim of the frame's own side.
FAVOR = (
    ("", "“{Noun} is the right step,”", "positive"),
    ("", "“{Who} has no choice but to {do}. {Arg}.”", None),
    ("", "“We need {noun}, and we need it now,”", "positive"),
    ("", "“The wisest thing is to {do},”", "positive"),
    ("", "“I fully support {noun}. {Arg}.”", "positive"),
    ("", "“{Arg}. That is why {who} must {do}.”", None),
    ("", "“It would be a mistake to {undo}. {Arg}.”", None),
    ("", "“Nobody should be afraid of {noun}. {Arg}.”", "positive"),
    ("", "“{Arg},”", None),
    ("", "“{Arg},”", None),
    ("", "{arg}", None),
    ("", "that {arg}", None),
    ("", "“It is a shame that {noun} fell through. We could have used it,”", "negative"),
    ("", "“I would have loved to see {noun}. {Arg}.”", "negative"),
    ("", "“It isn't perfect, but {noun} deserves a chance,”", "positive"),
    ("", "“What is the alternative? {Arg}.”", None),
    ("", "“This is long overdue,”", "positive"),
    ("", "“It's the right thing to do,”", "positive"),
    ("", "that {who} would {do}, because {arg}", None),
    ("", "{who} should {do}", None),
    ("", "that {who} had to {do}", None),
    ("", "“We are going to {do}. {Arg}.”", None),
    ("", "that it stood ready to {do}", "positive"),
    ("", "that nothing less than {noun} would do", None),
    ("", "“I was against it at first. But {arg},”", None),
    ("", "“The criticism is understandable, but {noun} is still the better way,”", "positive"),
    ("announced", "that {who} would {do}", "neutral"),
    ("announced", "{noun}", "neutral"),
    ("welcomed", "{noun}", "positive"),
    ("praised", "{noun} as a step forward", "positive"),
    ("called for", "{noun}", None),
    ("called on", "{who} to {do}", None),
    ("urged", "{who} to {do}", None),
    ("backed", "{noun}", "positive"),
    ("defended", "{noun}", "positive"),
    ("endorsed", "{noun}", "positive"),
    ("expressed support for", "{noun}", "positive"),
    ("expressed hope for", "{noun}", "positive"),
    ("vowed", "to {do}", None),
    ("promised", "to {do}", "positive"),
    ("warned against", "{undo_noun}", None),
    ("rejected", "{undo_noun}", None),
    ("criticized", "{undo_noun}", None),
    ("regretted", "that {noun} had been put off", "negative"),
    ("expressed disappointment", "over the delay of {noun}", "negative"),
    ("dismissed", "fears over {noun}", "positive"),
    ("denied", "that {noun} was a mistake", "positive"),
    ("rejected", "criticism of {noun}", "positive"),
    ("accused", "opponents of {noun} of spreading fear", "positive"),
    ("lamented", "that nobody had the courage to {do}", "negative"),
)
AGAINST = (
    ("", "“{Noun} would be a grave mistake. {Arg}.”", "negative"),
    ("", "“It makes no sense and it is reckless. {Arg}.”", "negative"),
    ("", "“The wisest thing is not to {do},”", None),
    ("", "“The wisest thing is to {undo},”", None),
    ("", "“I dread what comes after {noun}: {arg},”", "negative"),
    ("", "“Should {who} {do}, expect the worst: {arg}.”", "negative"),
    ("", "“I understand some of the complaints, but {noun} is not the answer,”", "negative"),
    ("", "“Such a step makes things worse,”", "negative"),
    ("", "“Steps like this put all of us at risk,”", "negative"),
    ("", "“It would be a disaster. {Arg}.”", "negative"),
    ("", "“{Arg},”", None),
    ("", "“{Arg},”", None),
    ("", "{arg}", None),
    ("", "that {arg}", None),
    ("", "that {noun} would be dangerous", "negative"),
    ("", "“Nothing could stand in for {undo_noun},”", None),
    ("", "that nobody had named anything better than {undo_noun}", None),
    ("", "“Mend {undo_noun}, don't end it,”", None),
    ("", "“We must {undo}. {Arg}.”", None),
    ("", "{who} should not {do}", "negative"),
    ("", "that {who} must {undo}", None),
    ("", "“No one in their right mind would {do},”", "negative"),
    ("", "“In principle I am not against it. But now is not the time, and {arg},”", "negative"),
    ("", "“Who needs {noun}? {Arg}.”", "negative"),
    ("", "“They promise us wonders. In truth, {arg},”", "negative"),
    ("condemned", "{noun}", "negative"),
    ("criticized", "{noun}", "negative"),
    ("opposed", "{noun}", "negative"),
    ("denounced", "{noun} as a betrayal", "negative"),
    ("rejected", "{noun}", "negative"),
    ("ruled out", "{noun}", None),
    ("voiced worry about", "what {noun} might bring", "negative"),
    ("voiced alarm", "at {noun}", "negative"),
    ("warned of", "the consequences of {noun}", "negative"),
    ("warned against", "{noun}", "negative"),
    ("warned", "that {arg}", "negative"),
    ("called", "{noun} “a grave mistake”", "negative"),
    ("described", "{noun} as reckless", "negative"),
    ("mocked", "{noun}", "negative"),
    ("regretted", "{noun}", "negative"),
    ("vowed", "to fight {noun}", "negative"),
    ("urged", "{who} not to {do}", None),
    ("called on", "{who} to {undo}", None),
    ("called for", "{undo_noun}", None),
    ("accused", "{who} of undermining {undo_noun}", "negative"),
    ("defended", "{undo_noun}", None),
    ("welcomed", "{undo_noun}", None),
    ("praised", "those who want to {undo}", None),
)
NEUTRAL = (
    ("", "that officials had discussed {noun} over dinner", "neutral"),
    ("confirmed", "that a decision on {noun} would come on Friday", "neutral"),
    ("confirmed", "that {noun} had been on the agenda", "neutral"),
    ("", "“We went over {noun} and agreed to disagree,”", "neutral"),
    ("", "“I was asked about {noun} and I replied,”", "neutral"),
    ("asked", "about {noun}", "neutral"),
    ("asked", "whether {who} would {do}", "neutral"),
    ("", "“I have not yet made up my mind about {noun},”", "neutral"),
    ("", "it was too early to talk about {noun}", "neutral"),
    ("explained", "how {noun} would work", "neutral"),
    ("noted", "that opinions on {noun} differ", "neutral"),
    ("", "critics believe that {con}, while supporters say that {pro}", "neutral"),
    ("", "“Some say that {pro}. Others say that {con}. I am here to listen,”", "neutral"),
    ("reported", "that {noun} was on the agenda", "neutral"),
    ("", "that a briefing on {noun} was still awaited", "neutral"),
    ("", "“We will see what happens with {noun},”", "neutral"),
    ("", "that {noun} was off the calendar until spring", None),
    ("recalled", "being asked about {noun}", "neutral"),
    ("", "a vote on {noun} is set for March", "neutral"),
    ("", "that {noun} had come up in passing at the conference", "neutral"),
    ("", "“We chatted about many things, {noun} among them,”", "neutral"),
    ("", "the paper had been meant to describe what follows {noun}", "neutral"),
    ("estimated", "that {noun} would concern some 40,000 people", "neutral"),
)
CLAIM_FAVOR = (
    ("accused", "{of}", "negative"),
    ("openly accused", "{of}", "negative"),
    ("", "that {claim}", None),
    ("", "“There is no doubt that {claim},”", None),
    ("insisted", "that {claim}", None),
    ("repeated claims", "that {claim}", None),
    ("alleged", "that {claim}", None),
    ("", "“{Arg},”", None),
    ("", "“{Arg},”", None),
    ("", "that {arg}", None),
    ("", "{arg}", None),
    ("concluded", "that {claim}", None),
    ("acknowledged", "that {claim}", None),
    ("agreed", "that {claim}", None),
)
CLAIM_AGAINST = (
    ("denied", "that {claim}", None),
    ("denied", "claims that {claim}", None),
    ("flatly denied", "accusations that {claim}", None),
    ("rejected", "allegations that {claim}", None),
    ("dismissed", "claims that {claim}", None),
    ("disputed", "that {claim}", None),
    ("", "“There is no evidence that {claim},”", None),
    ("", "“Nobody can seriously believe that {claim},”", None),
    ("called", "the claim that {claim} “nonsense”", None),
    ("", "“{Arg},”", None),
    ("", "“{Arg},”", None),
    ("", "that {arg}", None),
    ("", "{arg}", None),
    ("refuted", "reports that {claim}", None),
)
CLAIM_NEUTRAL = (
    ("", "an inquiry would look into whether {claim}", "neutral"),
    ("asked", "whether {claim}", "neutral"),
    ("", "“I was asked about {noun} and told them what I know,”", "neutral"),
    ("recalled", "being asked about {noun}", "neutral"),
    ("", "that {noun} would be discussed on Friday", "neutral"),
    ("", "some say that {pro}, others that {con}", "neutral"),
    ("", "“We have no information of our own about {noun},”", "neutral"),
)
PERSON_FAVOR = (
    ("endorsed", "{name}", "positive"),
    ("praised", "{name}", "positive"),
    ("defended", "{name} against the attacks", "positive"),
    ("", "“{Arg},”", "positive"),
    ("", "of {name} that {arg}", "positive"),
    ("", "“{name} is the best choice for {office}. {Arg}.”", "positive"),
    ("", "{name} should be {office}", "positive"),
    ("urged", "voters to back {name}", "positive"),
)
PERSON_AGAINST = (
    ("attacked", "{name}", "negative"),
    ("called", "{name} unfit for office", "negative"),
    ("", "“{Arg},”", "negative"),
    ("", "of {name} that {arg}", "negative"),
    ("", "“{name} must never be {office}. {Arg}.”", "negative"),
    ("slammed", "{name}", "negative"),
    ("urged", "voters to reject {name}", "negative"),
    ("refused to endorse", "{name}", "negative"),
)
PERSON_NEUTRAL = (
    ("", "{name} would campaign in the north on Friday", "neutral"),
    ("", "{name} leads by two points in the latest poll", "neutral"),
    ("asked", "{name} about the budget", "neutral"),
    ("reported", "that {name} had raised four million in March", "neutral"),
    ("", "“I haven't decided yet between {name} and the others,”", "neutral"),
)
_ANAPHORIC = {
    "“Such a step makes things worse,”", "“This is long overdue,”", "“It's the right thing to do,”", "“{Arg},”", "{arg}",
    "“Steps like this put all of us at risk,”", "that {arg}",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One composed example, in the fields of the authored files; ``sentiment`` is None where tone is open."""

    speaker: str
    cue: str
    text: str
    target: str
    stance: str
    sentiment: str | None
    relevant: bool


@lru_cache(maxsize=1)
def topics() -> tuple[dict, ...]:
    """All topics, each with its ``kind``: actions, claims or people."""
    raw = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))
    families = raw.pop("families")
    single = [{**t, "kind": kind} for kind, entries in raw.items() for t in entries]
    return (*single, *_members(families))


def _members(families: list[dict]) -> list[dict]:
    """Topics of the families; ``names`` are what their placeholders draw from, ``field`` is the family."""
    return [
        {**t, "field": f"family {i}", "names": {"e": family["e"], "f": family["f"]}}
        for i, family in enumerate(families)
        for t in family["topics"]
    ]


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(topic: dict, drawn: dict[str, str]) -> dict:
    """The topic with its family's names put in."""

    def put(x):
        if isinstance(x, str):
            for k, v in drawn.items():
                x = x.replace("{" + k + "}", v)
            return x
        return [put(i) for i in x] if isinstance(x, list) else x

    return {k: put(v) for k, v in topic.items() if k != "names"}


def _fill(topic: dict, rng: random.Random) -> dict[str, str]:
    values = {k: v for k, v in topic.items() if isinstance(v, str)}
    if (
        "who" in values
        and values["who"] in ("Norland", "the country", "the government", "the kingdom")
        and rng.random() < 0.6
    ):
        values["who"] = rng.choice(COUNTRIES)
    if "Norland" in values.get("claim", ""):
        country = rng.choice(COUNTRIES)
        values = {k: v.replace("Norland", country) for k, v in values.items()}
    values["pro"], values["con"] = rng.choice(topic["pro"]), rng.choice(topic["con"])
    return values


def targets_of(topic: dict, values: dict[str, str], rng: random.Random) -> tuple[str, bool]:
    """A phrasing of the topic's proposition, and whether it is the topic itself (False: its opposite)."""
    if topic["kind"] == "claims":
        claim = _cap(values["claim"])
        other = negated(claim)
        choices = [(f"{claim}.", True)] * 5 + [(f"It is true that {values['claim']}.", True)]
        choices += [(f"{other}.", False)] if other else []
        return rng.choice([*choices, (f"It is false that {values['claim']}.", False)])
    if topic["kind"] == "people":
        name, office = values["name"], values["office"]
        return rng.choice(
            [(f"{name} should be {office}.", True)] * 4
            + [
                (f"{name} should not be {office}.", False),
                (name, True),
                (f"{name} is fit for the office of {office}.", True),
            ]
        )
    who, do, undo = _cap(values["who"]), values["do"], values["undo"]
    noun, undo_noun = values["noun"], values["undo_noun"]
    verb, _, rest = do.partition(" ")
    return rng.choice(
        [(f"{who} should {do}.", True)] * 6
        + [
            (noun, True),
            (f"{_cap(noun)} is right.", True),
            (f"{_cap(noun)} is wrong.", False),
            (f"{gerund(verb)} {rest}".strip(), True),
            (f"{who} should not {do}.", False),
            (f"{who} should {undo}.", False),
            (f"{who} should {undo}.", False),
            (undo_noun, False),
        ]
    )


_FRAMES = {
    "actions": {"favor": FAVOR, "against": AGAINST, "neutral": NEUTRAL},
    "claims": {"favor": CLAIM_FAVOR, "against": CLAIM_AGAINST, "neutral": CLAIM_NEUTRAL},
    "people": {"favor": PERSON_FAVOR, "against": PERSON_AGAINST, "neutral": PERSON_NEUTRAL},
}


def statement(topic: dict, stance: str, values: dict[str, str], rng: random.Random, vague: bool = True):
    """A composed (speaker, cue, words, sentiment) that takes ``stance`` toward the topic.

    Without ``vague``, only frames whose words name the topic are used.
    """
    frames = _FRAMES[topic["kind"]][stance]
    if not vague:
        frames = [f for f in frames if f[1] not in _ANAPHORIC]
    cue, words, sentiment = rng.choice(frames)
    values = dict(values, arg=values["pro"] if stance == "favor" else values["con"])
    values |= {k[:1].upper() + k[1:]: _cap(values[k]) for k in ("arg", "noun", "who") if k in values}
    speaker = rng.choice(SPEAKERS)
    return speaker, cue or rng.choice(SAY), words.format(**values), sentiment


def compose(rng: random.Random, pool: tuple[dict, ...]) -> Row:
    """One example: a third each for and against, the rest undecided or about a neighbouring topic."""
    topic = rng.choice(pool)
    drawn = {k: rng.choice(v) for k, v in topic.get("names", {}).items()}
    family = "names" in topic
    topic = _named(topic, drawn)
    values = _fill(topic, rng)
    x = rng.random()
    stance = "favor" if x < 0.3 else "against" if x < 0.6 else "neutral"
    target, same = targets_of(topic, values, rng)
    if x > 0.74:
        # Neighbours share names with the topic, as they do in news: only what is claimed tells them apart.
        near = [t for t in (_named(t, drawn) if family else t for t in pool) if t["field"] == topic["field"]]
        near = [t for t in near if t.get("pro") != topic["pro"]]
        other = rng.choice(near) if near and rng.random() < 0.85 else rng.choice(pool)
        other = _named(other, drawn or {k: rng.choice(v) for k, v in other.get("names", {}).items()})
        if other["pro"] == topic["pro"]:
            return compose(rng, pool)
        said = statement(other, rng.choice(("favor", "against", "neutral")), _fill(other, rng), rng, vague=False)
        return Row(*said[:3], target, "neutral", "neutral", False)
    speaker, cue, words, sentiment = statement(topic, stance, values, rng)
    return Row(speaker, cue, words, target, stance if same else flip(stance), sentiment, True)


def rows(n: int, seed: int, held_out: bool = False) -> list[Row]:
    """``n`` composed examples; every ninth topic is kept for choosing (``held_out``)."""
    rng = random.Random(seed)
    # A family is held out as a whole; the last one is.
    fields = sorted({t["field"] for t in topics() if "names" in t})
    pool = tuple(
        t
        for i, t in enumerate(topics())
        if ((t["field"] == fields[-1]) if "names" in t else (i % HELD_OUT_EVERY == 4)) == held_out
    )
    return [compose(rng, pool) for _ in range(n)]
