"""Topics drawn from the article itself, for when no codebook entry fits.

Two kinds of candidates are read off function words alone: deeds ("to close the night ward", "should raise
rents") and things ("the harbour tunnel"). They are ranked by how often they occur and where (title, lead,
statements), by closeness to the article's head, and then spread out so that no two say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.phrases import STOP_WORDS, is_acronym, stem, tokens
from analysis.propositions import gerund
from analysis.types import Topic

_DETERMINERS = frozenset(
    """
the a an this that these those its their his her our my your
""".split()
)
_PREPOSITIONS = frozenset(
    """
of in on for with by from over about against under between into
""".split()
)
_MODALS = frozenset(["should", "must", "will", "would", "shall"])
_DEED = frozenset(
    """
plan plans bill proposal deal merger project takeover bid scheme reform reforms referendum vote strike
closure sale expansion construction acquisition withdrawal purchase redesign renewal extension repeal
privatisation privatization nationalisation nationalization demolition relocation introduction removal
inquiry investigation programme program initiative rollout launch trial pilot abolition
""".split()
)
_TROUBLE = frozenset(
    """
crisis crises shortage shortages attack attacks death deaths scandal fraud incident outbreak fire fires
flood floods accident inflation shooting shootings violence crime poverty pollution recession war conflict
provocation violation aggression escalation blackmail risk risks debt losses loss delays delay backlog
disaster epidemic pandemic drought unemployment corruption abuse threat threats homelessness overcrowding
congestion cuts
""".split()
)
_VAGUE = frozenset(
    """
year years month months week weeks day days hour hours time times people person man woman men women way ways
thing things part parts lot number numbers end side kind percent cent million billion thousand hundred
dozens statement interview reporter reporters spokesman spokeswoman spokesperson official officials source
sources press conference news report reports article story minister president chief director executive
chairman chairwoman chair member members leader leaders head secretary mayor senator critics supporters
opponents evening morning afternoon night monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december today yesterday tomorrow question
questions answer case point fact facts moment example reason reasons place letter email page comment
comments photo getty images reuters associated agency two three four five six seven eight nine ten first
second third last next new old early late later earlier mr mrs ms dr professor meeting meetings half quarter
word words idea others everyone everybody thousands millions back outside inside ahead away together
accusation accusations allegation allegations claims bureau bureaus chamber step steps
""".split()
)
_VERBS = frozenset(
    """
say says said saying tell tells told telling ask asks asked add adds added warn warns warned argue argues
argued claim claims claimed call calls called think thinks thought believe believes believed know knows knew
see sees saw seen come comes came take takes took taken give gives gave given want wants wanted find finds
found put keep keeps kept began begin begins show shows showed shown become became becomes leave leaves left
hold holds held bring brings brought write writes wrote written stand stands stood hear heard mean means
meant meet meets met run runs ran pay pays paid sit sits sat speak speaks spoke lose loses lost send sends
sent build builds built fall falls fell cut went seem seems seemed remain remains remained includes include
included announced announce according following expected described confirmed denied declined insisted
stressed noted replied wrote pointed continue continues continued help helps use uses work works worked look
looks looked start starts started stop stops stopped let lets
""".split()
)
_ACTORS = frozenset(
    """
adviser advisor advisers council board committee authority association union party government administration
parliament court service ministry department office bureau company firm firms group agency commission police
army navy guard guards lawmaker lawmakers analyst analysts economist economists expert experts professor
teacher colleague colleagues councilman councilwoman congressman congresswoman governor ambassador envoy
chancellor king queen pope bishop judge lawyer lawyers general commander captain editor correspondent
newspaper outlet channel broadcaster opposition family families mother father son daughter wife husband
friend friends majority minority side sides country countries nation nations state states city town world
capital capitals region regions republican republicans democrat democrats allies ally partners partner
researcher researchers scientist scientists owner investor investors shareholder shareholders predecessor
successor counterpart nurse driver resident residents
""".split()
)
_NAMED_THINGS = frozenset(
    """
act bill law treaty deal agreement plan project tax fund bridge tunnel railway line airport pipeline accord
pact protocol programme program initiative reform amendment budget convention charter code scheme system
forces
""".split()
)
_NOT_DEEDS = frozenset(
    """
