""" "May I?" and "which rows?" are one answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from angen.kernel import access
from angen.kernel.access import EVERYBODY, NOBODY, Reach, can, can_any, require, rows, rule, within
from angen.kernel.refusal import NotAllowed


@dataclass
class Somebody:
    """An actor who reaches what the test says."""

    reaches: Sequence[Reach] = ()
    pk: int = 1
    display_name: str = "某人"
    asked: list[str] = field(default_factory=list)

    def reach(self, permission: str) -> Sequence[Reach]:
        self.asked.append(permission)
        return self.reaches


@pytest.fixture(autouse=True, scope="module")
def declared() -> Iterator[None]:
    """A permission over a table every installation has: the label stands for the area path."""

    @rule("kernel_test.see", ContentType, "查看样例")
    def see(actor: access.Actor) -> Q:
        return within(actor, "kernel_test.see", area="app_label", body="model", own="pk")

    yield
    del access._rules["kernel_test.see"]


TREE = ["", "/37/", "/37/11/", "/37/11/21/", "/37/1", "/42/"]
REACHES = st.lists(
    st.one_of(
        st.just(Reach("all")),
        st.builds(Reach, st.just("area"), st.sampled_from(TREE)),
        st.builds(Reach, st.just("body"), st.sampled_from(["", "a", "b", "c"])),
        st.just(Reach("own")),
    ),
    max_size=3,
)
RECORDS = st.lists(
    st.tuples(st.sampled_from(TREE), st.sampled_from(["a", "b", "c"])), unique=True, max_size=8
)


def reached(record: ContentType, actor: Somebody) -> bool:
    """The rule in plain Python."""
    return any(
        reach.kind == "all"
        or (reach.kind == "area" and reach.key != "" and record.app_label.startswith(reach.key))
        or (reach.kind == "body" and record.model == reach.key)
        or (reach.kind == "own" and record.pk == actor.pk)
        for reach in actor.reaches
    )


class Agreement(TestCase):
    """rows, can and require agree with each other and with the rule, whatever the roles."""

    @given(REACHES, RECORDS, st.integers(0, 7))
    def test_the_three_answers_are_one(
        self, reaches: list[Reach], records: list[tuple[str, str]], own: int
    ) -> None:
        made = [ContentType.objects.create(app_label=a, model=m) for a, m in records]
        actor = Somebody(reaches, pk=made[own].pk if own < len(made) else -1)
        seen = set(rows(actor, "kernel_test.see").values_list("pk", flat=True))
        among = ContentType.objects.filter(pk__in=[record.pk for record in made])
        listed = set(rows(actor, "kernel_test.see", among))
        for record in made:
            wanted = reached(record, actor)
            assert (record.pk in seen) is wanted
            assert (record in listed) is wanted
            assert can(actor, "kernel_test.see", record) is wanted
            try:
                require(actor, "kernel_test.see", record)
            except NotAllowed:
                assert not wanted
            else:
                assert wanted
        assert can_any(actor, "kernel_test.see") is bool(reaches)
        assert set(actor.asked) == {"kernel_test.see"}


@pytest.mark.django_db
def test_nobody_by_default() -> None:
    assert not rows(Somebody(), "kernel_test.see").exists()
    assert ContentType.objects.exists()


@pytest.mark.django_db
def test_what_counts_is_the_record_in_the_database() -> None:
    record = ContentType.objects.create(app_label="/42/", model="a")
    record.app_label = "/37/"
    actor = Somebody([Reach("area", "/37/")])
    assert not can(actor, "kernel_test.see", record)
    assert not can(actor, "kernel_test.see", ContentType(app_label="/37/", model="a"))


def test_a_reach_without_lookup_matches_nothing() -> None:
    actor = Somebody([Reach("area", "/37/"), Reach("body", "a"), Reach("own")])
    assert within(actor, "x") == NOBODY
    assert within(actor, "x", body="agency") == Q(agency="a")
    assert within(actor, "x", area="area__path", own="account") == Q(
        area__path__startswith="/37/"
    ) | Q(account=1)
    assert within(Somebody([Reach("own"), Reach("all")]), "x") == EVERYBODY


@pytest.mark.parametrize("ask", [rows, can_any])
def test_an_undeclared_permission_raises(ask: object) -> None:
    with pytest.raises(LookupError, match=r"no permission is named kernel_test\.fly"):
        ask(Somebody([Reach("all")]), "kernel_test.fly")  # type: ignore[operator]


def test_a_permission_speaks_of_one_model() -> None:
    with pytest.raises(TypeError, match="ContentType"):
        can(Somebody([Reach("all")]), "kernel_test.see", Q())  # type: ignore[arg-type]


def test_a_permission_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        rule("kernel_test.see", ContentType)(lambda actor: NOBODY)


@pytest.mark.django_db
def test_a_refusal_names_the_permission_in_chinese() -> None:
    with pytest.raises(NotAllowed, match="查看样例"):
        require(Somebody(), "kernel_test.see", ContentType.objects.first())  # type: ignore[arg-type]


def test_declared_permissions_are_listed_by_name() -> None:
    names = [one.name for one in access.declared()]
    assert "kernel_test.see" in names
    assert names == sorted(names)
