"""Which cues report that something was said or written.

The tagger also finds beliefs, wishes and plans ("wants", "hopes", "is expected"), because the corpus that it
learned from counts them as attributions. The product shows what was voiced; this lexicon keeps the cue's kind.
"""

from __future__ import annotations

import re

# Verbs of saying, writing and of speech acts that carry a view (praise, blame, endorse, demand ...).
_SPEECH = frozenset(
    """
accuse acknowledge add address admit admonish advise advocate affirm agree allege announce answer apologize
apologise appeal applaud argue articulate ask assail assert assure attack attribute back-pedal bash bemoan
berate blame blast blog boast brag brief call caption castigate caution cautioned celebrate challenge
characterize characterise charge chide cite claim clarify comment complain concede conclude condemn confess
confide confirm congratulate contend continue contradict counter cry criticize criticise decry declare
defend deliver demand denounce deny deplore deride describe detail disclose discount dismiss dispute
disagree disparage dub echo elaborate email emphasize emphasise endorse estimate exclaim explain explained
express fault fire flag forecast go grumble hail highlight hint imply indicate inform insist insinuate
instruct interject interrupt intone invite joke judge label lament lash lecture lie maintain mention message
mock mourn muse name note notify object observe offer oppose opine outline pan paraphrase plead pledge point
portray post praise preach predict press proclaim profess promise propose protest push put query question
quip quote rail reaffirm reason reassure rebuff rebuke recall recite recommend recount refer reflect refute
reiterate reject relate relay remark remember remind repeat reply report repudiate request respond restate
retort retweet reveal ridicule rip rule saw say scoff scold sign signal slam snap speak specify speculate
spell state stipulate stress suggest sum summarize summarise support swear taunt tell term testify thank
theorize threaten tout trumpet tweet underline underscore urge utter venture voice vow warn weigh welcome
whisper wonder worry write yell refuse reckon brand text testify joke grumble allow
""".split()
) - {
    "saw",
    "speak",
    "go",
    "fire",
    "offer",
    "lie",
    "sign",
    "remember",
    "push",
    "name",
    "refer",
    "weigh",
    "snap",
}
_SIDE = frozenset(
    """
applaud blast condemn criticise criticize decry defend denounce deplore dismiss endorse hail oppose praise rebuff
refute reject repudiate slam support welcome
""".split()
)
_MENTAL = frozenset(
    """
think believe want hope know feel see expect plan intend wish prefer consider decide fear like love hate
understand doubt assume regard imagine seek need try appear seem realize realise learn hear look focus avoid
discuss talk meet mean show cancel
""".split()
)
_NOUNS = frozenset(
    """
statement comment remark word speech letter memo report testimony interview tweet post email message claim
allegation accusation warning criticism complaint argument assertion announcement denial declaration pledge
promise call demand question answer response reply opinion view verdict conclusion finding according account
prediction recommendation suggestion proposal praise condemnation concern
""".split()
)
_BEHIND_NOUN = frozenset("about for of on over that to".split())
_ALSO_VERBS = frozenset(n for n in _NOUNS if n in _SPEECH) | frozenset(f"{n}s" for n in _NOUNS if n in _SPEECH)
NOTHING = r"(?:nothing|little)(?=[.,;!?]|$|\s(?:about|on|of|more|to|in|for|at|else|further|publicly|when|after|as)\b)"
"""Who "said nothing more" made no statement; who "said nothing had changed" did."""
_REFUSAL = re.compile(
    r"\b(?:declin\w+|refus\w+|did not (?:respond|comment|mention|disclose|say|answer|elaborate|reply|specify|give)"
    r"|didn[’']t (?:respond|comment|mention|disclose|say|answer|elaborate|reply|specify)"
    r"|would not (?:say|comment|disclose)"
    rf"|(?:said|says|saying) {NOTHING}"
    r"|(?:would|will) not be drawn|stopped short of|did not return|kept silent"
    r"|remained? silent"
    r"|wouldn[’']t (?:say|comment)"
    r"|(?:has|have|had)(?: not|n[’']t) (?:yet )?(?:said|commented|responded|disclosed|explained)"
    r"|(?:neither|not)\s+confirm(?:ed|s)?\s+(?:nor|or)\s+den(?:y|ied|ies)"
    r"|no comment|could not be reached|unavailable)\b",
    re.IGNORECASE,
)
_IRREGULAR = {
    "said": "say", "told": "tell", "wrote": "write", "written": "write", "spoke": "speak", "spoken": "speak",
    "thought": "think", "knew": "know", "known": "know", "felt": "feel", "saw": "see", "seen": "see",
    "put": "put", "read": "read", "swore": "swear", "sworn": "swear", "meant": "mean", "heard": "hear",
    "met": "meet", "sought": "seek", "understood": "understand", "learnt": "learn", "held": "hold", "found": "find",
    "shown": "show", "made": "make", "laid": "lay", "took": "take", "gave": "give", "went": "go", "drew": "draw",
    "denies": "deny", "denied": "deny", "replies": "reply", "replied": "reply", "implies": "imply",
    "implied": "imply", "testified": "testify", "clarified": "clarify", "cried": "cry", "decried": "decry",
    "specified": "specify", "worried": "worry", "worries": "worry", "notified": "notify",
}  # fmt: skip
_REPORTING = frozenset(
    """
say tell write report according add note state argue insist stress warn claim announce explain reply deny
acknowledge tweet declare respond testify assert
""".split()
)


def lemmas(text: str) -> list[str]:
    """Rough base forms of the words of a cue: 'categorically denies' → ['categorically', 'deny']."""
    return [_lemma(w) for w in re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower().replace("’", "'"))]


def _lemma(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    known = _SPEECH | _MENTAL
    for ending, endings in (
        ("ing", ("", "e")),
        ("ed", ("", "e")),
        ("es", ("", "e")),
        ("s", ("",)),
        ("ies", ("y",)),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            for tail in endings:
                if stem + tail in known or stem + tail in _NOUNS:
                    return stem + tail
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in known:
                return stem[:-1]
    return word


def is_refusal(cue: str, before: str = "") -> bool:
    """Whether the cue says that nothing was said ("declined to comment")."""
    return bool(_REFUSAL.search(f"{before} {cue}"))


def takes_side(cue: str) -> bool:
    """Whether the cue by itself is for or against what it is about: "condemned", "welcomed", "rejected"."""
    return bool(set(lemmas(cue)) & _SIDE)


def names_a_saying(cue: str, alone: bool = False) -> bool:
    """Whether the cue is a noun that somebody's words go by: "claim", "call for"; ``alone``: and no verb as well."""
    words = re.findall(r"[a-z]+", cue.lower())
    last = words[-2:-1] if words[-1:] and words[-1] in _BEHIND_NOUN and len(words) > 1 else words[-1:]
    noun = bool(last) and (last[0] in _NOUNS or last[0].removesuffix("s") in _NOUNS)
    return noun and not (alone and words[0] in _ALSO_VERBS)


def is_plain_report(cue: str) -> bool:
    """Whether the cue is one of the everyday verbs of reporting ("said", "according to")."""
    return bool(set(lemmas(cue)) & _REPORTING)


def is_voiced(cue: str, quoted: bool) -> bool:
    """Whether the cue reports words; quoted content counts as voiced unless the cue is a refusal."""
    if is_refusal(cue):
        return False
    if re.search(r"\b(?:go|goes|going|gone|went) on\b|\bin \S+ (?:own )?words\b", cue, re.IGNORECASE):
        return True
    found = lemmas(cue)
    if set(found) & _SPEECH:
        return True
    if set(found) & _NOUNS:
        return True
    return quoted