agreement agreements document documents element television pension treatment apartment equipment environment
employment unemployment recession depression tension tensions passion session version position condition
conditions situation population nation generation education information station election corporation
organization organisation institution tradition religion reputation competition opposition ambition question
section exception emission emissions pollution occasion vision division pressure measure leisure treasure
delegation coalition federation constitution tuition nutrition ammunition sentiment argument moment
instrument investment settlement
""".split()
)
_PLAIN = frozenset(["the", "a", "an", "its", "their"])
_OBJECTS = frozenset(
    """
that him them me us it he she they we who what how whether
""".split()
)
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*|\d[\d,.]*|[^\w\s]|\n", re.UNICODE)
_DEED_VERB = re.compile(r"^[a-z]{3,}$")
LEAD_CHARACTERS = 800
DIVERSITY = 0.35
"""Weight of unlikeness to what is already chosen, against rank (maximal marginal relevance)."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    words: tuple[str, ...]
    deed: str = ""
    """Base verb, where the words are its object."""
    determined: bool = False
    """Stood behind "the", "its", … at least half of the time."""
    score: float = 0.0

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def key(self) -> tuple[str, ...]:
        return (self.deed, *(stem(w) for w in self.words if w.lower() not in STOP_WORDS))


def suggest(
    article_text: str,
    statement_texts: Sequence[str],
    embed: Callable[[list[str]], np.ndarray],
    limit: int = 5,
) -> tuple[Topic, ...]:
    """Up to ``limit`` topics that the article itself is about, best first, each with ``suggested=True``.

    ``statement_texts`` are the words of the article's statements; phrases in them rank higher. Empty only
    for a text without a single usable content word. Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, not {limit}")
    lines = [line.strip() for line in article_text.splitlines() if line.strip()]
    title = lines[0] if lines and len(lines[0]) <= 160 else ""
    lead = article_text[:LEAD_CHARACTERS]
    ranked = _rank(_candidates(article_text, title), article_text, title, lead, statement_texts)[:40]
    if not ranked:
        ranked = _single_words(article_text)
    if not ranked:
        return ()
    vectors = np.asarray(embed([*(f"{c.deed} {c.text}".strip() for c in ranked), title or lead, lead]))
    head = (vectors[-2] + vectors[-1]) / 2
    own = vectors[:-2]
    scores = np.array([c.score for c in ranked])
    worth = 0.6 * scores / scores.max() + 0.4 * np.clip(own @ head, 0, 1)
    topics, used = [], set()
    for i in _spread(worth, own, ranked, limit):
        topic = _topic(ranked[i])
        if topic.id not in used:
            used.add(topic.id)
            topics.append(topic)
    return tuple(topics)


def _candidates(text: str, title: str) -> Counter[_Candidate]:
    # Headlines drop the function words that show where a phrase ends, so they only help to rank.
    body = text.replace(title, "\n", 1) if title else text
    words = _WORD.findall(body) or _WORD.findall(text)
    names = _names(words)
    found: Counter[_Candidate] = Counter()
    i = 0
    while i < len(words):
        before = words[i - 1].lower() if i else ""
        if not _noun_like(words[i]):
            i += 1
            continue
        if before == "to" or before in _MODALS:
            deed, obj, end = _deed(words, i, names)
            # Behind "to" only a determiner proves a verb ("to the council", "to reporters" are none).
            if deed and (before != "to" or words[i + 1].lower() in _DETERMINERS):
                found[_Candidate(tuple(obj), deed)] += 1
                i = end
                continue
            if before in _MODALS:
                i += 1
                continue
        run, i = _run(words, i, names)
        thing = _thing(run, names)
        if not thing:
            continue
        determined = before in _DETERMINERS
        evidence = 2 if determined or before in _PREPOSITIONS else 1
        found[_Candidate(tuple(thing), determined=determined)] += evidence
        if len(thing) > 2 and not all(w in names for w in thing[-2:]):
            found[_Candidate(tuple(thing[-2:]), determined=determined)] += evidence
        if (thing == run or thing[-1] == run[-1]) and _is_deed(thing[-1]):
            tail = _complement(words, i, names)
            if tail:
                found[_Candidate((*thing[-2:], *tail), determined=determined)] += evidence + 1
    return found


def _run(words: list[str], i: int, names: set[str]) -> tuple[list[str], int]:
    """Content words from i up to a function word, a known verb or punctuation, in ordinary case; and the end.

    A last word right before a determiner, "that" or a pronoun is a verb ("the missile breaks the treaty"):
    English puts nothing between a noun and the next noun phrase there.
    """
    j = i
    while j < len(words) and _noun_like(words[j]):
        j += 1
    run: list[str] = []
    for w in words[i:j]:
        part_of_name = bool(run) and run[-1] in names and w[0].isupper()
        run.append(w if w in names or part_of_name or is_acronym(w) else w.lower())
    after = words[j].lower() if j < len(words) else ""
    if after in _DETERMINERS or after in _OBJECTS or (after == "to" and len(run) > 1 and run[-1].endswith("ed")):
        run = run[:-1]
    return run, j


def _complement(words: list[str], i: int, names: set[str]) -> tuple[str, ...]:
    """'from the treaty' behind a word for a deed, as ('from', 'the', 'treaty'); empty if there is none."""
    if i + 1 >= len(words) or words[i] not in ("of", "on", "from", "for"):
        return ()
    j = i + 1
    determiner = (words[j].lower(),) if words[j].lower() in _DETERMINERS else ()
    if determiner and determiner[0] not in ("the", "a", "an"):
        return ()
    j += len(determiner)
    if j >= len(words) or not _noun_like(words[j]):
        return ()
    run, _ = _run(words, j, names)
    thing = run[:3] if run and _thing(run[:3], set()) == run[:3] else []
    return (words[i], *determiner, *thing) if thing else ()


def _is_deed(word: str) -> bool:
    w = word.lower()
    return w in _DEED or (
        w not in _NOT_DEEDS and len(w) > 7 and w.endswith(("tion", "sion", "ment", "wal", "zure", "sure"))
    )


def _noun_like(word: str) -> bool:
    return _content(word) and word.lower() not in _VERBS


def _deed(words: list[str], i: int, names: set[str]) -> tuple[str, list[str], int]:
    """'close the night ward for good' from i → ('close', ['the', 'night', 'ward'], end)."""
    verb = words[i]
    if not _DEED_VERB.match(verb) or verb.endswith(("ly", "ss")) or i + 1 >= len(words):
        return "", [], i + 1
    j = i + 1
    determiner = [words[j].lower()] if words[j].lower() in _DETERMINERS else []
    j += len(determiner)
    if j >= len(words) or not _noun_like(words[j]):
        return "", [], i + 1
    run, end = _run(words, j, names)
    thing = _thing(run, set())
    if not thing or thing[0] != run[0] or thing[-1] in names or (determiner and determiner[0] not in _PLAIN):
        return "", [], i + 1
    return verb, determiner + thing, end


def _thing(run: list[str], names: set[str]) -> list[str]:
    """The noun phrase in a run of content words: at most four words, without verbs, time words and actors."""
    while run and (run[-1].lower() in _VAGUE or run[-1].endswith(("ly", "ed")) or run[-1][0].isdigit()):
        run = run[:-1]
    while run and (run[0].lower() in _VAGUE or run[0].endswith(("ly", "est")) or run[0][0].isdigit()):
        run = run[1:]
    run = run[-4:]
    if not run or run[-1].lower() in _ACTORS or run[-1].endswith(("'s", "’s")) or len(run[-1]) < 3:
        return []
    # A phrase that ends in a name is a person, a place or an outlet, unless it is a thing that has a name.
    if run[-1] in names and run[-1].lower() not in _DEED | _NAMED_THINGS:
        return []
    if len(run) == 1 and run[0].endswith(("ing", "ful", "ous", "ive", "able", "ish")):
        return []
    return run


def _names(words: list[str]) -> set[str]:
    """Words written with a capital wherever a sentence does not force one: names of people and places."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for before, word in zip([".", *words], words, strict=False):
        if not word[0].isalpha():
            continue
        if word[0].islower():
            lower[word] += 1
        elif before not in '.!?\n“"':
            upper[word] += 1
    return {w for w in upper if not lower[w.lower()]}


