"""Documents to articles: plain text, Markdown, HTML, PDF and Word, with whatever they state about themselves.

The text of pasted and plain-text articles stays exactly as it was, so that offsets hold for the original.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from analysis.errors import InputError
from analysis.settings import max_words as configured_max_words
from analysis.types import Article

MAX_BYTES = 20 * 1024 * 1024
MIN_WORDS = 5
_UNPACKED = 200 * 1024 * 1024
_KINDS = (".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx")
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_ENGLISH = frozenset(
    """
the of and to in a is that it for was on as with he be by at his this have from or had not are but an were
her she they which you one we all their has would will said who when if no out so what up about there been
more
""".split()
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that can't be analysed, and why, in the user's words."""

    filename: str
    message: str


def read_text(
    text: str,
    *,
    title: str = "",
    outlet: str = "",
    date: str = "",
    url: str = "",
    max_words: int | None = None,
) -> Article:
    """An article from pasted text, unchanged. Raises InputError for text that can't be analysed."""
    _check(text, max_words)
    found = _stated(text)
    return Article(
        text,
        title or found.get("title", ""),
        outlet or found.get("outlet", ""),
        date or found.get("date", ""),
        url,
    )


def read_document(filename: str, data: bytes, *, max_words: int | None = None) -> Article:
    """An article from an uploaded file. Raises InputError, with what to do, where it can't be read."""
    suffix = PurePath(filename).suffix.lower()
    if not data:
        raise InputError("This file is empty.")
    if len(data) > MAX_BYTES:
        raise InputError(f"This file is larger than {MAX_BYTES // 2**20} MB. Upload the article alone.")
    if suffix not in _KINDS:
        raise InputError(
            f"Files of type {suffix or 'unknown'} can't be read. Use .txt, .md, .html, .pdf, .docx, or paste the text."
        )
    if suffix == ".pdf":
        article = _pdf(filename, data)
    elif suffix == ".docx":
        article = _docx(filename, data)
    else:
        text = decode(data)
        if suffix in (".html", ".htm"):
            article = _html(filename, text)
        elif suffix in (".md", ".markdown"):
            article = _markdown(filename, text)
        else:
            found = _stated(text)
            article = Article(text, found.get("title", ""), "", found.get("date", ""), "", filename)
    _check(article.text, max_words)
    return article


def read_documents(files: Iterable[tuple[str, bytes]]) -> list[Article | Failure]:
    """Each file as an article or as the reason why not, in order."""
    out: list[Article | Failure] = []
    for name, data in files:
        try:
            out.append(read_document(name, data))
        except InputError as error:
            out.append(Failure(name, str(error)))
    return out


