"""The cases of the hostile model. What it does with them is the long form's: `python -m tests.hostile`."""

from collections import Counter

from tests.hostile.stub import own_cases


def test_there_are_three_hundred_cases_of_our_own() -> None:
    cases = own_cases()
    assert len({case.plant for case in cases}) == len(cases) == 300
    assert Counter(case.language for case in cases) == {"de": 100, "en": 100, "it": 100}
    assert len({case.aim for case in cases}) == 10
