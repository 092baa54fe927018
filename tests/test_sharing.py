"""Links: unguessable, read-only, ending when they should, and showing no more than they say."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from analysis.corrections import Correction, article_key
from analysis.export import to_json
from analysis.redaction import quotes_only
from analysis.storage import schema
from analysis.storage.codec import now
from analysis.storage.engine import writing
from analysis.storage.errors import Forbidden, NotFound, StorageError
from analysis.storage.shares import (
    PasswordNeeded,
    check_password,
    create_share,
    hash_password,
    list_shares,
    open_share,
    revoke_share,
)
from tests.databases import engine, store, url  # noqa: F401
from tests.made import QUOTE, made, project


@pytest.fixture
def owned(store):  # noqa: F811
    user = store.user("local", "Owner McOwner")
    a = made()
    note = Correction(
        article_key(a.article), "stance", a.statements[0].content, "border-wall", "favor", by="Eve Editor", note="hush"
    )
    return store, user, store.create(user, project(a, corrections=(note,), name="Shared one"))


def everything(engine):  # noqa: F811
    with engine.connect() as db:
        return repr([db.execute(sa.select(t)).all() for t in schema.metadata.sorted_tables])


def test_a_link_shows_the_corrected_project(owned):
    store, user, saved = owned  # noqa: F811
    share, token = create_share(store, user, saved.project.id, with_text=True)
    view = open_share(store, token)
    assert view.name == "Shared one" and not view.live and view.with_text
    assert view.analyses[0].statements[0].classifications[0].stance == "favor"
    assert view.analyses[0].article.text == saved.project.analyses[0].article.text
    shown = json.dumps([to_json(a) for a in view.analyses])
    for secret in ("Eve Editor", "hush", "Owner McOwner", "secret-folder", saved.project.id, user.id):
        assert secret not in shown and secret not in repr(view)
    assert share in list_shares(store, user, saved.project.id)


def test_tokens_are_long_random_and_not_stored(owned):
    store, user, saved = owned  # noqa: F811
    tokens = {create_share(store, user, saved.project.id)[1] for _ in range(8)}
    assert len(tokens) == 8 and all(re.fullmatch(r"[\w-]{43}", t) for t in tokens)
    stored = everything(store.engine)
    assert not any(t in stored for t in tokens)
    for guess in ("", "x", "0" * 43, next(iter(tokens))[:-1], next(iter(tokens)) + " ", "\ud83d", "' OR 1=1 --", "\0"):
        with pytest.raises(NotFound, match="expired or was revoked"):
            open_share(store, guess)
    with store.engine.connect() as db:
        hashed = db.scalar(sa.select(schema.shares.c.token_hash))
    with pytest.raises(NotFound):
        open_share(store, hashed)


def test_expiry_and_revocation(owned):
    store, user, saved = owned  # noqa: F811
    p = saved.project.id
    (short, one), (_, two), (live, three) = (
        create_share(store, user, p, days=d, live=x) for d, x in ((1, False), (None, False), (9, True))
    )
    for token in (one, two, three):
        assert open_share(store, token)
    with writing(store.engine) as db:
        past = now(datetime.now(UTC) - timedelta(seconds=1))
        db.execute(schema.shares.update().where(schema.shares.c.id == short.id).values(expires_at=past))
    revoke_share(store, user, p, live.id)
    for token in (one, three):
        with pytest.raises(NotFound, match="expired or was revoked"):
            open_share(store, token)
    assert open_share(store, two)
    assert [s.revoked for s in list_shares(store, user, p)] == [True, False, False]
    store.delete(user, p)
    with pytest.raises(NotFound):
        open_share(store, two)


def test_snapshot_and_live(owned):
    store, user, saved = owned  # noqa: F811
    p = saved.project
    frozen, live = (create_share(store, user, p.id, live=x)[1] for x in (False, True))
    store.save(user, replace(p, name="Changed", analyses=(made("Second"),)), 1)
    assert (open_share(store, frozen).name, open_share(store, live).name) == ("Shared one", "Changed")
    assert open_share(store, live).analyses[0].article.title == "Second"
    assert open_share(store, frozen).at < open_share(store, live).at


def test_only_owners_share(owned):
    store, user, saved = owned  # noqa: F811
    p = saved.project.id
    share, _ = create_share(store, user, p)
    other, editor = store.user("other", "Other"), store.user("editor", "Editor")
    store.set_role(user, p, editor, "editor")
    mine = store.create(other, project())
    for who, error in ((editor, Forbidden), (other, NotFound)):
        for ask in (
            lambda who=who: create_share(store, who, p),
            lambda who=who: list_shares(store, who, p),
            lambda who=who: revoke_share(store, who, p, share.id),
        ):
            with pytest.raises(error):
                ask()
    with pytest.raises(NotFound):
        revoke_share(store, other, mine.project.id, share.id)
    assert not list_shares(store, user, p)[0].revoked


def test_password(owned):
    store, user, saved = owned  # noqa: F811
    p = saved.project.id
    with pytest.raises(StorageError, match="at least 8"):
        create_share(store, user, p, password="short")
    share, token = create_share(store, user, p, password="correct horse")
    assert share.password
    assert "correct horse" not in everything(store.engine)
    with pytest.raises(PasswordNeeded, match="has a password"):
        open_share(store, token)
    for _ in range(4):
        with pytest.raises(PasswordNeeded, match="not the password"):
            open_share(store, token, "battery staple")
    view = open_share(store, token, "correct horse")
    assert view.name == "Shared one" and view.key and view.key not in repr(view)
    assert open_share(store, token, key=view.key) == view
    other_token = create_share(store, user, p, password="correct horse")[1]
    for key in ("x", "\u00e9", view.key[:-1]):
        with pytest.raises(PasswordNeeded, match="has a password"):
            open_share(store, token, key=key)
    with pytest.raises(PasswordNeeded):
        open_share(store, other_token, key=view.key)
    for _ in range(5):
        with pytest.raises(PasswordNeeded):
            open_share(store, token, "battery staple")
    # Now even the right one waits, and trying doesn't shorten it.
    with pytest.raises(PasswordNeeded, match="Too many"):
        open_share(store, token, "correct horse")
    with writing(store.engine) as db:
        db.execute(schema.shares.update().values(blocked_until=now(datetime.now(UTC) - timedelta(seconds=1))))
    with pytest.raises(PasswordNeeded, match="not the password"):
        open_share(store, token, "\ud83d")
    with store.engine.connect() as db:
        until = db.scalar(sa.select(schema.shares.c.blocked_until).where(schema.shares.c.id == share.id))
    assert until > now(datetime.now(UTC) + timedelta(seconds=50))


def test_passwords_are_salted_and_slow():
    one, two = hash_password("the same one"), hash_password("the same one")
    assert one != two and one.startswith("scrypt$")
    assert check_password("the same one", one) and not check_password("another one", one)


@pytest.mark.parametrize("live", [False, True])
@pytest.mark.parametrize("with_text", [False, True])
def test_events_and_names_that_people_chose_go_through_a_link(store, live, with_text):  # noqa: F811
    user = store.user("local", "Me")
    one, two = made(), made("Other", name="Kessler", lead="Another day, another paper.\n\n", outlet="Tide")
    gone = made("Gone", name="Secret Source", lead="Gone.\n\n")
    saved = store.create(user, project(one, two))
    token = create_share(store, user, saved.project.id, live=live, with_text=with_text)[1]
    named = replace(
        saved.project,
        events={article_key(one.article): "The vote", article_key(gone.article): "Hidden event"},
        aliases={"Ann Kessler": "Anna Kessler", "Tom Bright": "Anna Kessler", "Secret Source": "Deep Throat"},
    )
    store.save(user, named, 1)
    if not live:
        before = open_share(store, token)
        assert before.events == ("", "") and before.analyses[0].speakers[0].name == "Ann Kessler"
        token = create_share(store, user, saved.project.id, with_text=with_text)[1]
    view = open_share(store, token)
    assert view.events == ("The vote", "")
    first, second = view.analyses
    # Two who now bear one name are one, in the positions too; a surname is the person it was for the owner.
    assert [s.name for s in first.speakers] == [s.name for s in second.speakers] == ["Anna Kessler"]
    assert first.speakers[0].aliases == ("Ann Kessler", "Tom Bright")
    assert {s.speaker_id for s in first.statements} == {"ann-kessler"} == {p.speaker_id for p in first.positions}
    assert first.words(first.statements[0]) == QUOTE
    shown = repr(view)
    for secret in ("Hidden event", "Secret Source", "Deep Throat"):
        assert secret not in shown


def test_links_made_before_events_were_shared_still_open(owned):
    from analysis.storage.codec import expand, squeeze

    store, user, saved = owned  # noqa: F811
    share, token = create_share(store, user, saved.project.id)
    with writing(store.engine) as db:
        data = expand(db.scalar(sa.select(schema.shares.c.snapshot).where(schema.shares.c.id == share.id)))
        del data["events"]
        db.execute(schema.shares.update().where(schema.shares.c.id == share.id).values(snapshot=squeeze(data)))
    assert open_share(store, token).events == ("",)


def test_quotes_only_keeps_the_evidence_and_nothing_else(owned):
    store, user, saved = owned  # noqa: F811
    full = saved.project.analyses[0]
    view = open_share(store, create_share(store, user, saved.project.id)[1])
    found = view.analyses[0]
    assert [found.words(s) for s in found.statements] == [full.words(s) for s in full.statements]
    for s, t in zip(full.statements, found.statements, strict=True):
        for old, new in ((s.source, t.source), (s.cue, t.cue)):
            assert full.article.text[slice(*old)] == found.article.text[slice(*new)]
    shown = json.dumps(to_json(found))
    assert QUOTE in shown
    for left_out in ("council met", "soon after", "on Monday", "end of the report"):
        assert left_out in full.article.text and left_out not in shown
    assert [p.kind for p in found.paragraphs] == ["body", "body"]
    assert found.article.text.startswith(QUOTE) and " … " in found.article.text


def test_quotes_only_of_overlapping_and_split_statements():
    a = made()
    text = a.article.text
    first, second = a.statements
    # A statement in three parts that runs over a paragraph's end and into another statement.
    lead = (0, 11)
    across = (text.index("She left"), text.index("Tom Bright told") + 3)
    odd = replace(first, content=(lead, across), source=(4, 8), cue=None)
    cut = quotes_only(
        replace(a, statements=(odd, second, replace(second, id=2, content=((0, 0),), source=None, cue=None)))
    )
    assert [cut.article.text[slice(*c)] for c in cut.statements[0].content] == [
        text[slice(*lead)],
        text[slice(*across)],
    ]
    assert cut.words(cut.statements[1]) == a.words(second)
    assert cut.article.text[slice(*cut.statements[0].source)] == "coun"
    assert all(p.end <= len(cut.article.text) for p in cut.paragraphs)
    assert quotes_only(replace(a, statements=())).article.text == ""


@pytest.mark.parametrize("name", ["inf-1-meridian-wire", "domestic-rent-cap"])
def test_quotes_only_of_real_analyses(name):
    from analysis.ingest import read_document
    from analysis.pipeline import analyse
    from tests.browser import ROOT

    path = ROOT / "sample_articles" / f"{name}.md"
    full = analyse(read_document(path.name, path.read_bytes()))
    cut = quotes_only(full)
    assert full.statements
    assert [cut.words(s) for s in cut.statements] == [full.words(s) for s in full.statements]
    assert len(cut.article.text) < len(full.article.text)
    kept = set()
    for s in full.statements:
        for a, b in (*s.content, s.source or (0, 0), s.cue or (0, 0)):
            kept.update(range(a, b))
    assert len(cut.article.text.replace(" … ", "").replace("\n", "")) <= len(kept)
