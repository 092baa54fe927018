import networkx

from analysis.collection import build
from analysis.landscape import agreement, graphml, network, stance_space, timeline
from tests.made_set import made, on, valley


def test_space_puts_those_who_agree_together():
    set_ = build(
        [
            made("A", "2024-01-01", ("Ann Kessler", "“Yes to the dam.”", on("dam", "favor"), on("tax", "favor")),
                 ("Bo Lund", "“Build the dam.”", on("dam", "favor"), on("tax", "favor"))),
            made("B", "2024-01-01", ("Cy Moor", "“No dam.”", on("dam", "against"), on("tax", "against")),
                 ("Di Nash", "“No dam, lower taxes.”", on("dam", "against"), on("tax", "favor"))),
        ]
    )  # fmt: skip
    space = stance_space(set_)
    at = {p.name: p for p in space.places}
    assert {p.kind for p in space.places} == {"speaker", "outlet"}
    near = abs(at["Ann Kessler"].x - at["Bo Lund"].x)
    far = abs(at["Ann Kessler"].x - at["Cy Moor"].x)
    assert near < 0.05 < far
    assert 0.99 < sum(space.explained) <= 1.0001
    assert space.axes[0]


def test_no_space_without_sides_or_with_one_topic():
    assert stance_space(build([])) is None
    one = made("A", "", ("Ann Kessler", "“Yes.”", on("dam", "favor")), ("Bo Lund", "“No.”", on("dam", "against")))
    assert stance_space(build([one])) is None


def test_network_has_sides_and_can_be_exported():
    graph = network(build(valley()))
    assert graph.nodes["topic:dam"]["label"] == "Building the dam"
    assert graph.edges["speaker:Mia Long", "topic:dam"]["stance"] == "against"
    assert not any("author" in n for n in graph)
    again = networkx.parse_graphml(graphml(graph).decode())
    assert set(again) == set(graph)


def test_agreement_counts_topics():
    pairs = {(a, b): (same, other) for a, b, same, other in agreement(build(valley()))}
    assert pairs["Mia Long", "Tom Bright"] == (1, 0)


def test_timeline_marks_changes_of_side():
    moments = [m for m in timeline(build(valley()), "dam") if m.speaker == "Ann Kessler"]
    assert [(m.date, m.stance, m.changed) for m in moments] == [
        ("2024-05-01", "favor", False),
        ("2024-05-02", "against", True),
    ]
    assert timeline(build(valley()), "nothing") == ()
    undated = build([made("A", "", ("Ann Kessler", "“Yes.”", on("dam", "favor")))])
    assert timeline(undated, "dam") == ()
