"""What a bare proposition already says: its target, a short name and words to search for.

A codebook entry may consist of an id and one sentence. These rules turn the sentence's frame ("X should
be banned", "X should leave Y", "There should be Z", "X is good") into the thing that feelings are about.
They know English function words and a few irregular verbs, and nothing about any subject matter.
"""

from __future__ import annotations

import re

_MODAL = r"(?:should|must|ought to|need to|needs to|has to|have to)"
_EMPTY_SUBJECTS = {"we", "one", "people", "you", "they", "it", "governments", "society"}
_ARTICLES = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_DETERMINERS = frozenset(
    """
the a an this that these those its their his her our all some any more
""".split()
)
_LINKING = r"(?:is|are|was|were|has been|have been)"
_IRREGULAR = {
    "cut": "cutting", "given": "giving", "held": "holding", "taken": "taking", "built": "building",
    "put": "putting", "made": "making", "paid": "paying", "kept": "keeping", "sold": "selling",
    "spent": "spending", "set": "setting", "sent": "sending", "brought": "bringing", "done": "doing",
    "left": "leaving", "let": "letting", "broken": "breaking", "withdrawn": "withdrawing",
    "raised": "raising", "shut": "shutting", "thrown": "throwing", "led": "leading", "run": "running",
    "agreed": "agreeing", "freed": "freeing", "guaranteed": "guaranteeing", "split": "splitting",
    "rebuilt": "rebuilding", "undone": "undoing", "written": "writing", "drawn": "drawing",
}  # fmt: skip
_NOT_PARTICIPLES = {"need", "indeed", "red", "sacred", "naked", "unprecedented", "limited", "united"}
_DOUBLING_FINAL = {"permit", "admit", "commit", "submit", "transfer", "refer", "prefer", "deter", "control",
                   "compel", "expel", "repel", "patrol", "equip", "begin", "forget", "regret", "occur"}  # fmt: skip


def gerund(verb: str) -> str:
    """The -ing form of a base verb: close → closing, cut → cutting, deny → denying."""
    v = verb.lower()
    if v.endswith("ie"):
        return v[:-2] + "ying"
    if v.endswith("e") and not v.endswith(("ee", "oe", "ye")) and v != "be":
        return v[:-1] + "ing"
    one_syllable = len(re.findall(r"[aeiouy]+", v)) == 1
    if (one_syllable and re.search(r"[^aeiou][aeiou][bdgklmnprtvz]$", v)) or v in _DOUBLING_FINAL:
        return v + v[-1] + "ing"
    return v + "ing"


def _gerund_of_participle(word: str) -> str:
    """banned → banning, adopted → adopting, cut → cutting; empty where the word is no participle."""
    w = word.lower()
    if w in _IRREGULAR:
        return _IRREGULAR[w]
    if w in _NOT_PARTICIPLES or len(w) < 5:
        return ""
    if w.endswith("ied"):
        return w[:-3] + "ying"
    return w[:-2] + "ing" if w.endswith("ed") else ""


def _lower_first(text: str) -> str:
    """Lower the first letter of an ordinary word; names and acronyms stay as they are.

    A sentence's first word tells nothing about its case, so only words that are safe to lower are: function
    words, and words followed by a lower-case word.
    """
    words = text.split()
    if not words or not words[0][:1].isupper() or words[0][1:2].isupper():
        return text
    if re.search(r"(?:ican|ian|ean|ish|ese)$", words[0]):  # Mexican, Brazilian, Korean, British, Chinese
        return text
    if words[0].lower() in _DETERMINERS or (len(words) > 1 and words[1][:1].islower() and words[1] != "and"):
        return text[:1].lower() + text[1:] if not words[0].endswith(("'s", "’s")) else text
    return text


def _with_gerunds(predicate: str) -> str:
    """'build or aim new missiles' → 'building or aiming new missiles'."""
    words = predicate.split()
    if words[0].lower() == "not" and len(words) > 1:
        return "not " + _with_gerunds(" ".join(words[1:]))
    if len(words) > 1 and words[0].endswith("ly"):
        return words[0] + " " + _with_gerunds(" ".join(words[1:]))
    out = [gerund(words[0]), *words[1:]]
    if len(words) > 3 and words[1] in ("or", "and") and words[2] not in _DETERMINERS and not words[2].endswith("ly"):
        out[2] = gerund(words[2])
    return " ".join(out)


_SMALL = frozenset("the of and for on de van von al".split())


def asked(topic: str) -> str:
    """What the classifier is asked for a topic.

    A bare name ("Jane Doe", "the European Union") claims nothing by itself: a side toward it is whether it deserves
    support. Everything else stays as it is.
    """
    name = topic.strip()
    words = [w for w in re.findall(r"[\w.'’&-]+", name) if w.lower() not in _SMALL]
    if not words or not all(w[:1].isupper() or w[:1].isdigit() for w in words) or name[-1] in ".!?":
        return topic
    return f"{name} deserves support."


