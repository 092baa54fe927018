"""Recognise the lines of a news page which are not reporting: furniture, captions, credits, bylines.

A paragraph counts only if it is furniture as a whole. Where a pattern could also open a sentence of
reporting, limits on length and the absence of quotes decide for the reporting: a line of furniture that
is read costs less than a quote that is lost.
"""

from __future__ import annotations

import re

DATE_PATTERN = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?,?\s+(?:19|20)\d\d"
    r"|(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:(?:19|20)\d\d|\d\d))"
)
"""A written date, for case-insensitive use."""

URL_PATTERN = r"(?:https?://|www\.)\S+"

_CLOCK = r"(?:(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4}\b)?(?:\s*[+-]\d{1,4})?)"
_STAMP_WORDS = r"(?:first\s+|last\s+)?(?:published|updated|posted|modified|created|issued|date)(?:\s+on)?\s*:?\s*"
_STAMP = rf"(?:{_STAMP_WORDS})?{DATE_PATTERN}(?:T\S+|[\s,|/–—-]*{_CLOCK})?"

_AGENCY = (
    r"(?:Getty(?:\s+Images)?|Reuters|AFP|AP(?:\s+(?:Photo|Images?))?|Associated\s+Press|EPA(?:-EFE)?|EFE|TASS|ITAR-TASS"
    r"|Sputnik|RIA(?:\s+Novosti)?|Xinhua|ANSA|DPA|UPI|PA(?:\s+(?:Wire|Images))?|Press\s+Association|Bloomberg"
    r"|Anadolu(?:\s+Agency)?|Shutterstock|iStock(?:photo)?|Alamy|Flickr|Unsplash|Pixabay|Wikimedia(?:\s+Commons)?"
    r"|Zuma(?:\s+Press)?|Rex(?:\s+Features)?|NurPhoto|SOPA\s+Images|LightRocket|Pool|Handout|File|Archive|Staff"
    r"|Globallookpress|Global\s+Look\s+Press|Corbis|Newscom|Polaris|Magnum(?:\s+Photos)?|CQ\s+Roll\s+Call|WireImage)"
)
_NAME = r"[^\W\d_][\w.'’&-]*(?:\s+[^\W\d_][\w.'’&-]*){0,4}"
# Getty and the like sell pictures and nothing else: their name alone is a credit. A news agency's name is
# one only beside a slash ("REUTERS/Staff") or a word for a picture.
_PICTURE_AGENCY = (
    r"(?:Getty(?:\s+Images)?|AP\s+(?:Photo|Images?)|Shutterstock|iStock(?:photo)?|Alamy(?:\s+Stock\s+Photo)?|Zuma\s+Press"
    r"|Rex\s+Features|NurPhoto|PA\s+Images|Wikimedia\s+Commons|Global\s*look\s*press|WireImage|AFP\s+Photo|EPA-EFE|Unsplash)"
)
_PICTURE = r"(?:photo(?:graph)?s?|images?|pictures?|pics?|illustrations?|graphics?|screen\s?(?:shot|grab|capture))"
_TAIL = r"[\s.,;)\]]*"

_CREDIT = re.compile(
    rf"""[\s(\[—–|/-]*(?:
        (?:©\s*)?(?:{_NAME}\s*[/|,]\s*|via\s+){{0,3}}{_PICTURE_AGENCY}(?:\s*(?:/|via|\||through)\s*{_NAME}){{0,3}}
      | (?:©\s*)?(?:{_NAME}\s*/\s*){{1,3}}{_AGENCY}(?:\s*(?:/|via)\s*{_NAME}){{0,2}}
      | (?:©\s*)?{_AGENCY}\s*/\s*{_NAME}(?:\s*(?:/|via)\s*{_NAME}){{0,2}}
      | (?:{_NAME}\s+)?via\s+(?:AP|AFP|Reuters|EPA|Getty|Twitter|Facebook|YouTube|Instagram)(?:\s+Images)?
      | (?:(?:file|archive|stock|staff|handout|courtesy|pool|representative|AP|AFP|Reuters)\s+)+{_PICTURE}
            (?:\s*(?:/|:|,|by|courtesy\s+of|via|-)\s*[^.]{{1,60}})?
      | {_PICTURE}(?:\s+credits?)?\s*(?::|/|©|by\b|courtesy\b|via\b|from\s+the\b)\s*[^.!?“”"]{{1,80}}(?:\.[^.!?“”"\s]{{1,30}})?
      | (?:credits?|courtesy)\s*(?::|of\b)\s*[^.!?“”"]{{1,80}}
      | (?:handout|archive|illustrative)\s+{_PICTURE}
    ){_TAIL}""",
    re.IGNORECASE | re.VERBOSE,
)
# Needs its capitals: "the deal, AP" or "File" in running words must not look like a credit.
_AGENCY_ALONE = re.compile(r"[\s(\[—–|-]*(?:REUTERS|Reuters|AFP|AP|EPA|TASS|Sputnik|UPI|Xinhua)[\s.)\]]*")

