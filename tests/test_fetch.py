"""Fetching by address: against servers of the test's own, and against every way into a private network."""

import gzip
import http.server
import ipaddress
import json
import socket
import ssl
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from analysis import fetch
from analysis.errors import InputError
from analysis.fetch import FetchError, Policy, fetch_article, is_public

BODY = (
    "<p>The council will vote on Friday on whether the government should build a wall along the harbour, which has "
    "been argued over for years.</p><p>“The wall is a disaster and it must never be built,” Mayor Ann Kessler said on "
    "Monday to a crowded hall that had waited for her since the early morning.</p>"
    + "".join(
        f"<p>It was meeting number {i} that anyone in the town could remember, and nobody left before it ended at {i} "
        "in the morning.</p>"
        for i in range(8)
    )
)
PAGE = f"<html><head><title>Harbour plan splits the town</title></head><body><article><h1>Harbour plan</h1>{BODY}</article></body></html>"
SHORT = "<p>The council will vote on Friday on whether it should build the wall that was promised.</p>"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        answer = self.server.pages.get(self.path)
        if answer is None:
            self.send_error(404)
        elif callable(answer):
            answer(self)
        else:
            status, headers, body = answer
            self.send_response(status)
            for k, v in headers.items():
                self.send_header(k, v)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def serving(pages, tls=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.pages, server.asked = pages, []
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def policy(server, **more):
    """The internet, as far as a test has it: every name is the test's server."""
    port = server.server_address[1]
    return Policy(
        **{
            "seconds": 10,
            "ports": {"http": (port,), "https": (port,)},
            "resolve": lambda host, port: ["127.0.0.1"],
            "allowed": lambda a: a == "127.0.0.1",
            **more,
        }
    )


def html(body=PAGE, status=200, **headers):
    return (
        status,
        {"Content-Type": "text/html; charset=utf-8", **headers},
        body.encode() if isinstance(body, str) else body,
    )


def test_an_article_is_fetched():
    with serving({"/a": html(), "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private\n")}) as server:
        found = fetch_article(" http://news.example/a ", policy(server))
        assert found.title == "Harbour plan"
        assert "it must never be built" in found.text
        assert (found.url, found.filename) == ("http://news.example/a", "")
        assert server.asked == [("news.example", "/robots.txt"), ("news.example", "/a")]


def test_redirects_names_and_encodings():
    latin = PAGE.replace("“", "«").replace("”", "»").encode("latin-1")
    with serving(
        {
            "/a": (302, {"Location": "/b/%C3%A9?q=x%20y"}, b""),
            "/b/%C3%A9?q=x%20y": (301, {"Location": "//other.example/c"}, b""),
            "/c": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, latin),
            "/gz": html(gzip.compress(PAGE.encode()), **{"Content-Encoding": "gzip"}),
            "/wrong": (200, {"Content-Type": "text/html; charset=utf-7000"}, PAGE.encode()),
            "/t": (
                200,
                {"Content-Type": "text/plain"},
                b"The council will vote on the wall that it has promised to the town.",
            ),
        }
    ) as server:
        found = fetch_article("http://bücher.example/a", policy(server))
        assert "«The wall is a disaster" in found.text and found.url == "http://other.example/c"
        assert server.asked[0] == ("xn--bcher-kva.example", "/robots.txt")
        for path in ("/gz", "/wrong", "/t"):
            assert "council will vote" in fetch_article(f"http://x.example{path}", policy(server)).text


# Into private networks

