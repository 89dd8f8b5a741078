"""What is asked of the business itself is answered by what is about it, and by nothing else that has its one word."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge, workspaces
from sportello.answering import compose, read_setup
from sportello.core.ids import new_id
from sportello.knowledge import File

SAUNA = "- {question: Is there a sauna?, alternatives: [sauna opening], answer: The sauna is open on Fridays.}\n"
RULE = ["own_unsaid"]


@pytest.mark.parametrize(
    ("file", "written", "question", "rules", "says"),
    [
        ("faq/en.yaml", "", "Hello, are you open now?", RULE, ""),
        (
            "faq/en.yaml",
            "- {question: Is the museum open on Sunday?, answer: From ten.}",
            "open on Sunday?",
            [],
            "From ten",
        ),
        (
            "faq/en.yaml",
            "- {question: Is Larkspur open on Sunday?, answer: From ten.}",
            "open on Sunday?",
            [],
            "From ten",
        ),
        (
            "faq/en.yaml",
            "- {question: Is the restaurant open on Sunday?, answer: From ten.}",
            "open on Sunday?",
            RULE,
            "",
        ),
        (
            "faq/en.yaml",
            "- {question: Is there a pond?, answer: We are open on Sunday at it.}",
            "open on Sunday?",
            RULE,
            "",
        ),
        ("articles/en/a.md", "# Our garden\n\nWe are open on Sunday from ten.\n", "open on Sunday?", [], "We are open"),
        ("articles/en/a.md", "# Visit\n\n## Opening\n\nOn Sunday from ten.\n", "open on Sunday?", [], "from ten"),
        ("articles/en/a.md", "# Pond\n\nThe pond is open on Sunday.\n", "open on Sunday?", RULE, ""),
    ],
)
async def test_only_what_is_about_the_business_answers_for_it(
    session: AsyncSession, *, file: str, written: str, question: str, rules: list[str], says: str
) -> None:
    made = await workspaces.create_workspace(session, slug=f"larkspur-{new_id().hex[-12:]}", name="Larkspur")
    await knowledge.import_articles(session, source="sauna", files=[File("faq/en.yaml", SAUNA)])
    if written:
        await knowledge.import_articles(session, source="more", files=[File(file, written)])
    setup = await read_setup(session, workspace_id=made.id)

    draft = await compose(session, assistant=setup, question=question, language="en")

    assert (draft.outcome, draft.trace.rules) == ("choices" if rules else "answered", rules)
    assert not says or says in draft.text
