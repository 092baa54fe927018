"""What happened to a project, and going back to an earlier analysis without losing the later one."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from analysis.corrections import article_key
from analysis.hosting import HostSettings
from analysis.storage import schema
from analysis.storage.engine import migrate
from analysis.storage.errors import Conflict, Forbidden, NotFound, QuotaExceeded, StorageError
from analysis.storage.history import project_history, restore_run
from analysis.storage.members import add_member, remove_member
from analysis.storage.store import Store
from tests.databases import engine, store, url  # noqa: F401
from tests.made import made, project
from tests.test_storage import REVISIONS, _old_data, fix


def again(analysis, model):
    return replace(analysis, versions={**analysis.versions, "stance model": model})


def test_saves_analyses_and_corrections_with_who_and_when(store):  # noqa: F811
    ann, ben = store.user("a", "Ann"), store.user("b", "Ben", "ben@example.org")
    one, two = made(model="first"), made("Other", lead="Other.\n\n")
    saved = store.create(ann, project(one, two))
    p = saved.project.id
    add_member(store, ann, p, "ben@example.org", "editor")
    newer = again(one, "second")
    saved = store.save(ben, replace(saved.project, analyses=(newer, two), corrections=(fix(one),)), 1)
    saved = store.save(
        ann, replace(saved.project, name="Renamed", aliases={"a": "b"}, events={article_key(one.article): "Vote"}), 2
    )
    found = project_history(store, ann, p)
    assert [(e.kind, e.by, e.version) for e in found] == [
        ("saved", "Ann", 3), ("saved", "Ben", 2), ("added", "Ann", 0), ("made", "Ann", 1),
    ]  # fmt: skip
    assert [e.at for e in found] == sorted((e.at for e in found), reverse=True)
    last, bens, added, first = found
    assert last.changed == ("name", "events", "names") and not last.runs and not last.corrections
    assert [r.versions["stance model"] for r in bens.runs] == ["second"] and bens.corrections == (fix(one),)
    assert bens.runs[0].current and bens.runs[0].article_key == article_key(one.article) and not bens.changed
    assert [r.current for r in first.runs] == [False, True]
    assert (added.who, added.role) == ("Ben", "editor")
    # Who isn't an owner doesn't read who was invited; a stranger reads nothing.
    assert [e.kind for e in project_history(store, ben, p)] == ["saved", "saved", "made"]
    with pytest.raises(NotFound):
        project_history(store, store.user("c", "Cas"), p)
    remove_member(store, ann, p, ben.id)
    assert project_history(store, ann, p)[0].kind == "removed"
    with pytest.raises(NotFound):
        project_history(store, ben, p)


def test_restoring_keeps_the_newer_analysis(store):  # noqa: F811
    ann, viewer = store.user("a", "Ann"), store.user("v", "Vic")
    old, other = made(model="first"), made("Other", lead="Other.\n\n")
    new = again(old, "second")
    p = store.create(ann, project(old, other)).project
    store.set_role(ann, p.id, viewer, "viewer")
    saved = store.save(ann, replace(p, analyses=(new, other), corrections=(fix(old),)), 1)
    before, after = (r.id for r in reversed(store.history(ann, p.id, article_key(old.article))))
    with pytest.raises(Forbidden):
        restore_run(store, viewer, p.id, before, saved.version)
    with pytest.raises(Conflict):
        restore_run(store, ann, p.id, before, 1)
    with pytest.raises(StorageError, match="present one already"):
        restore_run(store, ann, p.id, after, saved.version)
    with pytest.raises(NotFound):
        restore_run(store, ann, p.id, 10**6, saved.version)
    assert store.load(ann, p.id).version == 2
    back = restore_run(store, ann, p.id, before, 2)
    assert back.project.analyses == (old, other) and back.version == 3 and back == store.load(ann, p.id)
    assert back.project.corrections == (fix(old),)
    assert store.run(viewer, p.id, after) == new
    assert project_history(store, ann, p.id)[0].kind == "restored"
    assert project_history(store, ann, p.id)[0].article == article_key(old.article)
    # And forward again; a save after it stores nothing twice.
    forward = restore_run(store, ann, p.id, after, 3)
    assert forward.project.analyses == (new, other)
    store.save(ann, forward.project, 4)
    assert len(store.history(ann, p.id, article_key(old.article))) == 2
    # Runs of another project are none of this one.
    foreign = store.create(viewer, project())
    with pytest.raises(NotFound):
        restore_run(store, viewer, foreign.project.id, before, 1)


def test_an_article_that_was_taken_out_comes_back(store):  # noqa: F811
    ann = store.user("a", "Ann")
    one, two = made(), made("Other", lead="Other.\n\n")
    p = store.create(ann, project(one, two)).project
    store.save(ann, replace(p, analyses=(two,)), 1)
    run = store.history(ann, p.id, article_key(one.article))[0].id
    tight = Store(store.engine, HostSettings().model_copy(update={"max_articles": 1}))
    with pytest.raises(QuotaExceeded):
        restore_run(tight, ann, p.id, run, 2)
    assert restore_run(store, ann, p.id, run, 2).project.analyses == (two, one)
    store.save(ann, replace(p, analyses=()), 3)
    assert restore_run(store, ann, p.id, run, 4).project.analyses == (one,)


@pytest.mark.parametrize("revision", REVISIONS[:3])
def test_what_was_saved_before_there_was_a_log(engine, revision):  # noqa: F811
    _old_data(engine, revision)
    migrate(engine)
    store = Store(engine, HostSettings())  # noqa: F811
    (event,) = project_history(store, store.user("local", "Me"), "p")
    assert (event.kind, event.by, event.at, event.version) == ("saved", "Me", "2024", 0)
    assert len(event.runs) == 1 and event.runs[0].current and len(event.corrections) == 1


def test_the_log_holds_no_words_of_articles(store):  # noqa: F811
    ann = store.user("a", "Ann")
    saved = store.create(ann, project())
    store.save(ann, replace(saved.project, aliases={"Ann Kessler": "Kessler"}), 1)
    with store.engine.connect() as db:
        details = [json.loads(x) for x in db.scalars(sa.select(schema.activity.c.detail))]
    assert details == [{}, {"version": 2, "changed": ["names"]}]
