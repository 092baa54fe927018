"""No pattern takes exponential time: a line of an article must never hang the dashboard (ReDoS, CWE-1333)."""

import subprocess
import sys

from analysis.boilerplate import is_boilerplate

TRY_ALL = r"""
import importlib, pkgutil, re, sys
import analysis, models

UNITS = ("A", "a", "AB ", "A. ", "The ", "and ", "of, ", "1", "1 ", "1:", " ", "\t", "\n", "“", "”", '"', "' ", "’s ", "- ", "-",
         "—", ".", "...", ",", "Mr. ", "A.B. ", "www.", "a@", "#", "(", ") ", "said ", "by ", "he ", "é", "\xa0", "_")
patterns = {}


def gather(value, depth=0):
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        patterns[value.pattern, value.flags] = value
    elif depth < 3 and isinstance(value, (tuple, list, set, frozenset)):
        for v in value:
            gather(v, depth + 1)
    elif depth < 3 and isinstance(value, dict):
        for pair in value.items():
            gather(pair, depth + 1)


for package in (analysis, models):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            for value in vars(importlib.import_module(module.name)).values():
                gather(value)
assert len(patterns) > 100, len(patterns)
for p in patterns.values():
    print(p.pattern[:200], file=sys.stderr, flush=True)
    for unit in UNITS:
        # Long enough that 2 ** n steps never end, short enough that n ** 3 take no time.
        for text in (unit * 48 + "!", "x" + unit * 48 + "\x00", "By " + unit * 48 + "z?"):
            p.match(text), p.search(text), p.fullmatch(text)
"""


def test_no_pattern_is_exponential():
    tried = subprocess.Popen(
        [sys.executable, "-c", TRY_ALL], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        _, said = tried.communicate(timeout=180)
    except subprocess.TimeoutExpired:
        tried.kill()
        _, said = tried.communicate()
        raise AssertionError(f"this pattern doesn't come to an end:\n{said.splitlines()[-1]}") from None
    assert tried.returncode == 0, said[-2000:]


def test_a_headline_in_capitals_is_no_line_of_contributors():
    """It took minutes: capitals could be split among the alternatives of one pattern in every way."""
    assert not is_boilerplate(
        "MAYOR AND COUNCIL CLASH OVER HARBOUR BRIDGE REPAIRS IN HEATED LATE SESSION\nThe vote failed."
    )
    assert is_boilerplate(
        "The Associated Press and Daily Pier writers Jane Doe and John Smith contributed to this report."
    )
    assert is_boilerplate("JANE DOE and JOHN SMITH contributed reporting.")
