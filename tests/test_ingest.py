"""Documents of every kind, and every way in which one can be bad."""

import io

import pytest

from analysis.errors import InputError
from analysis.ingest import Failure, decode, iso_date, read_document, read_documents, read_text
from analysis.types import Article

BODY = (
    "The council will vote on the new bridge on Friday. “We have waited for this for ten years,” Mayor Ann Kessler "
    "said in a statement. She added that the money had been set aside and that work could begin in the spring."
)
ENGLISH = f"Bridge vote nears\n\n{BODY}\n"


def docx_bytes(*paragraphs, title=""):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.core_properties.title = title
    for p in paragraphs:
        document.add_paragraph(p)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_bytes(text=None, password=None):
    fpdf = pytest.importorskip("fpdf")
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    if text:
        for p in text.split("\n\n"):
            pdf.multi_cell(0, 6, p.replace("“", '"').replace("”", '"'))
            pdf.ln(5)
    else:
        pdf.rect(20, 20, 100, 50, style="F")
    data = bytes(pdf.output())
    if password:
        from pypdf import PdfReader, PdfWriter

        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
        writer.encrypt(password, algorithm="AES-256")
        out = io.BytesIO()
        writer.write(out)
        data = out.getvalue()
    return data


def test_plain_text_stays_exactly_as_it_was():
    text = f"  \r\n{ENGLISH}\r\n\tend.  "
    assert read_text(text).text == text
    data = text.encode("utf-8")
    assert read_document("a.txt", data).text == io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="").read()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding):
    text = read_document("a.txt", ENGLISH.replace("Ann", "Zoë").encode(encoding)).text
    assert "Zoë Kessler" in text
    assert "“We have waited" in text


def test_what_plain_text_states():
    article = read_text(f"Bridge vote nears\nBy Tom Hale, October 24, 2018\n\n{BODY}")
    assert article.title == "Bridge vote nears"
    assert article.date == "2018-10-24"


def test_front_matter():
    text = f"---\noutlet: Pier News\ndate: 2018-10-22\ntitle: Bridge vote\nurl: https://pier.example/1\n---\n# Bridge vote\n\n{BODY}"
    article = read_document("a.md", text.encode())
    assert (article.outlet, article.date, article.title) == ("Pier News", "2018-10-22", "Bridge vote")
    assert article.url == "https://pier.example/1"
    assert article.text.startswith("# Bridge vote")


def test_broken_front_matter_is_no_obstacle():
    assert BODY in read_document("a.md", f"---\ntitle: [\n---\n{BODY}".encode()).text


def test_html_yields_the_article_and_what_it_states():
    html = (
        '<html><head><title>Bridge vote</title><meta property="og:site_name" content="Pier News">'
        '<meta property="article:published_time" content="2018-10-22T08:00:00Z"></head><body><nav>Home Sports Weather</nav>'
        f"<article><h1>Bridge vote</h1><p>{BODY}</p><p>{BODY}</p></article><footer>All rights reserved</footer></body></html>"
    )
    article = read_document("a.html", html.encode())
    assert "We have waited" in article.text
    assert "Sports" not in article.text
    assert article.title == "Bridge vote"
    assert article.date == "2018-10-22"


def test_docx():
    article = read_document("a.docx", docx_bytes("Bridge vote nears", BODY, title="Bridge vote"))
    assert article.title == "Bridge vote"
    assert BODY in article.text


def test_pdf_lines_become_paragraphs():
    article = read_document("a.pdf", pdf_bytes(f"Bridge vote nears\n\n{BODY}\n\n{BODY}"))
    assert "the money had been set aside and that work could begin in the spring." in article.text
    assert article.text.count("\n\n") >= 2


BAD = {
    "empty": ("a.txt", b"", "empty"),
    "blank": ("a.txt", b" \n ", "no text"),
    "too short": ("a.txt", b"Bridge closed.", "too short"),
    "binary": ("a.txt", b"\x00\x01\x02" * 50, "not a text file"),
    "unknown type": ("a.xlsx", b"PK\x03\x04", ".xlsx"),
    "no type": ("article", b"words", "unknown"),
    "broken pdf": ("a.pdf", b"%PDF-1.4 nothing", "damaged"),
    "broken docx": ("a.docx", b"PK nothing", "damaged"),
    "german": (
        "a.txt",
        ("Der Rat stimmt am Freitag über die neue Brücke ab, sagte die Bürgermeisterin. " * 3).encode(),
        "English",
    ),
    "french": (
        "a.txt",
        ("Le conseil votera vendredi sur le nouveau pont, a déclaré la maire de la ville. " * 3).encode(),
        "English",
    ),
    "russian": (
        "a.txt",
        ("Совет проголосует в пятницу по новому мосту, сказала мэр города вчера вечером. " * 3).encode(),
        "English",
    ),
    "empty page": ("a.html", b"<html><body><nav>x</nav></body></html>", "No article"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_documents_get_their_own_message(case):
    name, data, words = BAD[case]
    with pytest.raises(InputError, match=words):
        read_document(name, data)


def test_scanned_and_protected_pdfs():
    with pytest.raises(InputError, match="OCR"):
        read_document("scan.pdf", pdf_bytes())
    with pytest.raises(InputError, match="password"):
        read_document("secret.pdf", pdf_bytes(BODY, password="x"))


def test_limits(monkeypatch):
    with pytest.raises(InputError, match="limit is 10"):
        read_text(BODY, max_words=10)
    monkeypatch.setenv("STANDPOINT_MAX_WORDS", "12")
    with pytest.raises(InputError, match="limit is 12"):
        read_text(BODY)
    monkeypatch.setenv("STANDPOINT_MAX_WORDS", "many")
    with pytest.raises(InputError, match="whole number"):
        read_text(BODY)
    with pytest.raises(InputError, match="20 MB"):
        read_document("a.txt", b"a" * (20 * 2**20 + 1))


def test_thirty_thousand_words_are_read():
    assert len(read_text("\n".join([BODY] * 750)).text.split()) > 28_000


def test_one_bad_file_among_twenty():
    files = [(f"{i}.txt", ENGLISH.encode()) for i in range(19)]
    files.insert(7, ("bad.pdf", b"%PDF-1.4 nothing"))
    found = read_documents(files)
    assert len(found) == 20
    assert isinstance(found[7], Failure) and found[7].filename == "bad.pdf"
    assert all(isinstance(x, Article) for i, x in enumerate(found) if i != 7)


def test_names_do_not_make_a_text_foreign():
    read_text(
        "Vladimir Putin and Dmitry Peskov met Recep Tayyip Erdoğan in Ankara on Monday, said the Kremlin spokesman."
    )


@pytest.mark.parametrize(
    ("line", "date"),
    [("Oct. 24, 2018", "2018-10-24"), ("24 October 2018", "2018-10-24"), ("2018-10-24", "2018-10-24"), ("in 2018", "")],
)
def test_dates(line, date):
    assert iso_date(line) == date


def test_decode_damaged_utf16():
    with pytest.raises(InputError, match="damaged"):
        decode(b"\xff\xfeA")


def test_an_article_full_of_names_is_english():
    names = "Ann Kessler, Tom Brill, Karin Holt, Larry Noble, Marco Sutter, Priya Raman, Gavin Holt, Ewan Ross. " * 4
    text = f"HARBOUR TOWN — {names}They all signed the letter that the council had sent to each of them on Monday."
    assert read_text(text).text.startswith("HARBOUR TOWN")
