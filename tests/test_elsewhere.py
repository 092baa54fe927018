"""What a measurement asks of another environment comes back, or why it can't."""

import sys

import pytest

from benchmarks import elsewhere


def test_answers_come_back_and_failures_say_why(tmp_path):
    job = {"text": "One thing. Another thing.", "statements": ["a"], "topics": ["b"], "repeats": 1}
    (answer,) = elsewhere.ask(sys.executable, "stage_peers", [job])
    assert set(answer) == {"systems", "missing"}
    with pytest.raises(elsewhere.Unavailable, match="no_such_part"):
        elsewhere.ask(sys.executable, "no_such_part", [])
    with pytest.raises(elsewhere.Unavailable, match="has no Python"):
        elsewhere.python_of(tmp_path)
