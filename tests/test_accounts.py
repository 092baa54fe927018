"""Accounts as people and attackers meet them: st.login against a real provider, in a headless Chromium."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from analysis.hosting import HostSettings
from analysis.storage.members import list_members
from analysis.storage.store import open_store
from tests.accounts import COOKIE, hosted, secrets_file, sign_in, sign_out
from tests.browser import WAIT, browser, chromium, dashboard, need, settled, visits
from tests.made import made, project
from tests.test_dashboard import ARTICLE, paste
from tests.test_projects import close, make_link, ready, save_as

# The provider is built on what Authlib calls old.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")
EDITING = ("Save", "Share", "Analyse again", "Review", "Topics")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    need(chromium(), "Chromium")
    pytest.importorskip("playwright")
    folder = tmp_path_factory.mktemp("hosted")
    with hosted(folder) as url, browser() as instance:
        yield url, instance, open_store(HostSettings().model_copy(update={"database_url": "", "data_dir": folder}))


@pytest.fixture
def visit(site):
    """A browser of a person's own at an address, signed in where ``who`` says as whom."""
    url, instance, _ = site

    def listen(page):
        page.sessions = []
        page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: page.sessions.extend(session_in(frame))))

    with visits(url, instance, listen) as open_page:

        def go(path="/", who="", **options):
            page = open_page(path, **options)
            if who:
                sign_in(page, who)
            return page

        yield go


def member(store, who):
    """The stored user of one of ``PEOPLE``, who has signed in before."""
    import sqlalchemy as sa

    from analysis.storage import schema as t
    from analysis.storage.store import User

    with store.engine.connect() as db:
        row = db.execute(sa.select(t.users.c.id, t.users.c.name).where(t.users.c.subject.endswith(f"|{who}"))).one()
    return User(*row)


def session_in(frame):
    """The session's id, where the server names it in this message."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    message = ForwardMsg()
    message.ParseFromString(frame if isinstance(frame, bytes) else frame.encode())
    found = message.new_session.initialize.session_id
    return [found] if found else []


def connected(url, session="", cookie=""):
    """What a program gets that speaks to the server itself: the id of its session and all that was drawn."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ClientState_pb2 import ClientState
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.sync.client import connect

    named, drawn = "", b""
    with connect(
        f"ws{url.removeprefix('http')}/_stcore/stream",
        subprotocols=["streamlit", "no-token", *([session] if session else [])],
        origin=url,
        additional_headers={"Cookie": cookie} if cookie else None,
        max_size=None,
    ) as socket:
        socket.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        while True:
            data = socket.recv(timeout=60)
            message = ForwardMsg()
            message.ParseFromString(data)
            drawn += data
            named = message.new_session.initialize.session_id or named
            if message.WhichOneof("type") == "script_finished" and named:
                return named, drawn


def signed_in(page):
    return page.get_by_text("Signed in as").count() > 0


def test_sign_in_save_and_sign_out(visit, tmp_path):
    page = visit()
    assert not signed_in(page)
    paste(page, ARTICLE)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("dialog").get_by_text("Sign in to save projects").wait_for(timeout=WAIT)
    # Signing in loads the page anew: what is open can be taken along as a file.
    with page.expect_download(timeout=WAIT) as kept:
        page.get_by_role("dialog").get_by_role("button", name="Download what is open").click()
    file = kept.value.path().rename(tmp_path / "kept.json")
    page.get_by_role("dialog").get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="ann-1", exact=True).click(timeout=WAIT)
    page.get_by_text("Signed in as Ann Archer").wait_for(timeout=WAIT)
    cookies = {c["name"]: c for c in page.context.cookies()}
    assert cookies[COOKIE]["httpOnly"] and cookies[COOKIE]["sameSite"] == "Lax"
    page.get_by_text("Open a project file").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(file)
    ready(page)
    save_as(page, "Ann's own")
    address = page.url
    page.get_by_role("button", name="New article").click()
    page.get_by_role("button", name="Ann's own").wait_for(timeout=WAIT)
    sign_out(page)
    assert COOKIE not in {c["name"] for c in page.context.cookies()}
    main = page.get_by_test_id("stMain")
    assert "Ann's own" not in main.inner_text() and "Your projects" not in main.inner_text()
    page.goto(address)
    page.get_by_text("Sign in to save projects").wait_for(timeout=WAIT)
    assert "Ann's own" not in main.inner_text() and "Harbour" not in main.inner_text()
    # The next one at the same machine starts from nothing.
    page.goto(page.url.split("?")[0])
    settled(page)
    sign_in(page, "ben-2")
    assert "Your projects" not in main.inner_text()