PRIVATE = """127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.1 198.18.0.1
224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1:: ::127.0.0.1 2001:0:7f00:1::80ff:fffe 2001:db8::1""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111"])
def test_public_addresses_are_known(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://169.254.169.254/latest/meta-data/", "http://0/",
        "http://127.0.0.1./", "http://①②⑦.⓪.⓪.①/",
    ],
)  # fmt: skip
def test_every_spelling_of_this_machine_is_refused(url):
    with pytest.raises(FetchError, match=r"private network|no site called|not the address"):
        fetch_article(url)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/a", "gopher://example.org", "http://", "http:///a", "javascript://x/%0aalert(1)",
        "data://x", "http://exa mple.org/", "http://example.org/\r\nX: y", "http://example.org\\@127.0.0.1/", "", "x" * 3000,
        "http://example.org:99999/", "http://[::1/", "http://" + "a" * 70 + ".org/",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(FetchError):
        fetch_article(url, replace(Policy(), resolve=lambda *a: pytest.fail("asked")))


@pytest.mark.parametrize("url", ["http://example.org:22/", "http://example.org:443/", "https://example.org:8443/"])
def test_other_ports_are_refused(url):
    with pytest.raises(FetchError, match="usual ports"):
        fetch_article(url, replace(Policy(), resolve=lambda *a: pytest.fail("asked")))


def test_names_and_passwords_are_refused():
    with pytest.raises(FetchError, match="name and password"):
        fetch_article("http://a:b@example.org/")


def test_one_private_address_among_public_ones_is_refused():
    with pytest.raises(FetchError, match="private network"):
        fetch_article("http://two.example/", Policy(resolve=lambda h, p: ["93.184.215.14", "10.0.0.1"]))


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.example/x",
        "http://127.0.0.2/",
        "//inside.example/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://a:1/",
    ],
)
def test_a_redirect_inside_is_refused(target):
    with serving({"/a": (302, {"Location": target}, b""), "/x": html()}) as server:
        inside = policy(server, resolve=lambda host, port: ["127.0.0.1" if host == "news.example" else "10.0.0.7"])
        with pytest.raises(FetchError, match=r"private network|not the address|usual ports"):
            fetch_article("http://news.example/a", inside)
        assert [p for _, p in server.asked] == ["/robots.txt", "/a"]


def test_robots_that_redirects_inside_is_refused():
    with serving({"/robots.txt": (302, {"Location": "http://inside.example/"}, b""), "/a": html()}) as server:
        inside = policy(server, resolve=lambda host, port: ["127.0.0.1" if host == "news.example" else "10.0.0.7"])
        with pytest.raises(FetchError, match="private network"):
            fetch_article("http://news.example/a", inside)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that answers with a public address first and a private one then (DNS rebinding) gains nothing."""
    answers, connected = iter(["93.184.215.14"] * 2 + ["127.0.0.1"] * 50), []

    def connect(address, timeout=None):
        connected.append(address[0])
        raise OSError("not on this machine")

    monkeypatch.setattr(fetch.socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(socket.AF_INET, 1, 6, "", (next(answers), 80))])
    with pytest.raises(FetchError, match="can't be reached"):
        fetch_article("http://rebind.example/a")
    assert connected == ["93.184.215.14"]
    with serving({"/a": html(), "/robots.txt": (404, {}, b"")}) as server:
        seen = []

        def turning(host, port):
            seen.append(host)
            return ["127.0.0.1"] if len(seen) <= 2 else ["10.0.0.7"]

        monkeypatch.undo()
        assert fetch_article("http://rebind.example/a", policy(server, resolve=turning)).text
        assert len(seen) == 2, "one look-up per request, and none when connecting"


# Limits


def test_a_large_page_is_refused():
    with serving({"/a": html(b"x" * 3_000_000)}) as server, pytest.raises(FetchError, match="larger than 1 MB"):
        fetch_article("http://x.example/a", policy(server, max_bytes=2**20))


def test_a_packed_bomb_is_refused():
    bomb = gzip.compress(b"\0" * 300_000_000)
    with serving(
        {"/a": html(bomb, **{"Content-Encoding": "gzip"}), "/b": html(bomb, **{"Content-Encoding": "br"})}
    ) as server:
        with pytest.raises(FetchError, match="larger than"):
            fetch_article("http://x.example/a", policy(server))
        with pytest.raises(FetchError, match="packing"):
            fetch_article("http://x.example/b", policy(server))


def _drip_head(handler):
    for _ in range(100):
        handler.wfile.write(b"X")
        handler.wfile.flush()
        time.sleep(0.2)


def _drip_body(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    _drip_head(handler)


@pytest.mark.parametrize("page", [_drip_head, _drip_body, lambda h: time.sleep(9)])
def test_a_slow_site_ends_in_time(page):
    with serving({"/a": page}) as server:
        start = time.monotonic()
        with pytest.raises(FetchError, match="too long"):
            fetch_article("http://x.example/a", policy(server, seconds=1.5))
        assert time.monotonic() - start < 4


def test_a_slow_name_server_ends_in_time():
    start = time.monotonic()
    with pytest.raises(FetchError, match="too long"):
        fetch_article("http://x.example/a", Policy(seconds=0.5, resolve=lambda h, p: time.sleep(3) or ["1.1.1.1"]))
    assert time.monotonic() - start < 2


def test_endless_redirects_end():
    with serving({"/a": (302, {"Location": "/a"}, b"")}) as server:
        with pytest.raises(FetchError, match="from one page to the next"):
            fetch_article("http://x.example/a", policy(server))
        assert sum(p == "/a" for _, p in server.asked) == 6


def test_what_is_no_web_server():
    def garbage(handler):
        handler.wfile.write(b"\x16\x03\x01 nonsense\r\n\r\n")

    with serving({"/a": garbage, "/gz": html(b"no gzip", **{"Content-Encoding": "gzip"})}) as server:
        for path in ("/a", "/gz"):
            with pytest.raises(FetchError, match="doesn't answer as a web site"):
                fetch_article(f"http://x.example{path}", policy(server))


# Manners


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\nDisallow: /",
        b"User-agent: Standpoint\nDisallow: /a\n",
        b"User-agent: *\nDisallow: /a$\nDisallow: /a",
    ],
)
def test_robots_is_respected(rules):
    with serving({"/a": html(), "/robots.txt": (200, {}, rules)}) as server:
        with pytest.raises(FetchError, match="doesn't want its pages to be fetched"):
            fetch_article("http://x.example/a", policy(server))
        assert [p for _, p in server.asked] == ["/robots.txt"]


