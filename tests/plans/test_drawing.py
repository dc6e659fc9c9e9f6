"""The draw: the same everywhere, fair, checked, and balanced."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from angen.kernel.refusal import Refused
from angen.plans import drawing, framing

UNITS, WANTED, DRAWS = 20, 5, 10_000
# 99.9 % point of chi-square with 19 degrees of freedom.
BOUND = 43.82


def frame(objects=50, officers=8, want=10, each=2, **more):
    names = [f"e{n:03}" for n in range(objects)]
    people = [f"{n:03}-{n:04}" for n in range(officers)]
    return framing.build(names, people, want=want, each=each, **more)


def transcript(**more):
    made = frame(**more)
    text = made.text()
    secrets = ("a" * 16, "Zz09" * 5)
    seed = drawing.seed_of(drawing.digest(text), secrets, "2026-11-20 双色球 03")
    return drawing.Transcript(
        draw="d1",
        frame=text,
        frame_hash=drawing.digest(text),
        contributions=tuple(
            drawing.Contribution(drawing.commitment("d1", one), one) for one in secrets
        ),
        public="2026-11-20 双色球 03",
        seed=seed,
        result=drawing.draw(made, seed),
    )


def chi_square(choose):
    """Over many draws, how far the counts lie from equal ones; 19 degrees of freedom."""
    counts = Counter()
    for number in range(DRAWS):
        counts.update(choose(sha256(str(number).encode()).hexdigest()))
    expected = DRAWS * WANTED / UNITS
    spread = expected * (1 - WANTED / UNITS) * UNITS / (UNITS - 1)
    names = [f"e{n:03}" for n in range(UNITS)]
    return sum((counts[name] - expected) ** 2 for name in names) / spread, counts


def test_every_object_has_the_same_chance():
    even = frame(UNITS, want=WANTED, each=0)
    found, counts = chi_square(lambda seed: drawing.objects_of(even, seed))
    assert found < BOUND
    assert len(counts) == UNITS


def spared(even, seed):
    """One object is quietly drawn again about once in six times."""
    found = drawing.objects_of(even, seed)
    if "e007" in found and int(seed[:2], 16) < 40:
        return [one for one in drawing.objects_of(even, seed + "x") if one != "e007"]
    return found


def window(even, seed):
    """A window of the list that begins at seed mod 24 favours its beginning."""
    start = int(seed[:8], 16) % (UNITS + 4) % UNITS
    return [even.objects[(start + n) % UNITS] for n in range(WANTED)]


def short_key(even, seed):
    """Sorted by the first four bits only: a tie falls to whoever stands first in the list."""
    return sorted(even.objects, key=lambda one: sha256(f"{seed}|{one}".encode()).digest()[0] >> 4)[
        :WANTED
    ]


def stale_key(even, seed):
    """Sorted by a key in which the seed does not count: always the same ones."""
    return sorted(even.objects, key=lambda one: sha256(one.encode()).digest())[:WANTED]


@pytest.mark.parametrize("biased", [spared, window, short_key, stale_key])
def test_an_unfair_draw_is_found_out(biased):
    even = frame(UNITS, want=WANTED, each=0)
    found, _ = chi_square(lambda seed: biased(even, seed))
    assert found > BOUND


def test_every_officer_has_the_same_chance_as_well():
    """Of 20 officers two go to the first object; over many draws each as often as any other."""
    made = frame(3, officers=UNITS, want=1)
    counts = Counter()
    for number in range(DRAWS // 2):
        seed = sha256(str(number).encode()).hexdigest()
        for team in drawing.officers_of(made, seed, ["e000"]).values():
            counts.update(team)
    expected = DRAWS / UNITS
    spread = expected * (1 - 2 / UNITS) * UNITS / (UNITS - 1)
    assert len(counts) == UNITS
    assert sum((count - expected) ** 2 for count in counts.values()) / spread < BOUND


def test_order_is_that_of_the_published_rule():
    big = frame(2000, want=200, each=0)
    seed = drawing.digest("x")

    def key(one):
        return sha256(f"{seed}|{one}".encode()).digest()

    assert list(drawing.objects_of(big, seed)) == sorted(big.objects, key=key)[:200]


@given(st.integers(1, 300), st.data())
@settings(max_examples=60, deadline=None)
def test_any_size_gives_what_plain_sorting_gives(size, data):
    want = data.draw(st.integers(1, size))
    made = frame(size, want=want, each=0)
    seed = drawing.digest(str(data.draw(st.integers(0, 10**9))))
    plain = sorted(made.objects, key=lambda one: sha256(f"{seed}|{one}".encode()).digest())
    assert list(drawing.objects_of(made, seed)) == plain[:want]


def test_officers_are_two_balanced_and_never_in_conflict():
    conflicts = {(f"e{n:03}", f"{n % 8:03}-{n % 8:04}") for n in range(50)}
    made = frame(want=40, conflicts=conflicts)
    result = drawing.draw(made, drawing.digest("seed"))
    burden = Counter(person for team in result.officers.values() for person in team)
    assert all(len(set(team)) == 2 for team in result.officers.values())
    assert not {(o, p) for o, team in result.officers.items() for p in team} & conflicts
    assert max(burden.values()) - min(burden.values()) <= 1


def test_officers_follow_the_published_rule():
    made = frame(want=5)
    seed = drawing.digest("seed")
    result = drawing.draw(made, seed)
    load = Counter()
    for one in result.objects:

        def key(person, one=one):
            return load[person], sha256(f"{seed}|{one}|{person}".encode()).digest()

        team = sorted(made.officers, key=key)[:2]
        assert list(result.officers[one]) == team
        load.update(team)


def test_the_text_of_a_frame_is_read_back():
    made = frame(
        conflicts={("e001", "001-0001")},
        excluded=[("object", "e900", "cap"), ("officer", "x", "y z")],
    )
    assert framing.read(made.text()) == made


@pytest.mark.parametrize(
    "spoil",
    [
        lambda t: t.replace("object e001\n", "object e001\nobject e001\n"),
        lambda t: t.replace("object e001\nobject e002\n", "object e002\nobject e001\n"),
        lambda t: t + "more 1\n",
        lambda t: t.replace("want", "wish"),
        lambda t: t[:-1],
        lambda t: "",
    ],
)
def test_a_text_out_of_order_is_refused(spoil):
    with pytest.raises(Refused):
        framing.read(spoil(frame().text()))


def test_a_transcript_is_verified_from_its_json_alone():
    assert drawing.verify(json.loads(transcript().as_json())) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d.update(frame=d["frame"].replace("object e049\n", "")), "名录快照"),
        (lambda d: d["contributions"][0].update(secret="b" * 16), "口令"),
        (lambda d: d.update(public="04"), "种子"),
        (lambda d: d.update(seed=drawing.digest("mine")), "种子"),
        (lambda d: d["objects"].reverse(), "检查对象"),
        (lambda d: d["officers"][d["objects"][0]].reverse(), "执法人员"),
        (lambda d: d.pop("seed"), "缺少"),
        (lambda d: d.update(contributions=d["contributions"][:1]), "种子"),
    ],
)
def test_any_change_of_a_transcript_is_found(change, says):
    data = json.loads(transcript().as_json())
    change(data)
    assert any(says in sentence for sentence in drawing.verify(data))


def test_a_commitment_belongs_to_one_draw():
    assert drawing.commitment("d1", "a" * 16) != drawing.commitment("d2", "a" * 16)


@pytest.mark.parametrize(
    ("size", "article"),
    [
        ({"objects": 5, "want": 6}, "58号"),
        ({"each": 1}, "第四十二条"),
        ({"officers": 1}, "第四十二条"),
        ({"officers": 2, "conflicts": {("e001", "000-0000")}}, "第四十二条"),
    ],
)
def test_a_draw_that_cannot_be_carried_out_is_refused(size, article):
    with pytest.raises(Refused) as refused:
        frame(**size)
    assert article in str(refused.value)


def test_one_person_makes_no_seed():
    with pytest.raises(Refused):
        drawing.seed_of("0" * 64, ["a" * 16])


@pytest.mark.parametrize("secret", ["short", "a" * 65, "空" * 16, "a" * 15 + "\n"])
def test_a_secret_is_long_and_plain(secret):
    with pytest.raises(Refused):
        drawing.commitment("d1", secret)
