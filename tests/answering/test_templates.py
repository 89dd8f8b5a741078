"""A template makes a whole workspace; done again it updates in place and leaves alone what people have edited."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, conversations, knowledge, templates, workspaces
from sportello.answering import AssistantContent
from sportello.core.db import Database, enter_workspace
from sportello.core.errors import Invalid
from tests.assistants import rewrite

SHOP = ["http://127.0.0.1:8081"]


async def test_festival_is_a_whole_workspace(database: Database) -> None:
    async with database.transaction() as session:
        made = await templates.start_workspace(session, template="festival", widget_origins=SHOP)

        assert made.articles.skipped == []
        assert made.articles.added >= 100
        assert made.assistant
        assert len(await conversations.canned_replies(session)) == made.canned_replies > 5
        (key,) = await workspaces.list_widget_keys(session)
        assert (key.key, key.allowed_origins) == (made.widget_key, SHOP)
        setup = await answering.read_setup(session, workspace_id=made.workspace_id)
        assert setup.name == "Lucilla"
        assert setup.starters_in("it")[0] == "Quanto costano i biglietti?"
        assert await answering.template_of(session, workspace_id=made.workspace_id) == "festival"


@pytest.mark.parametrize("language", ["it", "en", "de"])
async def test_what_is_offered_to_begin_with_is_answered(database: Database, language: str) -> None:
    async with database.transaction() as session:
        made = await templates.start_workspace(session, template="festival", widget_origins=SHOP)
        setup = await answering.read_setup(session, workspace_id=made.workspace_id)
        starters = setup.starters_in(language)
        drafts = [
            await answering.compose(session, assistant=setup, question=question, language=language)
            for question in starters
        ]

        assert [draft.outcome for draft in drafts] == ["answered"] * 4, starters


async def test_applied_again_nothing_changes(database: Database) -> None:
    async with database.transaction() as session:
        first = await templates.start_workspace(session, template="festival", widget_origins=SHOP)
        before = await _counts(session)
    async with database.transaction() as session:
        again = await templates.start_workspace(session, template="festival", widget_origins=SHOP)

        assert (again.workspace_id, again.widget_key) == (first.workspace_id, first.widget_key)
        assert (again.articles.added, again.articles.changed, again.articles.removed) == (0, 0, 0)
        assert (again.assistant, again.canned_replies) == (False, 0)
        assert await _counts(session) == before


async def test_edited_assistant_is_left_alone(database: Database) -> None:
    async with database.transaction() as session:
        made = await templates.start_workspace(session, template="festival", widget_origins=SHOP)
        settings = await answering.assistant_settings(session, workspace_id=made.workspace_id)
        mine = AssistantContent(**vars(replace(settings, name="Mia")))
        await rewrite(session, workspace_id=made.workspace_id, content=mine)
        again = await templates.apply_template(session, workspace_id=made.workspace_id, template="festival")

        assert not again.assistant
        assert (await answering.read_setup(session, workspace_id=made.workspace_id)).name == "Mia"


async def test_assistant_that_nobody_edited_follows_its_template(database: Database) -> None:
    async with database.transaction() as session:
        made = await templates.start_workspace(session, template="festival", widget_origins=SHOP)
        newer = replace(templates.read_template("festival").assistant, name="Lucilla 2")
        assert await answering.save_from_template(
            session, workspace_id=made.workspace_id, template="festival", content=newer
        )
        assert (await answering.read_setup(session, workspace_id=made.workspace_id)).name == "Lucilla 2"


async def test_address_and_name_may_differ_from_the_template_s(database: Database) -> None:
    async with database.transaction() as session:
        made = await templates.start_workspace(
            session, template="festival", widget_origins=SHOP, slug="mine", name="Mine"
        )
        workspace = await workspaces.get_workspace(session)
        assert (workspace.id, workspace.slug, workspace.name) == (made.workspace_id, "mine", "Mine")


async def test_unknown_template_is_refused_with_those_there_are(database: Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(templates.TemplateNotFound, match="festival"):
            await templates.start_workspace(session, template="../festival", widget_origins=SHOP)


@pytest.mark.parametrize("name", templates.template_names())
def test_shipped_template_keeps_the_format(name: str) -> None:
    template = templates.read_template(name)
    languages = set(template.workspace["languages"])
    assert languages <= set(template.assistant.texts)
    assert all("ai_notice" in texts for texts in template.assistant.texts.values())
    assert len(templates.scenarios_of(name)) >= 20
    assert template.articles


@pytest.mark.parametrize(
    "written",
    ["nothing", "- {name: x}", "- {name: x, language: it, question: y, expect: {sauce: z}}", "{", "- 1"],
)
def test_scenarios_that_are_none_are_refused(written: str) -> None:
    with pytest.raises(Invalid):
        answering.read_scenarios(written)


async def test_scenario_that_comes_out_otherwise_fails(database: Database) -> None:
    async with database.transaction() as session:
        made = await workspaces.create_workspace(session, slug="empty", name="Empty")
        await enter_workspace(session, made.id)
        scenarios = answering.read_scenarios(
            """
            - {name: a, language: en, question: "How much is it?", expect: {source: price}}
            - {name: b, language: en, question: I want my money back, expect: {handoff: complaint}}
            - {name: c, language: en, question: Hello, expect: {smalltalk: greeting}}
            """
        )
        verdicts = await answering.evaluate_scenarios(session, workspace_id=made.id, scenarios=scenarios)
        assert [verdict.passed for verdict in verdicts] == [False, False, True]
        assert [verdict.steps[0].got for verdict in verdicts] == ["unsure", "handoff refund", "smalltalk greeting"]
        assert await knowledge.search(session, question="price", language="en") == []


async def _counts(session: AsyncSession) -> list[Any]:
    return [
        await session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - names from here
        for table in ("articles", "passages", "assistants", "canned_replies", "widget_keys", "workspaces")
    ]