_CAPTION_START = re.compile(
    rf"""(?:
        (?:file|archive)\s*{_PICTURE}\s*(?:[:—–-]|$) | FILE\s*(?:[:—–]|-+)\s
      | (?:photo(?:graph)?|image|picture|pic|caption|pictured|video|illustration|infographic)s?\s*(?:\([^)]*\)\s*)?[:|]\s
      | (?:image|media|photo|video)\s+(?:caption|source|copyright|credit)\b
      | in\s+(?:this|an?)\s+[^.]{{0,40}}?\b(?:19|20)\d\d,?\s+(?:file\s+|aerial\s+|handout\s+)?(?:{_PICTURE}|frame)\b
      | in\s+this\s+(?:file\s+|handout\s+)?(?:{_PICTURE}|frame\s+grab)\s+(?:made|taken|provided|released|obtained|posted)\b
      | this\s+(?:file|handout)\s+{_PICTURE}\b
      | !\[[^\]]*\]\([^)]*\)\s*$
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_PLACEMENT = re.compile(
    r"\((?:(?:front|back|second|third|2nd|3rd|far)\s+)?(?:[LRC]|left|right|cent(?:er|re)|from\s+(?:L|left)[^)]*)\)"
    r"|,\s+(?:far\s+|second\s+from\s+|third\s+from\s+)?(?:left|right|cent(?:er|re)),",
    re.IGNORECASE,
)
_POSING = re.compile(
    r"\b(?:looks?|poses?|posing|shakes?|shaking|gestures?|arrives?|arriving|attends?|attending|speaks?|walks?|waves?"
    r"|stands?|talks?|listens?|meets?|smiles?|sits?|greets?|reacts?|embraces?|chats?|applauds?|watche?s?|holds?"
    r"|addresses|delivers)\b"
)
_PICTURED = re.compile(
    r"\b(?:is\s+|are\s+)?(?:pictured|seen|shown)\s+(?:here|above|below|left|right)\b"
    r"|\bpictured\s+(?:in|with|at|on|during|speaking|arriving)\b",
    re.IGNORECASE,
)
_PHOTO_FROM = re.compile(
    rf"\b(?:pool|file|handout|staff)?\s*photo\s+(?:via|by|from)\s+{_NAME}|\|\s*{_NAME},\s*{_AGENCY}\b", re.IGNORECASE
)
"""Marks of a caption that stay telling where a quote stands in it; two of them, or one beside a place in the row."""
_SPOKEN = re.compile(r"[“”\"„«»]|\b(?:said|says|told|added|according to)\b", re.IGNORECASE)
_QUOTE = re.compile(r"[“”\"„«»]")
_SENTENCE_BREAK = re.compile(r"[.!?…)\]”\"|—–:]\s+(?=\S)|\s+(?=[(\[©])")

_WHOLE = re.compile(
    r"""[\s\W_]*(?:
        source s? | via | advertisements? | sponsored(?:\s+content)? | promoted(?:\s+content)? | ad
      | (?:story|article)\s+continues(?:\s+(?:below|after)(?:\s+(?:the\s+)?(?:advertisement|ad|promo))?)?
      | (?:scroll|swipe)\s+(?:down\s+)?(?:for|to)\s+(?:more|continue)[^.]*
      | continue\s+reading(?:\s+(?:the\s+main\s+story|below|here))?
      | skip\s+(?:to|past)\s+[^.]{1,40} | loading | share | print | e?-?mail | tweet | comments? | reply | pin\s+it | whatsapp
      | save | menu | search | home | next | previous | related | recommended | trending | most\s+(?:read|popular|viewed)
      | (?:facebook|twitter|linkedin|reddit|telegram|youtube|instagram|pinterest)
      | (?:related|more|top|latest|recommended|trending)\s+(?:articles?|stor(?:y|ies)|news|posts?|topics?|coverage|content|links?|videos?)
      | more\s+(?:on|from)\s+[^.“”"]{1,60}
      | read\s+(?:more|next|also|on|further|the\s+full\s+(?:story|article))
      | [\d,]+\s+(?:comments?|shares?|views?|likes?|retweets?) | \d+\s+min(?:ute)?s?\s+(?:read|ago) | \d+\s+hours?\s+ago
      | leave\s+a\s+(?:comment|reply) | view\s+(?:all\s+)?comments | show\s+comments | post\s+a\s+comment
      | log\s*in | sign\s+in | sign\s+up | register | subscribe(?:\s+(?:now|today|here))? | subscribe\s*/\s*log\s*in
      | (?:end|ends|30|more) | enlarge(?:\s+(?:this\s+)?image)? | toggle\s+caption | hide\s+caption | play\s+video | watch\s+live
      | back\s+to\s+top | terms\s+of\s+(?:use|service) | privacy\s+policy | cookie\s+policy | contact\s+us | about\s+us
    )[\s\W_]*""".replace("source s?", "sources?"),
    re.IGNORECASE | re.VERBOSE,
)

_WORDS_SHARE = (
    r"(?:facebook|twitter|x|e-?mail|linkedin|whatsapp|reddit|telegram|print|pinterest|instagram|youtube|copy\s+link)"
)
# Each of these opens a line of furniture; (pattern, most words such a line has).
_OPENERS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(rf"[^\w“\"«@©]*(?:{pattern})", re.IGNORECASE), limit)
    for pattern, limit in (
        (
            r"the\s+post\b.{3,300}\b(?:appeared|was)\s+(?:first|originally)\s+(?:appeared\s+|published\s+)?(?:on|at|in)\b",
            60,
        ),
        (r"sources?\s*(?::|-|–|—|\|)\s*\S", 20),
        (
            r"(?:read|see|watch|also\s+read|listen)\s*(?:more|also|next|now|this|here)?\s*(?::|>|»|→|\|)\s*\S",
            30,
        ),
        (
            r"(?:related|recommended|more|don['’]t\s+miss|you\s+(?:may|might)\s+also\s+like|must\s+read|in\s+case\s+you\s+missed"
            r"\s+it|also\s+on\b[^:]{1,40}|further\s+reading|in\s+pictures|opinion|explainer|live\s+updates?|exclusive"
            r"\s+video)\s*(?:(?:articles?|stor(?:y|ies)|news|coverage|posts?|links?|topics?)\s*)?[:»→|]\s*\S",
            30,
        ),
        (
            r"(?:click|tap)\s+(?:here|the\s+link|on\s+the\s+link|below|to\s+(?:read|share|subscribe|see|watch|view|sign|join))\b",
            30,
        ),
        (
            r"(?:to\s+)?(?:read|see|view|watch|find)\s+(?:the\s+(?:rest|full|whole|entire|original|complete)|more|the\s+\w+)\b"
            r".{0,80}\b(?:here|click|link)\b",
            30,
        ),
        (r"(?:please\s+)?share\s+(?:this|on|via|your\s+(?:thoughts|comments))\b", 25),
        (rf"{_WORDS_SHARE}(?:\s*[|,•·/]\s*|\s+){_WORDS_SHARE}\b", 15),
        (r"(?:please\s+|to\s+)?subscribe\s+(?:to|for|now|today|here|and|via)\b", 35),
        (r"(?:please\s+)?(?:sign|signup)\s+up\s+(?:for|to|now|here|today)\b", 40),
        (
            r"(?:please\s+)?(?:follow|like|join|find|connect\s+with|visit)\s+(?:us|our\s+\w+|@\w+|\w+(?:\s+\w+){0,3}\s+on\s+(?:twitter|facebook"
            r"|instagram|youtube|telegram|x|linkedin)|me)\b",
            30,
        ),
        (
            r"(?:get|receive)\s+(?:the|our|all|daily|more|breaking|your)\b.{3,120}\b(?:inbox|newsletter|e-?mail(?:ed)?|app|alerts?)\b",
            45,
        ),
        (r"(?:download|get)\s+(?:the|our)\s+.{0,40}\bapps?\b", 25),
        (r"(?:enter|submit)\s+your\s+e-?mail\b|your\s+e-?mail\s+address\s+will\b", 30),
        (
            r"(?:please\s+)?(?:support|donate\s+to|help\s+us)\s+(?:our|us|independent|keep)\b.{0,120}\b(?:journalism|donat|work|site"
            r"|contribut|member|free)",
            60,
        ),
        (r"become\s+a\s+(?:member|subscriber|patron|supporter)\b", 40),
        (r"already\s+(?:a\s+)?(?:subscriber|subscribed|have\s+an\s+account|a\s+member)\b", 20),
        (
            r"(?:we|this\s+(?:web)?site)\s+uses?\s+cookies\b|by\s+(?:clicking|continuing|signing\s+up|using\s+this)\b.{0,120}\b(?:agree"
            r"|accept|consent)",
            80,
        ),
        (r"(?:©|\(c\)\s*(?:19|20)\d\d|copyright\s*(?:©|\(c\)|(?:19|20)\d\d|:|by\b))", 90),
        (r"(?:[\w.,&’' -]{0,60})?all\s+rights\s+reserved\b", 60),
        (
            r"this\s+(?:material|content)\s+may\s+not\s+be\s+(?:published|reproduced|copied|redistributed)\b",
            60,
        ),
        (
            r"(?:this|the)\s+(?:article|story|piece|post|report|essay|op-ed|column|interview|content|item)\s+(?:was|is|has\s+been|has|first|originally)"
            r"\s+(?:(?:first|originally|also|re-?|cross-?|last|automatically)\s*)*(?:published|posted|appeared|updated|amended|corrected"
            r"|reprinted|syndicated|reproduced|edited|republished|translated|copyright)\b",
            60,
        ),
        (r"(?:originally|first)\s+(?:published|posted|appeared)\s+(?:at|on|in|by|as|:)", 30),
        (r"(?:re)?published\s+(?:with\s+permission|under)\b", 40),
        (
            r"(?:additional\s+)?(?:reporting|writing|editing|compiled|edited|translated|translation|research)\s+"
            r"(?:and\s+(?:reporting|writing|editing)\s+)?(?:by|from|in)\s+[A-Z\W(the)]",
            50,
        ),
        (
            r"(?:(?:additional\s+)?reporting\s+)?(?:by\s+)?[A-Z].{2,120}\bcontributed\s+(?:to\s+this|reporting|from)\b",
            40,
        ),
        (
            r"with\s+(?:additional\s+)?(?:files|reporting|material|reports|inputs?|agencies)\s*(?:from|by|$)",
            25,
        ),
        (r"\(?with\s+(?:AP|AFP|Reuters|agency|agencies)\b", 8),
        (
            r"(?:the\s+)?(?:views|opinions|statements)(?:\s+and\s+(?:opinions|views))?\s+expressed\s+(?:in|by|here|on|above|are)\b",
            70,
        ),
        (
            r"(?:editor|publisher|author|ed)['’.]?s?\s+note\s*[:—–-]|correction\s*(?:\([^)]*\))?\s*[:—–]|clarification\s*[:—–]"
            r"|disclaimer\s*[:—–]|update\s*\([^)]*\)\s*[:—–]",
            100,
        ),
        (
            r"(?:tags?|topics?|filed\s+under|posted\s+in|categor(?:y|ies)|labels?|keywords?|sections?)\s*[:|]\s*\S",
            40,
        ),
        (
            r"(?:contact|e-?mail|reach|write\s+to)\s+(?:the\s+(?:author|writer|reporter|editor)|\w+(?:\s+\w+){0,3})\s+(?:at|on|via|:)\s*\S+@",
            30,
        ),
        (
            r"(?:have|got)\s+(?:a|an)\s+(?:news\s+)?(?:tip|story|question|opinion)\b.{0,80}(?:\?|@|e-?mail|contact)",
            40,
        ),
        (r"(?:what\s+do\s+you\s+think|let\s+us\s+know|tell\s+us)\b.{0,80}\b(?:comments?|below)\b", 30),
        (
            r"(?:watch|see|view)\s+(?:the\s+)?(?:full\s+)?(?:video|interview|clip|gallery|slideshow)\s+(?:here|below|above)\b",
            12,
        ),
        (
            r"if\s+you\s+(?:enjoy|like|value|love|enjoyed|liked)\b.{2,60},\s+(?:please\s+)?(?:buy|support|consider|share|subscribe|become|leave|sign)\b",
            40,
        ),
        (r"posted\s+by\s+\S.{0,60}\|", 30),
        (r"(?:do|have)\s+you\s+(?:know|seen)\b.{0,60}\?\s*(?:e-?mail|call|contact|ring|text)\b", 30),
        (r"(?:read\s+more|more|watch|pictured)\s*:", 40),
        (r"published\s+in\s+the\s+print\s+edition\b", 30),
        (r"thank\s+you\s+for\s+(?:reading|subscribing|your\s+support)\b", 40),
        (r"(?:advertisement|ad|sponsored)\s*[-–—:|]", 25),
    )
)
_CASED_OPENERS = (
    # "The Associated Press contributed to this report" and bureau lines need their capitals.
    re.compile(
        # Atomic, since capitals in a row could be split among the alternatives in exponentially many ways.
        r"[^\w“\"]*(?:(?>[A-Z][\w.'’-]*|and|in|of|writers?|reporters?|correspondents?|staff|,|\s))+contributed\s+(?:to|reporting)\b"
    ),
)
_SOCIAL = re.compile(
    r"\b(?:follow|e-?mail|contact|tweet|reach)\s+(?:him|her|them|me|the\s+(?:author|writer))\s+(?:on|at|@)|"
    r"(?:twitter|facebook|instagram)\s*:\s*@?\w+|\bsubscribe\s+to\s+(?:our|the)\s+(?:newsletter|channel|podcast)\b|"
    r"\b(?:read|see)\s+the\s+(?:rest|full\s+\w+|original\s+\w+)\s+here\b",
    re.IGNORECASE,
)
_SIGN_UP = tuple(
    re.compile(x, re.IGNORECASE)
    for x in (
        r"\bnewsletters?\b",
        r"\bsign(?:ing)?\s+up\b|\bsubscrib\w+",
        r"\bunsubscribe\b|\bopt\s+out\b",
        r"\bprivacy\s+(?:policy|notice)\b|\bterms\s+of\s+(?:service|use)\b|\breCAPTCHA\b",
        r"\byou(?:['’]ll|\s+will)?\s+(?:agree|consent|receive|get)\b",
        r"\b(?:e-?mail|inbox)\b",
        r"\bconfirm\s+your\b|\byour\s+(?:e-?mail|inbox|address)\b",
    )
)
"""An invitation to a newsletter has several of these, in whatever order its form was flattened to text."""
_SEPARATOR = re.compile(r"[\s\W_]*")
_URL_LINE = re.compile(
    rf"[^\w]*(?:(?:url|link|source|via|web|website)\s*:?\s*)?<?{URL_PATTERN}>?[\s\W]*", re.IGNORECASE
)
_STAMP_LINE = re.compile(rf"[\s\W_]*{_STAMP}(?:[\s|•·,/–—-]*(?:{_STAMP}|{_CLOCK}))*[\s\W_]*", re.IGNORECASE)
_HEADER_LINE = re.compile(
    r"\s*(?:title|headline|outlet|publication|publisher|newspaper|author|date|published|url|link|byline)\s*:\s*\S.{0,200}",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"[\s*_]*(?:(?:Story|Written|Reported|Posted|Analysis|Opinion|Commentary)\s+)?(?:By|BY|by)\s*:?\s+"
    r"(?:(?!The\b|A\b|An\b|Its?\b|His\b|Her\b|This\b|That\b)[A-Z][\w.'’-]*)(?:[\s,]+(?:and\s+|de\s+|van\s+|von\s+|der\s+|bin\s+|al\s+|el\s+)*[A-Z][\w.'’-]*)+"
    r"(?P<rest>.{0,120})"
)
_STAFF_BYLINE = re.compile(
    r"\s*(?:By|BY)\s+(?:[A-Z][\w.'’-]*\s+)*(?:Staff|Reporter|Correspondent|Desk|Press|Bureau|Reuters|Team|Writers?|Editors?)\b.{0,60}"
)

_OWN_BYLINE = re.compile(
    r"\s*(?:by|from)\s+(?:our|an?|the)\s+(?:own\s+)?(?:[\w’'-]+\s+){0,3}"
    r"(?:correspondents?|reporters?|staff|editors?|writers?|bureau|desk|team)\b(?:\s+(?:in|at)\s+[\w ]{2,30})?[\s,|]*",
    re.IGNORECASE,
)

_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = re.compile(r"^[\s>*_#\-•+]+(?=\S)|[*_]+\s*$|(?<=\W)[*_]{1,3}(?=\w)|(?<=\w)[*_]{1,3}(?=\W)")


def plain(paragraph: str) -> str:
    """The paragraph without Markdown links, emphasis, quote and list marks, on one line."""
    if "](" in paragraph:
        paragraph = _LINK.sub(r"\1", paragraph)
    return " ".join(_EMPHASIS.sub("", paragraph).split())


def is_caption(paragraph: str) -> bool:
    """Whether the paragraph is the caption or the credit of a picture, as a whole."""
    if _CAPTION_START.match(paragraph.strip()) and _words(paragraph) <= 80:
        return not re.search(r"[“\"][^”\"]+[”\"]\s+(?:\w+\s+){0,3}(?:said|told|added)\b", paragraph)
    text = plain(paragraph)
    count = _words(text)
    if count > 90:
        return False
    if is_credit(text):
        return True
    if sum(bool(x.search(text)) for x in (_PLACEMENT, _PICTURED, _PHOTO_FROM)) >= 2:
        return True
    # What stands behind the last sentence end, or behind an earlier one if names hold full stops.
    breaks = [m.end() for m in _SENTENCE_BREAK.finditer(text)][-4:]
    if any(_CREDIT.fullmatch(text, start) for start in breaks):
        return not (_QUOTE.search(text) and re.search(r"\b(?:said|told|added)\b", text))
    if any(_AGENCY_ALONE.fullmatch(text, start) for start in breaks):
        return count <= 45 and not _SPOKEN.search(text)
    return count <= 50 and bool(_PLACEMENT.search(text) and _POSING.search(text) and not _SPOKEN.search(text))


def is_credit(paragraph: str) -> bool:
    """Whether the paragraph is nothing but the credit of a picture."""
    text = plain(paragraph)
    return _words(text) <= 14 and bool(_CREDIT.fullmatch(text) or _AGENCY_ALONE.fullmatch(text))


def could_be_caption(paragraph: str) -> bool:
    """Whether a paragraph right above a credit may be its caption: one plain sentence, nobody speaks."""
    text = plain(paragraph)
    return _words(text) <= 45 and not _SPOKEN.search(text) and not re.search(r"[.!?]\s+[A-Z]\w+\s+\w+\s+\w+", text)


def is_boilerplate(paragraph: str) -> bool:
    """Whether the paragraph is page furniture as a whole: share, subscribe, source, copyright lines."""
    if _SEPARATOR.fullmatch(paragraph):
        return True
    text = plain(paragraph)
    count = _words(text)
    if count > 100:
        return False
    if _WHOLE.fullmatch(text) or _URL_LINE.fullmatch(text) or _STAMP_LINE.fullmatch(text):
        return True
    if sum(bool(x.search(text)) for x in _SIGN_UP) >= 3 and not _REPORTED.search(text):
        return True
    quoted = _QUOTE.search(text) and re.search(r"\b(?:said|told|says|added|wrote|asked)\b", text)
    if quoted:
        return False
    if any(count <= limit and pattern.match(text) for pattern, limit in _OPENERS):
        return not _goes_on_reporting(text)
    if count <= 40 and any(pattern.match(text) for pattern in _CASED_OPENERS):
        return not _goes_on_reporting(text)
    return count <= 45 and bool(_SOCIAL.search(text)) and not _goes_on_reporting(text)


def is_byline(paragraph: str) -> bool:
    """Whether the line names the author or the date, or states a header field such as ``Date: …``."""
    text = plain(paragraph)
    if _words(text) > 25:
        return False
    if _STAMP_LINE.fullmatch(text) or _HEADER_LINE.fullmatch(text) or _STAFF_BYLINE.fullmatch(text):
        return True
    match = _BYLINE.fullmatch(text)
    if match is None:
        return bool(_OWN_BYLINE.fullmatch(text))
    # "By Monday Ukraine had closed its ports." is a sentence: it has a full stop and a verb.
    return not re.search(r"[a-z]{3,}[.!?]$", text) and not re.search(
        r"\b(?:was|were|had|has|is|are|will|would|said)\b", match["rest"]
    )


_REPORTED = re.compile(
    r"\b(?:said|told|added|argued|warned|insisted|claimed|stressed|denied|according to)\b", re.IGNORECASE
)


def _goes_on_reporting(text: str) -> bool:
    """Whether somebody speaks in a line that began like furniture."""
    return bool(_REPORTED.search(text)) and not re.match(
        r"\W*(?:the\s+post|read|related|see|watch|more|also|tags?|©|copyright|correction|clarif"
        r"|editor|this\s+(?:article|story))",
        text,
        re.IGNORECASE,
    )


def _words(text: str) -> int:
    return len(text.split())
