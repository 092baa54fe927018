"""Who has a part in a project: by address, with a role, and never without an owner; on the real databases."""

import threading

import pytest

from analysis.storage.errors import Forbidden, NotFound, StorageError
from analysis.storage.members import (
    add_member,
    change_role,
    list_members,
    remove_member,
    same_email,
    transfer,
)
from tests.databases import engine, store, url  # noqa: F401
from tests.made import project


@pytest.fixture
def people(store):  # noqa: F811
    """A project of Ann's, with Ben and Cas who have signed in but have no part in it."""
    ann, ben, cas = (store.user(f"iss|{n}", n.title(), f"{n}@example.org") for n in ("ann", "ben", "cas"))
    return store, store.create(ann, project()).project.id, ann, ben, cas


def roles(store, user, p):  # noqa: F811
    return {m.name: (m.role, m.joined) for m in list_members(store, user, p)}


def test_add_change_and_remove_by_address(people):
    store, p, ann, ben, cas = people  # noqa: F811
    assert add_member(store, ann, p, " Ben@Example.ORG ", "editor").id == ben.id
    add_member(store, ann, p, "cas@example.org", "viewer")
    assert roles(store, ann, p) == {"Ann": ("owner", True), "Ben": ("editor", True), "Cas": ("viewer", True)}
    assert store.role(ben, p) == "editor"
    with pytest.raises(StorageError, match="already here, as editor"):
        add_member(store, ann, p, "ben@example.org", "viewer")
    change_role(store, ann, p, ben.id, "viewer")
    with pytest.raises(Forbidden, match="You are a viewer"):
        store.save(ben, store.load(ben, p).project, 1)
    remove_member(store, ann, p, cas.id)
    with pytest.raises(NotFound):
        store.load(cas, p)
    with pytest.raises(NotFound, match="Somebody may have removed them"):
        change_role(store, ann, p, cas.id, "editor")
    # Whoever isn't an owner may only leave.
    add_member(store, ann, p, "cas@example.org", "editor")
    with pytest.raises(Forbidden):
        remove_member(store, cas, p, ben.id)
    remove_member(store, cas, p, cas.id)
    assert store.projects(cas) == []


def test_who_signs_in_later_takes_up_the_invitation(people):
    store, p, ann, ben, _ = people  # noqa: F811
    new = add_member(store, ann, p, "dora@example.org", "viewer")
    assert not new.joined and roles(store, ann, p)["dora@example.org"] == ("viewer", False)
    change_role(store, ann, p, new.id, "editor")
    with pytest.raises(StorageError, match="already here, as editor"):
        add_member(store, ann, p, "DORA@example.org", "viewer")
    with pytest.raises(StorageError, match="have to sign in once"):
        transfer(store, ann, p, new.id)
    # Somebody of whom nobody knows that the address is theirs gets nothing.
    assert store.projects(store.user("iss|mallory", "dora@example.org")) == []
    dora = store.user("iss|dora", "Dora", "dora@example.org")
    assert store.role(dora, p) == "editor"
    assert roles(store, ann, p)["Dora"] == ("editor", True) and "dora@example.org" not in roles(store, ann, p)
    # An invitation that was taken back is none, and one doesn't lower what somebody has already.
    gone = add_member(store, ann, p, "erik@example.org", "owner")
    remove_member(store, ann, p, gone.id)
    assert store.projects(store.user("iss|erik", "Erik", "erik@example.org")) == []
    add_member(store, ann, p, "second@example.org", "viewer")
    store.user("iss|dora", "Dora", "second@example.org")
    assert store.role(dora, p) == "editor"
    # An address that passed to another person means that one.
    frank = store.user("iss|frank", "Frank", "ben@example.org")
    assert add_member(store, ann, p, "ben@example.org", "viewer").id == frank.id
    with pytest.raises(NotFound):
        store.role(ben, p)


