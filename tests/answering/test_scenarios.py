"""Scenarios: the demo workspace passes its own, and whoever writes some is told what came of them."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from sportello import answering, evaluating, templates
from sportello.answering import Expectation, Report, Scenario, Step, Verdict
from sportello.answering.evaluation.stored import read_verdicts
from sportello.core.db import Database
from sportello.core.errors import Invalid
from sportello.core.ids import new_id
from tests.answering.conftest import Desk

_GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "evaluate.md"
_EXAMPLE = answering.read_scenarios(_GUIDE.read_text().partition("```yaml\n")[2].partition("```")[0])


@pytest.mark.parametrize(
    ("scenarios", "at_least"), [(templates.scenarios_of("festival"), 20), (_EXAMPLE, 4)], ids=["its own", "the guide's"]
)
async def test_festival_passes_all_its_scenarios(
    database: Database, festival: UUID, scenarios: list[Scenario], at_least: int
) -> None:
    async with database.transaction(festival) as session:
        verdicts = await answering.evaluate_scenarios(session, workspace_id=festival, scenarios=scenarios)
    failed = [
        f"{verdict.name}: “{step.question}” expected {step.expected}, got {step.got}, saying “{step.said}”"
        for verdict in verdicts
        for step in verdict.steps
        if not step.passed
    ]
    assert not failed, "\n".join(failed)
    assert len(verdicts) >= at_least


async def tried(desk: Desk, written: str) -> list[Verdict]:
    async with desk.database.transaction(desk.workspace_id) as session:
        return await answering.evaluate_scenarios(
            session, workspace_id=desk.workspace_id, scenarios=answering.read_scenarios(written)
        )


async def test_a_conversation_is_tried_step_by_step(desk: Desk) -> None:
    (verdict,) = await tried(
        desk,
        """
        - name: Unsure, then no, then the dog
          language: it
          steps:
            - {question: "Chi ha vinto il mondiale del 1990?", expect: {unsure: true}}
            - {question: "no", expect: {smalltalk: rephrase}}
            - {question: "Posso portare il cane?", expect: {source: dogs, language: it, says: guinzaglio}}
        """,
    )
    assert verdict.passed, verdict
    assert [step.got for step in verdict.steps] == ["unsure", "smalltalk rephrase", "source dogs"]
    assert "guinzaglio" in verdict.steps[2].said


async def test_what_a_yes_means_depends_on_what_was_said_before(desk: Desk) -> None:
    (verdict,) = await tried(
        desk,
        """
        - name: Unsure, then yes
          language: it
          steps:
            - question: "Chi ha vinto il mondiale del 1990?"
            - {question: "sì", expect: {handoff: consent}}
            - {question: "ci siete?", expect: {source: dogs}}
        """,
    )
    assert not verdict.passed
    assert [step.passed for step in verdict.steps] == [True, True, False]
    assert verdict.steps[2].got == "handed over already"


async def test_the_language_that_counts_is_that_of_what_is_said(desk: Desk) -> None:
    """The hours are written in English alone: whoever asks in German reads so, and then reads English."""
    (verdict,) = await tried(
        desk,
        """
        - name: Christmas, in German
          language: de
          question: "Wann öffnet der light trail in winter every evening?"
          expect: {source: hours, language: de}
        """,
    )
    (step,) = verdict.steps
    assert (step.passed, step.got, step.language) == (False, "source hours, in en", "en")
    assert step.said.startswith("Dazu habe ich nur einen Text auf Englisch:\n\n"), step.said


CHOICES = """
    - name: Offered, chosen
      language: it
      steps:
        - {question: "%s", expect: {choices: dogs}}
        - {choose: "%s", expect: {source: dogs, says: guinzaglio}}
        - {question: "Chi ha vinto il mondiale del 1990?", expect: {unsure: true}}
        - {choose: person, expect: {handoff: consent}}
    """
NEAR = "Il cane di mio zio può entrare nella piscina?"


@pytest.mark.parametrize("choose", ["dogs", "posso portare il cane?"])
async def test_a_scenario_presses_what_it_is_offered_and_goes_on(desk: Desk, choose: str) -> None:
    (verdict,) = await tried(desk, CHOICES % (NEAR, choose))
    assert verdict.passed, verdict
    assert [step.question for step in verdict.steps][1::2] == ["Posso portare il cane?", "Sì, chiama una persona"]


async def test_a_button_that_is_not_there_fails_its_scenario_also_where_nothing_is_expected(desk: Desk) -> None:
    (verdict,) = await tried(
        desk,
        """
        - name: No such button
          language: it
          steps:
            - {question: "Posso portare il cane?", expect: {source: dogs}}
            - {choose: tickets}
            - {question: "Quanto costa il biglietto?", expect: {source: tickets}}
        """,
    )
    assert [(step.question, step.expected, step.got, step.passed) for step in verdict.steps] == [
        ("Posso portare il cane?", "source dogs", "source dogs", True),
        ("tickets", "offered", "not offered", False),
        ("Quanto costa il biglietto?", "source tickets", "source tickets", True),
    ]
    assert not verdict.passed


async def test_what_follows_from_a_failure_is_no_second_one(desk: Desk) -> None:
    """One cause is told once: what was to be chosen was not offered, or nobody was there any more to answer."""
    chosen, handed = await tried(
        desk,
        """
        - name: Nothing to choose from
          language: it
          steps:
            - {question: "Chi ha vinto il mondiale del 1990?", expect: {choices: dogs}}
            - {choose: dogs, expect: {source: dogs}}
            - {question: "Posso portare il cane?", expect: {source: dogs}}
            - {choose: tickets, expect: {source: tickets}}
        - name: Handed over too early
          language: it
          steps:
            - {question: "Voglio parlare con una persona", expect: {source: dogs}}
            - {question: "Posso portare il cane?", expect: {source: dogs}}
        """,
    )
    assert [(step.got, step.passed) for step in chosen.steps] == [
        ("unsure", False),
        ("not offered", True),
        ("source dogs", True),
        ("not offered", False),
    ]
    assert [(step.got, step.passed) for step in handed.steps] == [
        ("handoff person", False),
        ("handed over already", True),
    ]
    assert not chosen.passed
    assert not handed.passed


@pytest.mark.parametrize(
    ("expect", "got"),
    [
        ("{source: tickets}", "source dogs"),
        ("{source: dogs, language: en}", "source dogs, in it"),
        ("{source: dogs, says: [guinzaglio, museruola]}", "source dogs"),
        ("{handoff: person}", "source dogs"),
    ],
)
async def test_a_scenario_that_comes_out_otherwise_fails(desk: Desk, expect: str, got: str) -> None:
    (verdict,) = await tried(
        desk, f"- {{name: Dog, language: it, question: 'Posso portare il cane?', expect: {expect}}}"
    )
    assert not verdict.passed
    assert verdict.steps[0].got == got


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    good = "- {name: Good, language: it, question: Ciao, expect: {smalltalk: greeting}}\n"
    bad = "".join(f"- {{name: B{at}, language: it, question: Ciao}}\n" for at in range(2))
    with pytest.raises(Invalid) as refused:
        answering.read_scenarios(good + bad + "- {name: C, question: Ciao, expect: {unsure: true}}")
    said = refused.value.detail.splitlines()
    assert [line.split("”")[0] for line in said] == ["“B0", "“B1", "No scenario: “C"]
    with pytest.raises(Invalid) as refused:
        answering.read_scenarios("".join(f"- {{name: B{at}, language: it, question: Ciao}}\n" for at in range(25)))
    said = refused.value.detail.splitlines()
    assert (len(said), said[-1]) == (21, "5 more mistakes.")


def test_all_mistakes_of_a_scenario_are_told_at_once() -> None:
    first = "- {name: A, language: zz, at: yesterday, question: Ciao, expect: {unsure: maybe, handoff: b, says: c}}\n"
    second = "- {question: Ciao, expects: {source: a}, expect: {sorce: a}}\n"
    third = "- {name: C, language: it, steps: [{choose: b}, {question: Ciao, expect: {fact: a, at: b}}]}\n"
    fourth = "- {name: C, language: it, question: Ciao, expect: {unsure: true}}\n"
    with pytest.raises(Invalid) as refused:
        answering.read_scenarios(first + second + third + fourth)
    said = refused.value.detail.splitlines()
    assert [line.split(";")[0].split(". ")[0] for line in said] == [
        "“A”: customers speak it, en, de here, not “zz”.",
        "“A”: write `at` with its time zone, like 2026-12-05T18:00:00+01:00.",
        "“A” expects unsure and handoff at once",
        "“A”: `unsure` is true or left out, not “maybe”.",
        "No scenario: number 2 of the list has no name and has no language and has “expects”, which means nothing",
        "number 2 of the list expects “sorce”",
        "“C” expects “at”",
        "“C” chooses before anything was offered: let it begin with a question.",
        "Two scenarios are called “C”: give each a name of its own, they are compared by it.",
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{", "no YAML"),
        ("question: one", "a list"),
        ("- {name: A, language: it, question: Ciao}", "expects nothing"),
        ("- {name: A, language: it, question: Ciao, expect: {sorce: dogs}}", "“sorce”"),
        ("- {name: A, language: it, question: Ciao, expect: {}}", "nothing that can be checked"),
        ("- {name: A, language: it, question: Ciao, expect: {source: a, handoff: b}}", "source and handoff at once"),
        ("- {name: A, language: it, question: '', expect: {unsure: true}}", "1 to 4000 characters"),
        ("- {name: A, language: it, steps: [{question: Ciao, choose: b, expect: {unsure: true}}]}", "or a button"),
        ("- {name: A, language: it, steps: [{choose: b, expect: {unsure: true}}]}", "before anything was offered"),
        ("- {name: A, language: it, steps: []}", "20 at most"),
        ("- {name: A, language: it, question: Ciao, steps: [], expect: {unsure: true}}", "both a question and steps"),
        ("- {name: A, question: Ciao, expect: {unsure: true}}", "“A” has no language"),
        ("- {name: A, language: it, question: Ciao, expects: {unsure: true}}", "“expects”, which means nothing"),
        ("- {name: A, language: it}", "“A” asks nothing"),
        ("- {name: A, language: it, question: Ciao, expect: {unsure: true}, at: tomorrow}", "time zone"),
        ("- {name: A, language: it, question: Ciao, expect: {unsure: true}}\n" * 2, "Two scenarios"),
    ],
)
def test_scenarios_that_cannot_be_read_say_why(written: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        answering.read_scenarios(written)
    assert said in refused.value.detail


def test_a_scenario_may_have_a_moment_of_its_own() -> None:
    (read,) = answering.read_scenarios(
        "- {name: A, language: it, question: 'Domani?', expect: {fact: hours}, at: 2026-12-05T18:00:00Z}"
    )
    assert read == Scenario(
        "A", "it", (Step("Domani?", Expectation("fact", "hours")),), datetime(2026, 12, 5, 18, tzinfo=UTC)
    )


DOG = "- {name: Dog, language: it, question: 'Posso portare il cane?', expect: {source: dogs}}"
PRICE = "- {name: Price, language: it, question: 'Quanto costa il biglietto?', expect: {source: %s}}"


async def test_a_run_tells_what_has_changed_since_the_last(desk: Desk) -> None:
    runs = (f"{DOG}\n{PRICE % 'dogs'}", f"{DOG}\n{PRICE % 'tickets'}", PRICE % "tickets")
    comparisons: list[answering.Comparison | None] = []
    for written in runs:
        verdicts = await tried(desk, written)
        async with desk.database.transaction(desk.workspace_id) as session:
            _, comparison = await answering.keep_run(
                session, workspace_id=desk.workspace_id, source="mine", written=written, verdicts=verdicts
            )
            comparisons.append(comparison)
    first, second, third = comparisons
    assert first is None
    assert second is not None
    assert (second.mended, second.broken, second.added, second.gone) == (("Price",), (), (), ())
    assert third is not None
    assert (third.mended, third.broken, third.added, third.gone) == ((), (), (), ("Dog",))
    async with desk.database.transaction(desk.workspace_id) as session:
        kept = await answering.list_runs(session, workspace_id=desk.workspace_id)
        assert [(run.scenarios, run.passed) for run in kept] == [(1, 1), (2, 2), (2, 1)]
        report, comparison = await answering.read_run(session, run_id=kept[1].id)
    assert report.passed == 2
    assert comparison == second


def report_of(*verdicts: Verdict) -> Report:
    return Report(new_id(), new_id(), "mine", datetime(2026, 11, 21, tzinfo=UTC), verdicts)


async def test_reports_for_machines_and_for_people(desk: Desk) -> None:
    verdicts = await tried(
        desk, f'{DOG}\n- {{name: "<b>&\\x07", language: it, question: Ciao, expect: {{unsure: true}}}}'
    )
    report = report_of(*verdicts)
    suite = ET.fromstring(answering.as_junit(report).encode()).find("testsuite")  # noqa: S314 - our own
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failure = suite.find("testcase[2]/failure")
    assert failure is not None
    assert failure.get("message") == "expected unsure, got smalltalk greeting"

    page = answering.as_html(report, None, workspace="Shop")
    assert "1 of 2 scenarios pass" in page
    assert "&lt;b&gt;&amp;" in page
    assert page.index("&lt;b&gt;") < page.index("Dog")


async def test_what_held_an_answer_back_is_named_wherever_a_run_is_told(desk: Desk) -> None:
    written = '- {name: Pool, language: it, question: "Il mio cane può entrare in piscina?", expect: {source: dogs}}'
    (verdict,) = await tried(desk, written)
    (step,) = verdict.steps
    assert (step.got, step.rules, step.lacking) == ("choices dogs", ("yes_to_unsaid",), ("piscina",))
    assert step.why.startswith("rule yes_to_unsaid; ")
    assert step.why.endswith(" is not below the threshold 0.50; what was found first lacks: piscina")
    report = report_of(verdict)
    for told in (answering.as_junit(report), answering.as_html(report, None, workspace="Shop")):
        assert step.why in told
    assert f"because: {step.why}" in evaluating.as_lines(report, None)


async def test_an_answer_that_should_not_have_been_tells_how_sure_it_was(desk: Desk) -> None:
    written = '- {name: Dog, language: it, question: "Posso portare il cane?", expect: {unsure: true}}'
    (verdict,) = await tried(desk, written)
    (step,) = verdict.steps
    assert step.got == "source dogs"
    assert step.why == f"{step.confidence:.2f} is not below the threshold 0.50"
    report = report_of(verdict)
    for told in (answering.as_junit(report), answering.as_html(report, None, workspace="Shop")):
        assert step.why in told
    assert f"because: {step.why}" in evaluating.as_lines(report, None)


def test_runs_of_before_are_read_though_they_name_no_rule() -> None:
    step = {"question": "?", "expected": "", "got": "unsure", "said": "", "passed": True, "language": "it"}
    (kept,) = read_verdicts(
        [
            {
                "name": "Old",
                "language": "it",
                "passed": True,
                "steps": [step | {"confidence": 0.2, "duration_ms": 1.0}],
            }
        ]
    )
    assert (kept.steps[0].rules, kept.steps[0].why) == ((), "")


async def test_a_question_about_a_day_is_asked_at_a_moment(database: Database, festival: UUID) -> None:
    written = """
        - {name: Before, language: it, at: %s, question: "siete aperti domani?", expect: {fact: trail, says: "%s"}}
        """
    async with database.transaction(festival) as session:
        closed, opened = [
            await answering.evaluate_scenarios(
                session, workspace_id=festival, scenarios=answering.read_scenarios(written % what)
            )
            for what in (("2026-12-24T10:00:00+01:00", "chius"), ("2026-12-25T10:00:00+01:00", "16:30"))
        ]
    assert closed[0].passed, closed
    assert opened[0].passed, opened


async def test_a_run_that_breaks_says_so_and_is_not_made_again(desk: Desk) -> None:
    async with desk.database.transaction(desk.workspace_id) as session:
        run = await answering.ask_run(session, workspace_id=desk.workspace_id, source="mine", written=DOG)
        run.written = "- no scenario any more"
    await answering.carry_out_run(desk.database, workspace_id=desk.workspace_id, run_id=run.id)
    await answering.carry_out_run(desk.database, workspace_id=desk.workspace_id, run_id=run.id)
    async with desk.database.transaction(desk.workspace_id) as session:
        (kept,) = await answering.list_runs(session, workspace_id=desk.workspace_id)
    assert kept.state == "failed"


def test_scenarios_that_grow_when_they_are_read_are_refused() -> None:
    grown = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 9))
    with pytest.raises(Invalid, match="alias"):
        answering.read_scenarios(f"x0: &x0 [a]\n{grown}")


async def test_only_what_is_offered_counts_as_offered_and_an_entry_may_be_called_by_its_address(desk: Desk) -> None:
    """The two buttons that follow, yes and no, are no entries; what search found beyond the offered is none either."""
    (offered, address, beyond) = await tried(
        desk,
        f"""
        - {{name: Offered, language: it, question: "{NEAR}", expect: {{choices: dogs}}}}
        - name: By address
          language: it
          question: "Posso portare il cane?"
          expect: {{source: posso-portare-il-cane}}
        - {{name: Beyond, language: it, question: "{NEAR}", expect: {{choices: nothing-of-the-kind}}}}
        """,
    )
    assert (offered.passed, address.passed, beyond.passed) == (True, True, False)
    async with desk.database.transaction(desk.workspace_id) as session:
        setup = await answering.read_setup(session, workspace_id=desk.workspace_id)
        draft = await answering.compose(session, assistant=setup, question=NEAR, language="it")
    entries = [button for button in draft.buttons if button["choice"].startswith("entry:")]
    assert offered.steps[0].got.count(",") == len(entries) - 1 < len(draft.buttons) - 1
    assert len(entries) < len(draft.trace.hits)