def decode(data: bytes) -> str:
    """Bytes as text: UTF-8 if they are, by their mark or by detection if not. Line ends stay as they are."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InputError("This file is damaged: it begins as UTF-16 text and doesn't go on so.") from error
    if b"\0" in data[:4096]:
        raise InputError("This is not a text file. Upload the article as text, PDF or Word, or paste it.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data, cp_isolation=["cp1252", "latin_1", "cp1250", "cp1251", "mac_roman"]).best()
        if best is None:
            raise InputError("The encoding of this file isn't known. Save it as UTF-8.") from None
        return str(best)


def _check(text: str, max_words: int | None) -> None:
    words = re.findall(r"[^\W\d_][\w’'-]*", text)
    if not text.strip():
        raise InputError("There is no text here. Paste an article or upload a file.")
    if len(words) < MIN_WORDS:
        raise InputError("This is too short to be an article. Paste the whole text.")
    limit = max_words or configured_max_words()
    if len(words) > limit:
        raise InputError(
            f"This text has {len(words):,} words; the limit is {limit:,}. Split it, or raise STANDPOINT_MAX_WORDS."
        )
    # Names tell no language; but news in capitals has nothing else.
    small = [w for w in words[:600] if w.islower()]
    sample = small if len(small) >= 12 else [w.lower() for w in words[:600]]
    if len(sample) >= 12 and sum(w in _ENGLISH for w in sample) / len(sample) < 0.15:
        raise InputError("This doesn't look like English. The models read English articles only; paste a translation.")


def _stated(text: str) -> dict[str, str]:
    """Title and date where plain text states them in its first lines."""
    lines = [x.strip() for x in text.lstrip("\ufeff").split("\n")[:6] if x.strip()]
    out: dict[str, str] = {}
    if len(lines) > 1:
        first = lines[0].lstrip("# ").strip()
        if 2 <= len(first.split()) <= 30 and not first.endswith((".", ",", ":", ";", "”", '"')):
            out["title"] = first
    for line in lines:
        date = iso_date(line) if len(line) < 120 else ""
        if date:
            out["date"] = date
            break
    return out


def iso_date(text: str) -> str:
    """The first date in a line as YYYY-MM-DD, or an empty string."""
    from datetime import datetime

    if m := re.search(r"\b(\d{4})-(\d\d)-(\d\d)\b", text):
        return m.group()
    m = re.search(r"\b([A-Z][a-z]{2,8})\.? (\d{1,2}),? (\d{4})\b", text)
    n = re.search(r"\b(\d{1,2}) ([A-Z][a-z]{2,8}) (\d{4})\b", text)
    for found, order in ((m, (1, 2, 3)), (n, (2, 1, 3))):
        if found:
            month, day, year = (found.group(i) for i in order)
            for form in ("%B %d %Y", "%b %d %Y"):
                try:
                    return datetime.strptime(f"{month} {day} {year}", form).date().isoformat()
                except ValueError:
                    continue
    return ""


def _markdown(filename: str, text: str) -> Article:
    import yaml

    m = _FRONT_MATTER.match(text)
    meta: dict = {}
    if m:
        try:
            loaded = yaml.safe_load(m.group(1))
            meta = {str(k).lower(): str(v) for k, v in loaded.items()} if isinstance(loaded, dict) else {}
        except yaml.YAMLError:
            meta = {}
        text = text[m.end() :]
    found = _stated(text.lstrip())
    return Article(
        text,
        meta.get("title") or found.get("title", ""),
        meta.get("outlet") or meta.get("source", ""),
        iso_date(meta.get("date", "")) or found.get("date", ""),
        meta.get("url", ""),
        filename,
    )


def _html(filename: str, text: str) -> Article:
    import trafilatura

    found: Any = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False, favor_recall=True)
    if found is None or len((found.text or "").split()) < MIN_WORDS:
        raise InputError("No article was found in this page. Save the article itself, or paste its text.")
    return Article(found.text, found.title or "", found.sitename or "", found.date or "", found.url or "", filename)


def _pdf(filename: str, data: bytes) -> Article:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("This PDF is protected by a password. Save it without one and upload it again.")
        pages = [p.extract_text() or "" for p in reader.pages]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except InputError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, OSError, RecursionError, AttributeError) as error:
        raise InputError("This PDF is damaged and can't be read. Save it anew, or paste the text.") from error
    text = _unwrapped("\n".join(pages))
    if len(text.split()) < MIN_WORDS:
        raise InputError("This PDF holds pictures of pages and no text. Run text recognition (OCR) on it first.")
    found = _stated(text)
    return Article(text, title or found.get("title", ""), "", found.get("date", ""), "", filename)


def _unwrapped(text: str) -> str:
    """Lines of a page joined to paragraphs: a line that ends short or with a full stop ends its paragraph."""
    lines = [x.rstrip() for x in text.splitlines()]
    long = sorted(len(x) for x in lines if x)[int(0.9 * len([x for x in lines if x])) :] or [80]
    out: list[str] = []
    joining = False
    for line in lines:
        if not line.strip():
            joining = False
            continue
        if joining and out:
            out[-1] = out[-1][:-1] + line.strip() if out[-1].endswith("-") else f"{out[-1]} {line.strip()}"
        else:
            out.append(line.strip())
        ends = bool(re.search(r"[.!?:][\"”’']?$", line))
        joining = not (ends and len(line) < 0.85 * long[0]) and len(line) > 0.55 * long[0]
    return "\n\n".join(out)


def _docx(filename: str, data: bytes) -> Article:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(i.file_size for i in archive.infolist()) > _UNPACKED:
                raise InputError("This Word file unpacks to more than 200 MB. Paste the text instead.")
        document = docx.Document(io.BytesIO(data))
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        SyntaxError,
    ) as error:  # lxml raises the last
        raise InputError(
            "This Word file is damaged, protected, or in the old .doc format. Save it as .docx without a password."
        ) from error
    text = "\n\n".join(p.text.strip() for p in document.paragraphs if p.text.strip())
    properties = document.core_properties
    found = _stated(text)
    return Article(text, properties.title or found.get("title", ""), "", found.get("date", ""), "", filename)
