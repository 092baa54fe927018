"""An article by its address: fetched as a courteous reader would, and from public servers only.

A server that fetches what strangers ask for could be made to ask inside its own network. So every address that a name
resolves to must be public, the connection goes to the very address that was checked (a second answer of the name
server can't swap it), and every redirect is checked like the first address. Ports other than 80 and 443 are refused.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import json
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from analysis.errors import InputError
from analysis.types import Article

AGENT = "Standpoint"
_HEADER_AGENT = "Standpoint/0.1 (reads one article for a person who asked for it)"
_KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}
_REDIRECTS = (301, 302, 303, 307, 308)
_ROBOTS_BYTES = 512 * 1024
_FEW_WORDS = 150
_WALL = re.compile(
    r"\b(subscribe (now )?to (continue|read|keep)|subscribers? only|already a subscriber|to (continue|keep) reading"
    r"|create (a free|an) account to|sign in to (read|continue)|this (article|content) is for subscribers)",
    re.IGNORECASE,
)


class FetchError(InputError):
    """An address from which no article can be had. The message says why and what to do."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, by itself and by any that is wrapped in it."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in ipaddress.ip_network("64:ff9b::/96") or ip in ipaddress.ip_network("::/96"):
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(x is not None and not is_public(str(x)) for x in inner):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host."""
    return list(dict.fromkeys(str(x[4][0]) for x in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched. The defaults are for use; tests put their own servers in place of the internet."""

    seconds: float = 20.0
    """For everything together: robots.txt, redirects and the page."""
    max_bytes: int = 5 * 1024 * 1024
    max_redirects: int = 5
    ports: dict[str, tuple[int, ...]] = field(default_factory=lambda: {"http": (80,), "https": (443,)})
    allowed: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], Iterable[str]] = resolve
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes
    url: str


def fetch_article(address: str, policy: Policy | None = None) -> Article:
    """The article at an address (``https://`` is added where it is missing). Raises FetchError or InputError."""
    policy = policy or Policy()
    end = time.monotonic() + policy.seconds
    url = address.strip()
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        url = f"https://{url}"
    answer = _get(url, policy, end, check=lambda u: _ask_robots(u, policy, end))
    _refuse_status(answer.status)
    kind = answer.headers.get_content_type()
    if kind not in _KINDS:
        raise FetchError("There is no article at this address but a file of another kind. Give the article's own page.")
    return _article(answer, _KINDS[kind])


def _article(answer: _Answer, suffix: str) -> Article:
    from analysis.ingest import read_document

    data = answer.body
    charset = answer.headers.get_content_charset()
    if suffix != ".pdf" and charset:
        # Where the label is wrong, the text's own encoding is found instead.
        with contextlib.suppress(LookupError, UnicodeError):
            data = data.decode(charset).encode()
    walled = suffix == ".html" and _says_paid(data)
    try:
        article = read_document(f"page{suffix}", data)
    except InputError:
        if walled:
            raise FetchError(_PAID) from None
        raise
    words = len(article.text.split())
    if words < _FEW_WORDS and (walled or _WALL.search(article.text)):
        raise FetchError(_PAID)
    return replace(article, url=answer.url, filename="")


_PAID = (
    "This article is behind a paywall: the page holds only its beginning. If you may read it, "
    "open it in your browser, copy the text and paste it."
)


def _says_paid(page: bytes) -> bool:
    """Whether the page's own data say that it isn't free to read."""
    for block in re.findall(rb"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", page, re.DOTALL | re.IGNORECASE):
        try:
            found = json.loads(block)
        except (ValueError, RecursionError):
            continue
        nodes = found if isinstance(found, list) else [found, *_list(found, "@graph")]
        if any(isinstance(n, dict) and str(n.get("isAccessibleForFree", "")).lower() == "false" for n in nodes):
            return True
    return False


def _list(data: object, key: str) -> list:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, list) else []


def _refuse_status(status: int) -> None:
    if status in (401, 402, 403):
        raise FetchError(
            f"The site doesn't hand this page out (status {status}): it is paid for, needs a login, or refuses "
            "programs. Open it in your browser, copy the text and paste it."
        )
    if status in (404, 410):
        raise FetchError("There is no page at this address. Check it.")
    if status == 451:
        raise FetchError("The site may not show this page here for legal reasons.")
    if status == 429:
        raise FetchError("The site asks for fewer requests. Wait a while, or paste the text.")
    if status != 200:
        raise FetchError(f"The site has trouble with this page (status {status}). Try again later, or paste the text.")


def _ask_robots(url: str, policy: Policy, end: float) -> None:
    """Raises FetchError where the site's robots.txt doesn't want this page to be fetched."""
    parts = urlsplit(url)
    robots = f"{parts.scheme}://{parts.netloc}/robots.txt"
    answer = _get(robots, replace(policy, max_bytes=_ROBOTS_BYTES), end, cut=True)
    if 400 <= answer.status < 500:
        return
    rules = RobotFileParser()
    if answer.status == 200:
        rules.parse(answer.body.decode("utf-8", "replace").splitlines())
    if answer.status != 200 or not rules.can_fetch(AGENT, url):
        raise FetchError("This site doesn't want its pages to be fetched by programs. Copy the text and paste it.")