def test_a_second_person_sees_nothing_of_the_first(visit):
    ann = visit(who="ann-1")
    paste(ann, ARTICLE)
    save_as(ann, "Not for Ben")
    ben = visit(who="ben-2")
    main = ben.get_by_test_id("stMain")
    assert "Not for Ben" not in main.inner_text()
    ben.goto(ann.url)
    ben.get_by_text("There is no such project here, or it isn't yours").wait_for(timeout=WAIT)
    assert "Harbour" not in main.inner_text() and "Not for Ben" not in main.inner_text()


def test_who_only_reads_can_not_edit_and_a_new_role_takes_effect(visit, site):
    _, _, store = site
    page = visit(who="ben-2")
    visit(who="ann-1")
    ann, ben = member(store, "ann-1"), member(store, "ben-2")
    saved = store.create(ann, project(made(), name="Read only"))
    store.set_role(ann, saved.project.id, ben, "viewer")
    page.reload()
    page.get_by_role("button", name="Read only").click()
    page.get_by_text("you are a viewer").wait_for(timeout=WAIT)
    settled(page)
    for name in EDITING:
        assert page.get_by_role("button", name=name, exact=True).count() == 0, name
        assert page.get_by_role("radio", name=name, exact=True).count() == 0, name
    assert page.get_by_text("Title, outlet, date, address").count() == 0
    page.get_by_test_id("stMain").get_by_text("Reader", exact=True).first.click()
    page.locator(".sp-reader .sp-s").first.click(timeout=WAIT)
    settled(page)
    assert page.get_by_role("dialog").count() == 0
    # More rights: at the next click, without signing in anew.
    store.set_role(ann, saved.project.id, ben, "editor")
    page.get_by_test_id("stMain").get_by_text("Positions", exact=True).first.click()
    page.get_by_role("button", name="Save", exact=True).click(timeout=WAIT)
    page.get_by_text("you are an editor").wait_for(timeout=WAIT)
    settled(page)
    assert store.load(ann, saved.project.id).version == 2
    assert page.get_by_role("button", name="Share", exact=True).count() == 0
    # Fewer: also for what the page still offers.
    store.set_role(ann, saved.project.id, ben, "viewer")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("you are a viewer").wait_for(timeout=WAIT)
    settled(page)
    assert store.load(ann, saved.project.id).version == 2
    store.set_role(ann, saved.project.id, ben, None)
    page.get_by_test_id("stMain").get_by_text("Reader", exact=True).first.click()
    page.get_by_text("you have no part in it any more").wait_for(timeout=WAIT)
    settled(page)
    assert page.locator(".sp-reader").count() == 0 and "Read only" not in page.get_by_test_id("stMain").inner_text()