def _content(word: str) -> bool:
    return word[0].isalnum() and word.lower().replace("’", "'") not in STOP_WORDS


def _rank(found, text: str, title: str, lead: str, statements: Sequence[str]) -> list[_Candidate]:
    stems = [s for s, _ in tokens(text)]
    frequency = Counter(stems)
    heads = {part: {s for s, _ in tokens(words)} for part, words in (("title", title), ("lead", lead))}
    said = [{s for s, _ in tokens(t)} for t in statements]
    merged: dict[tuple[str, ...], tuple[Counter, int, int]] = {}
    for c, n in found.items():
        forms, total, determined = merged.get(c.key, (Counter(), 0, 0))
        forms[c] += n
        merged[c.key] = (forms, total + n, determined + n * c.determined)
    out = []
    for key, (forms, n, determined) in merged.items():
        best = max(forms, key=lambda c: (forms[c], not c.words[0][0].isupper(), c.words))
        parts = [k for k in key if k]
        if not parts or all(k in _VAGUE for k in parts):
            continue
        mean = sum(frequency[k] for k in parts) / len(parts)
        score = np.log1p(n) + 0.7 * np.log1p(mean) + (0.6 if len(parts) > 1 else -0.4)
        score += 1.0 * sum(k in heads["title"] for k in parts) / len(parts)
        score += 0.5 * sum(k in heads["lead"] for k in parts) / len(parts)
        score += 0.4 * np.log1p(sum(set(parts) <= s for s in said))
        score += 0.5 if best.deed else 0.0
        out.append(replace(best, determined=determined * 2 >= n, score=float(max(score, 0.01))))
    return sorted(out, key=lambda c: (-c.score, c.text))


