"""Documents made to do harm, and the list of threats itself."""

import io
import re
import time
import zipfile
import zlib

import docx
import pytest

from analysis.errors import InputError
from analysis.ingest import read_document
from components.report import file_name
from tests.browser import ROOT

SAID = "The council will vote on the wall that it has promised to the town, Ann Kessler said on Monday."
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))


def word(change):
    """A Word file whose document.xml went through ``change``."""
    plain = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(SAID + " MARK")
    document.save(plain)
    out = io.BytesIO()
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            new.writestr(item.filename, change(data) if item.filename == "word/document.xml" else data)
    return out.getvalue()


def read(name, data):
    """The text, or the message; anything else, or taking long, is a failure."""
    start = time.monotonic()
    try:
        return read_document(name, data).text
    except InputError as error:
        return str(error)
    finally:
        assert time.monotonic() - start < 30


def with_entity(declared, used):
    def change(xml):
        return re.sub(rb"\?>", lambda m: b"?>" + declared.encode(), xml, count=1).replace(b"MARK", used.encode())

    return change


def test_entities_of_word_files_read_no_files(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    data = word(with_entity(f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>', "&s;"))
    assert "hunter2" not in read("a.docx", data)


def test_entities_of_word_files_do_not_grow():
    assert len(read("a.docx", word(with_entity(LAUGHS + "]>", "&a11;")))) < 10_000


def test_zip_bombs_are_refused():
    assert "unpacks to more than" in read("a.docx", word(lambda xml: xml + b" " * (210 * 1024 * 1024)))


def test_zip_bombs_that_lie_about_their_size_are_refused():
    data = bytearray(word(lambda xml: xml + b" " * (50 * 1024 * 1024)))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert "damaged" in read("a.docx", bytes(data))


def pdf(*objects):
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for i, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return bytes(out) + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def stream(data, head=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), head, data)


def test_pdf_that_unpacks_to_too_much_or_turns_in_circles():
    bomb = zlib.compress(b" " * (300 * 1024 * 1024), 9)
    packed = pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        stream(bomb, b"/Filter /FlateDecode"),
    )
    circle = pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>")
    for data in (packed, circle):
        assert "PDF" in read("a.pdf", data)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.txt", "/etc/shadow", "a\0b", "x/<script>.html", "CON", ""]
)
def test_names_of_files_stay_names(name):
    assert re.fullmatch(r"standpoint-[a-z0-9-]+\.html", file_name(name))
    try:
        article = read_document(f"{name}.txt", SAID.encode())
    except InputError:
        return
    assert article.text == SAID


def test_every_threat_names_a_test_that_exists():
    rows = [x for x in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if x.startswith("| ")][1:]
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(tests/\w+\.py)::(\w+)`", row)
        assert named, row
        for path, test in named:
            assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{test}"