def test_a_project_keeps_an_owner(people):
    store, p, ann, ben, cas = people  # noqa: F811
    add_member(store, ann, p, "ben@example.org", "editor")
    invited = add_member(store, ann, p, "nobody@example.org", "owner")
    # Somebody who was only invited as an owner is none yet.
    for end in (
        lambda: remove_member(store, ann, p, ann.id),
        lambda: change_role(store, ann, p, ann.id, "editor"),
        lambda: store.set_role(ann, p, ann, None),
    ):
        with pytest.raises(StorageError, match="needs an owner"):
            end()
        assert store.role(ann, p) == "owner"
    transfer(store, ann, p, ben.id)
    assert (store.role(ann, p), store.role(ben, p)) == ("editor", "owner")
    with pytest.raises(Forbidden):
        transfer(store, ann, p, ann.id)
    with pytest.raises(StorageError, match="own this project already"):
        transfer(store, ben, p, ben.id)
    for nobody in (cas.id, "x"):
        with pytest.raises(NotFound):
            transfer(store, ben, p, nobody)
    assert store.role(ben, p) == "owner" and invited.id


def test_two_owners_who_remove_each_other_at_once_leave_one(people):
    store, p, ann, ben, _ = people  # noqa: F811
    for _round in range(5):
        store.set_role(ann, p, ben, "owner")
        start, left = threading.Barrier(2), []

        def go(me, other, start=start, left=left):
            start.wait()
            try:
                change_role(store, me, p, other.id, "viewer")
            except StorageError as error:
                left.append(error)

        both = [threading.Thread(target=go, args=x) for x in ((ann, ben), (ben, ann))]
        for x in both:
            x.start()
        for x in both:
            x.join(60)
        assert len(left) == 1
        owners = [u for u in (ann, ben) if store.role(u, p) == "owner"]
        assert len(owners) == 1
        if owners == [ben]:
            store.set_role(ben, p, ann, "owner")


def test_only_owners_change_members_and_see_addresses(people):
    store, p, ann, ben, cas = people  # noqa: F811
    add_member(store, ann, p, "ben@example.org", "editor")
    waiting = add_member(store, ann, p, "late@example.org", "viewer")
    for who, error in ((ben, Forbidden), (cas, NotFound)):
        for ask in (
            lambda who=who: add_member(store, who, p, "x@example.org", "viewer"),
            lambda who=who: change_role(store, who, p, who.id, "owner"),
            lambda who=who: change_role(store, who, p, waiting.id, "owner"),
            lambda who=who: remove_member(store, who, p, ann.id),
            lambda who=who: remove_member(store, who, p, waiting.id),
            lambda who=who: transfer(store, who, p, who.id),
        ):
            with pytest.raises(error):
                ask()
    with pytest.raises(NotFound):
        list_members(store, cas, p)
    assert {(m.name, m.email) for m in list_members(store, ben, p)} == {("Ann", ""), ("Ben", "")}
    assert {m.email for m in list_members(store, ann, p)} == {"ann@example.org", "ben@example.org", "late@example.org"}
    # Members of one project are nobody in another.
    other = store.create(cas, project()).project.id
    for ask in (
        lambda: change_role(store, cas, other, ben.id, "viewer"),
        lambda: remove_member(store, cas, other, waiting.id),
        lambda: transfer(store, cas, other, ben.id),
    ):
        with pytest.raises(NotFound):
            ask()
    assert waiting in list_members(store, ann, p)


@pytest.mark.parametrize(
    "wrong",
    ["", "x", "a@b", "a b@example.org", "a@example.org, b@example.org", "a@\nexample.org", "a\0@example.org",
     "<a@example.org>", "a@example.org" + "x" * 300, "a@@example.org", "a@example."],
)  # fmt: skip
def test_what_is_no_address_is_said(people, wrong):
    store, p, ann, *_ = people  # noqa: F811
    with pytest.raises(StorageError, match="is no e-mail address"):
        add_member(store, ann, p, wrong, "viewer")
    assert len(list_members(store, ann, p)) == 1


def test_addresses_and_roles(people, monkeypatch):
    store, p, ann, *_ = people  # noqa: F811
    assert same_email("Zoë.Ø+list@Bücher.example ") == "zoë.ø+list@bücher.example"
    for ask in (
        lambda r: add_member(store, ann, p, "x@example.org", r),
        lambda r: change_role(store, ann, p, ann.id, r),
    ):
        with pytest.raises(StorageError, match="There is no role"):
            ask("admin")
    monkeypatch.setattr("analysis.storage.members.MOST", 2)
    add_member(store, ann, p, "x@example.org", "viewer")
    with pytest.raises(StorageError, match="at most 2 members"):
        add_member(store, ann, p, "y@example.org", "viewer")