def test_an_owner_says_who_has_a_part(visit, site):
    url, _, store = site
    ann = visit(who="ann-1")
    me = member(store, "ann-1")
    saved = store.create(me, project(made(), name="Team"))
    ann.goto(f"{url}/?project={saved.project.id}&page=Project")
    form = ann.get_by_test_id("stForm")
    form.get_by_label("E-mail").fill("nonsense")
    form.get_by_role("button", name="Add").click(timeout=WAIT)
    ann.get_by_text("“nonsense” is no e-mail address").wait_for(timeout=WAIT)
    form.get_by_label("E-mail").fill("cas@example.org")
    form.get_by_role("button", name="Add").click()
    ann.get_by_text("can open the project once they sign in here").wait_for(timeout=WAIT)
    settled(ann)
    assert "invited, hasn't signed in yet" in ann.get_by_test_id("stMain").inner_text()
    # Not the last owner, and nobody by an address that the provider doesn't vouch for.
    ann.get_by_role("button", name="Leave", exact=True).click()
    ann.get_by_role("dialog").get_by_role("button", name="Leave", exact=True).click()
    ann.get_by_text("A project needs an owner").wait_for(timeout=WAIT)
    mal = visit(who="mal-4")
    assert "Team" not in mal.get_by_test_id("stMain").inner_text()
    assert next((m.name, m.email) for m in list_members(store, me, saved.project.id)) == (
        "Ann Archer",
        "ann@example.org",
    )
    cas = visit(who="cas-3")
    cas.get_by_role("button", name="Team").click()
    cas.get_by_text("you are an editor").wait_for(timeout=WAIT)
    ann.reload()
    row = ann.locator(f".st-key-member-{member(store, 'cas-3').id}")
    row.get_by_text("Cas Cooper · cas@example.org").wait_for(timeout=WAIT)
    settled(ann)
    row.get_by_role("combobox").click()
    ann.get_by_role("option", name="Viewer").click()
    ann.get_by_text("Cas Cooper is now viewer").wait_for(timeout=WAIT)
    settled(ann)
    row.get_by_role("button", name="Hand over").click()
    ann.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    ann.get_by_text("Cas Cooper owns the project now").wait_for(timeout=WAIT)
    ann.get_by_text("you are an editor").wait_for(timeout=WAIT)
    settled(ann)
    # An editor sees who is in it, and can only leave.
    assert form.count() == 0 and row.get_by_role("button").count() == 0
    assert "cas@example.org" not in ann.get_by_test_id("stMain").inner_text()
    ann.get_by_role("button", name="Leave", exact=True).click()
    ann.get_by_role("dialog").get_by_role("button", name="Leave", exact=True).click()
    ann.get_by_text("you have no part in it any more").wait_for(timeout=WAIT)
    assert saved.project.id not in {p.id for p in store.projects(me)}


def test_a_planted_cookie_signs_nobody_in(visit, site):
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    url, _, _ = site
    claims = f'{{"sub": "ann-1", "iss": "x", "name": "Ann Archer", "is_logged_in": true, "origin": "{url}"}}'
    forged = create_signed_value("another secret than the server's", COOKIE, claims).decode()
    for value in (forged, "x", claims.encode().hex(), "%7B%22is_logged_in%22%3Atrue%7D"):
        page = visit(cookies=[(COOKIE, value)])
        assert not signed_in(page)
        assert b"Signed in as" not in connected(url, cookie=f"{COOKIE}={value}")[1]
    # It doesn't stay beside the true one after signing in either.
    sign_in(page, "ben-2")
    assert page.get_by_text("Ann Archer").count() == 0


def test_a_session_known_before_signing_in_gives_nothing(visit, site):
    url, _, _ = site
    planted, drawn = connected(url)
    assert planted and b"Standpoint" in drawn and b"Signed in as" not in drawn
    plant = f"""
      const Real = window.WebSocket;
      window.WebSocket = class extends Real {{
        constructor(url, protocols) {{ super(url, [protocols[0], protocols[1], '{planted}']); }}
      }};
    """
    victim = visit(script=plant)
    assert victim.sessions[-1] == planted, "the planted session was not taken up, so this tests nothing"
    sign_in(victim, "ann-1")
    theirs = victim.sessions[-1]
    assert theirs != planted
    # Who planted it comes back to it, then to the session that the victim has now.
    for known in (planted, theirs):
        got, drawn = connected(url, known)
        assert got != theirs and b"Signed in as" not in drawn and b"Ann Archer" not in drawn
    victim.reload()
    victim.get_by_text("Signed in as Ann Archer").wait_for(timeout=WAIT)