def target_of(proposition: str) -> str:
    """What sentiment is measured toward, as a noun phrase drawn from the proposition."""
    text = re.sub(r"\s+", " ", proposition).strip().rstrip(".!?").strip()
    if m := re.match(r"there (?:is|are) (?:an? )?(?:need|case) for (?P<what>.+)$", text, re.IGNORECASE):
        return m["what"]
    if m := re.match(r"there (?:should|must|ought to) be (?P<what>.+)$", text, re.IGNORECASE):
        return m["what"]
    if m := re.match(rf"(?P<subject>.+?) {_MODAL} (?P<predicate>.+)$", text, re.IGNORECASE):
        return _policy_target(m["subject"], m["predicate"]) or text
    if m := re.match(rf"(?P<subject>.+?) {_LINKING} (?P<rest>.+)$", text, re.IGNORECASE):
        if right := re.match(r"(?:right|wrong) to (?P<deed>.+)$", m["rest"]):
            return f"{_lower_first(m['subject'])} {_with_gerunds(right['deed'])}"
        return _lower_first(m["subject"])
    if m := re.match(r"(?P<subject>.+?) (?:has|have|does|do|did|brings?|causes?|harms?) .+$", text):
        return _lower_first(m["subject"])
    first = text.split()
    imperative = len(first) > 1 and first[1].lower() in _DETERMINERS
    return _with_gerunds(text) if imperative else text


def _policy_target(subject: str, predicate: str) -> str:
    bare = subject.lower() in _EMPTY_SUBJECTS
    subject = _lower_first(subject)
    if m := re.match(r"(?:(?P<no>not) )?be (?P<what>.+)$", predicate):
        first, _, rest = m["what"].partition(" ")
        if deed := _gerund_of_participle(first):
            negated = "not " if m["no"] else ""
            return f"{negated}{deed} {subject} {rest}".strip()
        if not rest and (first.endswith("er") or first.lower() in {"legal", "free", "mandatory", "compulsory"}):
            return f"{first} {_ARTICLES.sub('', subject)}"
        return subject
    acted = _with_gerunds(predicate)
    return acted if bare else f"{subject} {acted}"


def name_of(proposition: str) -> str:
    """A short label: the target without its article, capitalised.

    Where the target is a bare name ("Russia", "Jane Doe") the label would not say what is claimed of it, so
    the whole sentence is the label.
    """
    target = _ARTICLES.sub("", target_of(proposition))
    if len(target.split()) < 3 and proposition.lower().startswith(target.lower()):
        target = proposition.strip().rstrip(".!?")
    return target[:1].upper() + target[1:]


def search_text(proposition: str) -> str:
    """The part of a proposition worth searching for: without the modal frame and without a bare actor.

    "X should VERB Y": X merely acts and is named all over the news, so Y carries the topic, unless Y is
    too short to stand alone. Everywhere else the whole sentence counts.
    """
    text = re.sub(r"\s+", " ", proposition).strip().rstrip(".!?")
    m = re.match(rf"(?P<subject>.+?) {_MODAL} (?P<predicate>.+)$", text, re.IGNORECASE)
    if not m:
        return text
    predicate = m["predicate"]
    content = [w for w in re.findall(r"\w+", predicate) if w.lower() not in _DETERMINERS and len(w) > 2]
    if predicate.startswith(("be ", "not be ")) or len(content) < 3:
        return f"{m['subject']} {predicate}"
    return predicate


_SAID_WITH = re.compile(
    r"\b(?:(should|must|ought to|can|could|will|would|may|is|are|was|were)\b( not\b)?"
    r"|(has|have|had)\b( not\b)?(?=\s(?:\w+ly\s)?(?:been|\w+(?:ed|en|wn|ung|ept|elt|ost|ade|old|aid|ought|aught)|"
    r"put|cut|set|let|hit|won|led)\b))",
    re.IGNORECASE,
)


def opposite(proposition: str) -> str:
    """The proposition denied, in words: "X should be built" → "X should not be built"; empty for a bare noun phrase.

    Trained on both, a stance model learns not to mistake the tone of words or the mere mention of a topic for a side.
    """
    said = proposition.strip()
    m = _SAID_WITH.search(said)
    if m:
        verb = m.group(1) or m.group(3)
        denied = verb if (m.group(2) or m.group(4)) else f"{verb} not"
        if verb.lower() == "ought to":
            denied = "ought to" if m.group(2) else "ought not to"
        return said[: m.start()] + denied + said[m.end() :]
    if not re.search(r"[.!?]$", said) and len(said.split()) <= 6:
        return ""
    return f"It is not true that {_lower_first(said)}"
