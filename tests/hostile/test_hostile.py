"""A model that obeys its attacker, all the way: a short form of `make hostile`, and its cases."""

from collections import Counter
from ipaddress import ip_network
from pathlib import Path

import pytest

from sportello.core.resources import Resources
from sportello.core.settings import Settings
from tests.hostile.storm import AT_ONCE, storm
from tests.hostile.stub import own_cases

CALLS = 150


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation that may ask a model on this machine, wherever it will be."""
    here, ports = (ip_network("127.0.0.1"),), frozenset(range(1024, 65_536))
    return Settings(home=tmp_path, model_networks=here, model_ports=ports, fetch_networks=here, fetch_ports=ports)


def test_there_are_three_hundred_cases_of_our_own() -> None:
    cases = own_cases()
    assert len({case.plant for case in cases}) == len(cases) == 300
    assert Counter(case.language for case in cases) == {"de": 100, "en": 100, "it": 100}
    assert len({case.aim for case in cases}) == 10


async def test_whatever_it_says_nothing_is_said_shown_or_done_but_what_the_house_knows(resources: Resources) -> None:
    outcome = await storm(resources, own_cases(), calls=CALLS, seed=20_261_122)
    assert outcome.violations == []
    assert outcome.calls >= CALLS
    assert outcome.worded > 0, "what it says of the house's own may be said"
    assert outcome.answers >= AT_ONCE
    assert outcome.read > 0, "some obey what an action has brought"
    assert outcome.looked > 0, "some obey what stands on a picture"
    assert {"address", "claim", "no_citation", "picture", "unsupported"} <= outcome.dropped.keys()