def _single_words(text: str) -> list[_Candidate]:
    counts = Counter(w for w in _WORD.findall(text) if _content(w) and len(w) > 2 and w[0].isalpha())
    usable = [w for w in counts if w.lower() not in _VERBS] or list(counts)
    usable = [w for w in usable if w.lower() not in _VAGUE] or usable
    return [_Candidate((w,), score=float(counts[w])) for w in sorted(usable, key=lambda w: (-counts[w], w))]


def _spread(worth: np.ndarray, vectors: np.ndarray, candidates: list[_Candidate], limit: int) -> list[int]:
    """Maximal marginal relevance; a phrase inside one already chosen, or around it, is left out."""
    chosen: list[int] = []
    left = set(range(len(candidates)))
    while left and len(chosen) < limit:
        near = vectors @ vectors[chosen].T if chosen else np.zeros((len(vectors), 1))
        gain = (1 - DIVERSITY) * worth - DIVERSITY * near.max(axis=1)
        i = max(left, key=lambda k: (gain[k], -k))
        left.discard(i)
        mine = set(candidates[i].key) - {""}
        others = [set(candidates[j].key) - {""} for j in chosen]
        if not any(mine <= o or o <= mine for o in others):
            chosen.append(i)
    return chosen


def _topic(c: _Candidate) -> Topic:
    words = [*c.words]
    content = [w for w in words if w.lower() not in STOP_WORDS] or words
    joint = next((k for k, w in enumerate(words) if k and w in _PREPOSITIONS), len(words))
    head = words[joint - 1].lower()
    if c.deed:
        deed = f"{gerund(c.deed)} {c.text}"
        name = proposition = deed[:1].upper() + deed[1:]
        proposition += " is the right course."
        target, phrases = deed, (" ".join(content),)
    else:
        thing = " ".join(words)
        target = f"the {thing}" if c.determined or (_is_deed(head) and not head.endswith("s")) else thing
        name = thing[:1].upper() + thing[1:]
        subject = target[:1].upper() + target[1:]
        if head in _TROUBLE:
            proposition = f"Stronger action should be taken on {target}."
        elif _is_deed(head):
            proposition = f"{subject} should go ahead."
        else:
            proposition = f"{subject} should be supported."
        phrases = (thing, *((" ".join(content[-2:]),) if len(content) > 2 else ()))
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "topic"
    return Topic(
        id=f"suggested-{slug}"[:80].rstrip("-"),
        proposition=proposition,
        name=name,
        target=target,
        favor_means=f"Speaks for {target}." if head not in _TROUBLE or c.deed else f"Wants more done about {target}.",
        against_means=f"Speaks against {target}."
        if head not in _TROUBLE or c.deed
        else f"Wants nothing more done about {target}.",
        phrases=phrases,
        suggested=True,
    )
