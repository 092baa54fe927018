"""Other ways to put a debate motion, so that polarity follows the proposition and not its topic words."""

from __future__ import annotations

import random
import re

_FAVOR = (
    "adopt", "introduce", "subsidize", "subsidise", "legalize", "legalise", "increase", "fight for", "support", "protect",
    "allow", "promote", "encourage", "implement", "expand", "fund", "strengthen", "permit", "embrace", "keep", "use",
)  # fmt: skip
_AGAINST = (
    "abandon", "ban", "abolish", "prohibit", "end", "limit", "close", "cancel", "oppose", "criminalize", "fight",
    "stop", "disband", "restrict", "eliminate", "reject", "outlaw", "lower", "reduce",
)  # fmt: skip
_SHOULD = re.compile(r"\b(should|must|ought to|can|could|will|would|is|are|do|does|has|have)\b( not\b)?", re.I)
_WE = re.compile(r"^(?:we|one|governments?|the government|society)\s+(?:should|must|need to)\s+(not\s+)?(.*)$", re.I)
_BE = re.compile(r"^(.*?)\s+(?:should|must) (not )?be (mandatory|compulsory|legal|legalized|legalised|allowed|permitted|"
                 r"subsidized|protected|encouraged|banned|abolished|prohibited|illegal|criminalized|outlawed|ended)\b", re.I)  # fmt: skip
_BE_AGAINST = {"banned", "abolished", "prohibited", "illegal", "criminalized", "outlawed", "ended"}
_NEGATE = {
    "is": "is not",
    "are": "are not",
    "has": "has not",
    "have": "have not",
    "does": "does not",
    "do": "do not",
}


def negated(target: str) -> str | None:
    """The proposition with its main modal or copula negated (or the negation taken out), if it has one."""
    m = _SHOULD.search(target)
    if not m:
        return None
    verb = m.group(1)
    new = verb if m.group(2) else _NEGATE.get(verb.lower(), f"{verb} not")
    return target[: m.start()] + new + target[m.end() :]


def as_topic(target: str) -> tuple[str, bool] | None:
    """The bare subject of a motion and whether being for the motion is being for the subject.

    >>> as_topic("We should ban fossil fuels")
    ('fossil fuels', False)
    """
    target = target.strip().rstrip(".")
    m = _BE.match(target)
    if m:
        same = (m.group(3).lower() not in _BE_AGAINST) != bool(m.group(2))
        return (m.group(1), same) if len(m.group(1).split()) <= 6 else None
    m = _WE.match(target)
    if not m:
        return None
    rest = m.group(2)
    for verbs, same in ((_AGAINST, False), (_FAVOR, True)):
        for verb in verbs:
            if rest.lower().startswith(verb + " "):
                subject = re.sub(r"^(?:the use of|the|a|an)\s+", "", rest[len(verb) + 1 :], flags=re.I)
                return (subject, same != bool(m.group(1))) if len(subject.split()) <= 6 else None
    return None


_FRAMES = (
    "{}", "{}.", "It is right that {}", "The view that {}", "{}", "{}.",
)  # fmt: skip
_BAD = ("It is wrong to say that {}", "It is not true that {}")


def flip(stance: str) -> str:
    """The same stance toward the opposite proposition."""
    return {"favor": "against", "against": "favor"}.get(stance, stance)


def variant(target: str, stance: str, rng: random.Random) -> tuple[str, str]:
    """A random other phrasing of the proposition with the stance toward it."""
    x = rng.random()
    if x < 0.45:
        return target, stance
    if x < 0.68:
        other = negated(target)
        return (other, flip(stance)) if other else (target, stance)
    if x < 0.86:
        topic = as_topic(target)
        if topic:
            return topic[0], stance if topic[1] else flip(stance)
        return target, stance
    lowered = target[:1].lower() + target[1:]
    if x < 0.95:
        return rng.choice(_FRAMES).format(lowered), stance
    return rng.choice(_BAD).format(lowered), flip(stance)
