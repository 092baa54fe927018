"""The scale benchmark at a size that a test has time for, and the arithmetic of its estimate."""

import json
import re
from dataclasses import replace

import pytest

from benchmarks import scale
from benchmarks.scale_text import drawing, drawn_on, estimate, render
from tests.browser import need


@pytest.fixture(scope="module")
def found():
    """All that is measured, over a few articles each."""
    try:
        import ray  # noqa: F401
    except ImportError:
        need(False, "Ray")
    options = ["--articles", "4", "6", "8", "--short", "8", "16", "--workers", "2", "--planned", "300"]
    options += ["--paragraphs", "3"]
    return scale.collect(scale.parser().parse_args(options))


def test_every_part_is_measured(found):
    assert [r["articles"] for r in found["runs"]] == [4, 6, 8]
    for run in (*found["runs"], *found["partitions"], found["ray"]):
        assert 0 < run["start"] < run["seconds"] and run["busy"] > 0 and run["stored"] > 0 and run["taken"] > 0
    assert all(r["processor"] > 0 and r["memory"] > 50 for r in found["runs"])
    assert len({r["size"] for r in found["partitions"]}) == 3
    assert [r["articles"] for r in found["short"]] == [8, 16] and found["short clock"] is None
    assert found["short"][0]["words"] < found["runs"][-1]["words"]
    broken = found["resume"]
    assert broken["same"] and 0 < broken["kept"] < broken["partitions"] == 3
    assert found["planning"]["articles"] == 300 and found["planning"]["plan"] > 50
    assert json.loads(json.dumps(found)) == found


def test_the_report_says_what_was_not_measured(found):
    told = render(found, "scale.svg")
    for heading in ("Many short ones", "Size of partitions", "Killed and resumed", "On a Ray cluster", "100 million articles, on paper",
                    "Where it would break first", "A live feed of 1,000 articles a minute"):  # fmt: skip
        assert f"## {heading}" in told
    assert "drawn on, not measured" in told and "| 10,000 |" in told and "the same, byte for byte" in told
    assert "isn't installed" in render({**found, "ray": None}, "scale.svg")
    assert "Many short ones" not in render({**found, "short": []}, "scale.svg")
    fitted = {**found, "short clock": {"a": 2.0, "b": 0.04, "explained": 0.999}}
    assert "2.0 s + 40.0 s · thousands of notes explains 99.90%" in render(fitted, "scale.svg")
    drawn = drawing(found)
    assert drawn.count('fill="white" stroke=') == len(drawn_on(found)) + 1 == 5
    assert "extrapolated, not measured" in drawn


def fixed():
    """Figures that can be reckoned by hand."""
    run = dict(articles=100, words=1, size=10, seconds=110.0, start=5.0, busy=1.0, processor=230.0, memory=512.0,
               stored=100 * 2_000, taken=100 * 5_000)  # fmt: skip
    return {
        "processor": "x", "cores": 2, "load": 0.1, "workers": 2, "runs": [run],
        "clock": {"a": 10.0, "b": 1.0, "explained": 1.0}, "core": {"a": 30.0, "b": 1.8, "explained": 1.0},
        "short": [], "short clock": None, "partitions": [run], "ray": None, "planning": {"articles": 10, "seconds": 2.0, "bytes": 100e6, "plan": 200.0},
        "resume": {"articles": 4, "size": 1, "partitions": 4, "kept": 2, "start": 1.0, "seconds": 2.0, "same": True},
        "assumed": {"core_hour": 0.04, "gigabyte_month": 0.02, "nodes": 50, "node_cores": 16, "partition": 1000},
    }  # fmt: skip


def test_the_estimate_by_hand():
    e = estimate(fixed())
    assert e["core hours"] == pytest.approx(50_000)
    assert e["dollars of computing"] == pytest.approx(2_000)
    assert e["days"] == pytest.approx(50_000 / 800 / 24)
    assert e["result bytes"] == pytest.approx(0.2e12) and e["input bytes"] == pytest.approx(0.5e12)
    assert e["dollars of storage a month"] == pytest.approx(14)
    assert e["planning hours"] == pytest.approx(0.5e12 / 50e6 / 3600)
    assert e["partitions"] == 100_000 and e["plan bytes"] == pytest.approx(20e6)
    assert e["live cores"] == pytest.approx(50) and e["live seconds of work"] == pytest.approx(36)
    assert e["live memory bytes"] == pytest.approx(25 * 2**30)
    assert drawn_on(fixed()) == [(1_000, 1_010), (2_000, 2_010), (5_000, 5_010), (10_000, 10_010)]
    told = render(fixed(), "scale.svg")
    assert "| core-hours | 50,000 |" in told and "**Other work" not in told
    assert "**Other work" in render({**fixed(), "load": 9.0}, "scale.svg")


def test_the_line_is_least_squares():
    runs = [scale.Run(n, 0, 1, 5 + 2.0 * n, 0, 0, 3 + 4.0 * n, 0, 0, 0) for n in (10, 20, 40)]
    assert scale.line(runs, "seconds") == pytest.approx({"a": 5, "b": 2, "explained": 1})
    assert scale.line(runs, "processor") == pytest.approx({"a": 3, "b": 4, "explained": 1})
    noisy = scale.line([replace(runs[0], seconds=900.0), *runs[1:]], "seconds")
    assert noisy["b"] > 0 and noisy["a"] >= 0


def test_made_articles_all_differ():
    made = scale.varied(30)
    assert len({a["text"] for a in made}) == 30 and made == scale.varied(30)
    assert all(len(re.findall(r"\w+", a["text"])) > 200 for a in made)


@pytest.mark.parametrize("given", [["4", "6"], ["1", "6", "8"], ["6", "6", "8"]])
def test_too_few_numbers_show_no_growth(given, capsys):
    with pytest.raises(SystemExit):
        scale.main(["--articles", *given])
    assert "three different numbers" in capsys.readouterr().err