def test_another_persons_way_back_signs_nobody_in(visit, site):
    """Login CSRF: a victim who opens the last step of the attacker's sign-in must not end up as the attacker."""
    url, _, _ = site
    attacker = visit()
    attacker.get_by_role("button", name="Sign in", exact=True).first.click()
    attacker.get_by_role("button", name="mal-4", exact=True).wait_for(timeout=WAIT)
    # Playwright routes no redirect, so the provider's form is sent without following it.
    sent = attacker.context.request.post(attacker.url, form={"sub": "mal-4"}, max_redirects=0)
    back = sent.headers["location"]
    assert back.startswith(f"{url}/oauth2callback") and {"code", "state"} <= set(parse_qs(urlsplit(back).query))
    victim = visit(back)
    victim.get_by_role("button", name="Sign in", exact=True).first.wait_for(timeout=WAIT)
    assert not signed_in(victim)
    victim = visit(who="ann-1")
    victim.goto(back)
    victim.get_by_text("Signed in as Ann Archer").wait_for(timeout=WAIT)
    assert victim.get_by_text("Mal Mallory").count() == 0
    # It was a working one: for the attacker it opens.
    attacker.goto(back)
    attacker.get_by_text("Signed in as Mal Mallory").wait_for(timeout=WAIT)


def test_neither_an_address_nor_a_link_says_who_one_is(visit, site):
    url, _, store = site
    ann = visit(who="ann-1")
    paste(ann, ARTICLE)
    link = make_link(ann)
    close(ann)
    me = member(store, "ann-1")
    for query in (
        f"user={me.id}", f"user:{me.id}=1", "sub=ann-1&iss=x&is_logged_in=true", f"session_id={ann.sessions[-1]}",
        "name=Ann+Archer&email=ann@example.org", "provider=default", "code=x&state=y",
    ):  # fmt: skip
        page = visit(f"/?{query}")
        assert not signed_in(page), query
        assert "Your projects" not in page.get_by_test_id("stMain").inner_text(), query
    for path in ("/auth/login?provider=x", "/oauth2callback?code=x&state=y", f"/oauth2callback?user={me.id}"):
        page = visit(path)
        assert not signed_in(page), path
    reader = visit(link)
    ready(reader)
    reader.goto(url)
    settled(reader)
    assert not signed_in(reader) and "Your projects" not in reader.get_by_test_id("stMain").inner_text()
    # A link doesn't make somebody else of who is signed in, nor show whose it is.
    ben = visit(who="ben-2")
    ben.goto(link)
    ready(ben)
    assert "Ann Archer" not in ben.get_by_test_id("stMain").inner_text()
    assert ben.get_by_role("button", name=re.compile("^(Save|Share)$")).count() == 0
    ben.goto(url)
    ben.get_by_text("Signed in as Ben Baker").wait_for(timeout=WAIT)
    settled(ben)
    assert "Your projects" not in ben.get_by_test_id("stMain").inner_text()


@pytest.mark.parametrize(
    ("secret", "broken", "said"),
    [("hunter2-hunter2", False, "cookie_secret in the"), ("0123456789abcdef" * 4, True, "can't be read as TOML")],
)
def test_accounts_that_are_set_up_wrong_close_the_server(site, tmp_path, secret, broken, said):
    """Without accounts the one at the machine owns everything: a slip in the secrets must not lead there."""
    _, instance, _ = site
    path = secrets_file(tmp_path, "http://localhost:1", "http://localhost:2", secret)
    if broken:
        path.write_text(path.read_text().replace('"standpoint"', '"standpoint'))
    with dashboard(f"--secrets.files={path}", STANDPOINT_DATA_DIR=str(tmp_path), DATABASE_URL="") as url:
        page = instance.new_page()
        page.goto(url)
        page.get_by_text(said).wait_for(timeout=WAIT)
        assert page.get_by_label("Article text").count() == 0
        assert secret not in page.content()
        page.close()