def _get(
    url: str, policy: Policy, end: float, check: Callable[[str], None] | None = None, *, cut: bool = False
) -> _Answer:
    """The answer at the end of all redirects. ``check`` sees every address before it is asked."""
    for _ in range(policy.max_redirects + 1):
        parts, host, port = _checked(url, policy)
        addresses = _addresses(host, port, policy, end)
        if check:
            check(url)
        answer = _once(url, parts, host, port, addresses, policy, end, cut=cut)
        target = answer.headers.get("Location")
        if answer.status not in _REDIRECTS or not target:
            return answer
        url = urljoin(url, target.strip())
    raise FetchError("This address only leads from one page to the next. Give the article's own address.")


def _checked(url: str, policy: Policy) -> tuple[SplitResult, str, int]:
    """The address in parts, with host and port. Raises FetchError for what may not be asked for."""
    bad = FetchError("This is not the address of a web page. It begins with https:// or http://.")
    if len(url) > 2000 or re.search(r"[\x00-\x20\x7f\\]", url):
        raise bad
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in policy.ports or not host:
            raise bad
        if ":" not in host:
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise bad from None
    if parts.username is not None or parts.password is not None:
        raise FetchError("An address with a name and password in it can't be fetched.")
    allowed = policy.ports[parts.scheme]
    if port is not None and port not in allowed:
        raise FetchError("Only the usual ports of web pages (80 and 443) are asked.")
    return parts, host, port if port is not None else allowed[0]


def _addresses(host: str, port: int, policy: Policy, end: float) -> list[str]:
    """The host's addresses, all of them allowed. Raises FetchError otherwise."""
    pool = ThreadPoolExecutor(1)
    try:
        found = list(pool.submit(lambda: list(policy.resolve(host, port))).result(timeout=_left(end)))
    except FutureTimeout:
        raise FetchError(_SLOW) from None
    except OSError:
        raise FetchError(f"There is no site called {host}. Check the address.") from None
    finally:
        pool.shutdown(wait=False)
    if not found:
        raise FetchError(f"There is no site called {host}. Check the address.")
    if not all(policy.allowed(a) for a in found):
        # One private address among public ones is as bad as none that is public.
        raise FetchError("This address leads into a private network and isn't fetched.")
    return found


_SLOW = "The site takes too long to answer. Try again later, or paste the text."


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise FetchError(_SLOW)
    return left


def _once(
    url: str, parts: SplitResult, host: str, port: int, addresses: list[str], policy: Policy, end: float, *, cut: bool
) -> _Answer:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?[]')}" if parts.query else ""
    )
    name = f"[{host}]" if ":" in host else host
    connection = http.client.HTTPConnection(host, port)
    timer = None
    try:
        raw = _connect(addresses, port, end)
        secure = parts.scheme == "https"
        connection.sock = (
            policy.tls().wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False) if secure else raw
        )
        # A site that sends a byte now and then would never time out; this ends it all at the deadline.
        timer = threading.Timer(_left(end), _shut, (connection.sock,))
        timer.daemon = True
        timer.start()
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
        connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        default = policy.ports[parts.scheme][0]
        for key, value in (
            ("Host", name if port == default else f"{name}:{port}"),
            ("User-Agent", _HEADER_AGENT),
            ("Accept", "text/html,application/xhtml+xml,application/pdf;q=0.8,text/plain;q=0.7"),
            ("Accept-Language", "en"),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ):
            connection.putheader(key, value)
        connection.endheaders()
        response = connection.getresponse()
        body = b"" if response.status in _REDIRECTS else _body(response, policy.max_bytes, cut=cut)
        _left(end)
        return _Answer(response.status, response.headers, body, url)
    except FetchError:
        raise
    except ssl.SSLCertVerificationError:
        raise FetchError("The site can't prove that it is who it says it is (its certificate is wrong).") from None
    except (OSError, http.client.HTTPException, ValueError):
        _left(end)
        raise FetchError("The site doesn't answer as a web site should. Try again later, or paste the text.") from None
    finally:
        if timer:
            timer.cancel()
        connection.close()


def _connect(addresses: list[str], port: int, end: float) -> socket.socket:
    """A connection to one of the addresses that were checked, and to no other."""
    for i, address in enumerate(addresses):
        try:
            return socket.create_connection((address, port), timeout=max(0.1, _left(end) / (len(addresses) - i)))
        except OSError:
            continue
    _left(end)
    raise FetchError("The site can't be reached. Check the address, or try again later.")


def _shut(raw: socket.socket) -> None:
    with contextlib.suppress(OSError):
        raw.shutdown(socket.SHUT_RDWR)


def _body(response: http.client.HTTPResponse, limit: int, *, cut: bool) -> bytes:
    """The body, unpacked, up to the limit; more is cut off or refused."""
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "deflate"):
        raise FetchError("The site answers in a packing that can't be read. Copy the text and paste it.")
    # Asked for plain text, some sites pack it all the same; what it unpacks to is limited like the rest.
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding != "identity" else None
    out = bytearray()
    while chunk := response.read1(64 * 1024):
        try:
            out += unpack.decompress(chunk, limit + 1 - len(out)) if unpack else chunk
        except zlib.error as error:
            raise ValueError("damaged packing") from error
        if len(out) > limit:
            if cut:
                return bytes(out[:limit])
            raise FetchError(f"This page is larger than {limit // 2**20} MB. Copy the text and paste it.")
    return bytes(out)