def test_robots_of_the_redirects_target_is_respected():
    def answer(handler):
        ok = handler.headers["Host"] == "open.example"
        handler.send_response(404 if ok else 200)
        handler.end_headers()
        handler.wfile.write(b"User-agent: *\nDisallow: /")

    with serving(
        {"/a": (302, {"Location": "http://closed.example/b"}, b""), "/b": html(), "/robots.txt": answer}
    ) as server:
        with pytest.raises(FetchError, match="doesn't want"):
            fetch_article("http://open.example/a", policy(server))
        assert ("closed.example", "/b") not in server.asked


def test_robots_that_fails_forbids():
    with serving({"/a": html(), "/robots.txt": (503, {}, b"")}) as server:
        with pytest.raises(FetchError, match="doesn't want"):
            fetch_article("http://x.example/a", policy(server))


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "paste"), (402, "paid"), (403, "paste"), (404, "no page"), (410, "no page"), (429, "fewer"), (451, "legal"), (500, "trouble"), (204, "trouble")],
)  # fmt: skip
def test_other_answers_have_a_message(status, says):
    with serving({"/a": html(status=status)}) as server, pytest.raises(FetchError, match=says):
        fetch_article("http://x.example/a", policy(server))


def test_a_paywall_is_said():
    marked = f'<script type="application/ld+json">{json.dumps({"@graph": [{"isAccessibleForFree": "False"}]})}</script>'
    teaser = f"<html><head><title>x</title>{marked}</head><body><article>{SHORT}</article></body></html>"
    asking = (
        f"<html><body><article>{SHORT}<p>Subscribe now to continue reading this article.</p></article></body></html>"
    )
    whole = PAGE.replace("</head>", f"{marked}</head>")
    broken = PAGE.replace("</head>", '<script type="application/ld+json">{"a": [</script></head>')
    with serving({"/1": html(teaser), "/2": html(asking), "/3": html(whole), "/4": html(broken)}) as server:
        for path in ("/1", "/2"):
            with pytest.raises(FetchError, match="behind a paywall"):
                fetch_article(f"http://x.example{path}", policy(server))
        # A page that says so and still holds the whole article is read.
        for path in ("/3", "/4"):
            assert "never be built" in fetch_article(f"http://x.example{path}", policy(server)).text


def test_what_is_no_article():
    with serving(
        {"/a": (200, {"Content-Type": "image/png"}, b"x"), "/b": html("<html><body></body></html>")}
    ) as server:
        with pytest.raises(FetchError, match="file of another kind"):
            fetch_article("http://x.example/a", policy(server))
        with pytest.raises(InputError, match="No article was found"):
            fetch_article("http://x.example/b", policy(server))


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for news.example that signs itself."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "news.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def test_certificates_are_checked_against_the_name(certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with serving({"/a": html()}, tls) as server:
        trusting = policy(server, tls=lambda: ssl.create_default_context(cafile=str(certificate)))
        assert fetch_article("news.example/a", trusting).url == "https://news.example/a"
        for url, which in (("https://other.example/a", trusting), ("https://news.example/a", policy(server))):
            with pytest.raises(FetchError, match="certificate"):
                fetch_article(url, which)


def test_the_defaults_are_the_safe_ones():
    p = Policy()
    assert p.allowed is is_public and p.ports == {"http": (80,), "https": (443,)} and p.max_redirects <= 5
    assert p.tls().verify_mode == ssl.CERT_REQUIRED and p.tls().check_hostname
    assert not any(is_public(str(ip)) for ip in (ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")))
