"""Assistants by command: listed, written to a file, made from one, and live."""

import json
from pathlib import Path

from sportello import answering
from sportello.core.db import Database
from sportello.knowledge import Selection
from tests.cli.conftest import Run
from tests.house import build_house

SCENARIO = "- {name: Person, language: en, question: I want to talk to a person, expect: {handoff: person}}"


async def test_an_assistant_goes_from_file_to_customers_by_command(
    run: Run, database: Database, tmp_path: Path
) -> None:
    house = await build_house(database)
    assert "version" in run("assistant", "list", "lumina").stdout
    file = tmp_path / "sister.json"
    assert run("assistant", "export", "lumina", str(file)).returncode == 0
    written = json.loads(file.read_text(encoding="utf-8"))
    chain = [{"provider": "openai", "model": "gpt-5-mini"}]
    file.write_text(json.dumps(written | {"texts": {"en": {"greeting": "Ahoy."}}, "chain": chain}), encoding="utf-8")

    made = run("assistant", "import", "lumina", str(file), "--name", "Sister")

    assert "Sister is a draft" in made.stdout
    assert "openai: gpt-5-mini" in made.stdout
    assert "never went live" in run("assistant", "list", "lumina").stdout
    live = run("assistant", "publish", "lumina", "--assistant", "Sister", "--note", "First")
    assert live.stdout == "Version 1 is live.\n", live.stderr
    again = run("assistant", "publish", "lumina", "--assistant", "Sister", "--note", "Again")
    assert again.returncode == 1
    async with database.transaction(house.workspace_id) as session:
        sister = (await answering.list_assistants(session))[1]
        setup = await answering.read_setup(session, workspace_id=house.workspace_id, assistant_id=sister.id)
        draft = await answering.compose(session, assistant=setup, question="Hello", language="en")
    assert draft.text == "Ahoy."


async def test_what_breaks_a_scenario_is_not_published_unless_it_is_meant(
    run: Run, database: Database, tmp_path: Path
) -> None:
    house = await build_house(database)
    async with database.transaction(house.workspace_id) as session:
        asked = await answering.ask_run(session, workspace_id=house.workspace_id, source="a.yaml", written=SCENARIO)
    await answering.carry_out_run(database, workspace_id=house.workspace_id, run_id=asked.id)
    file = tmp_path / "silent.json"
    silent = {"format": "sportello-assistant", "format_version": 1, "name": "Silent", "threshold": 1}
    file.write_text(json.dumps({**silent, "rules": []}), encoding="utf-8")
    assert run("assistant", "import", "lumina", str(file)).returncode == 0
    refused = run("assistant", "publish", "lumina", "--assistant", "Silent", "--note", "First")
    meant = run("assistant", "publish", "lumina", "--assistant", "Silent", "--note", "First", "--anyway")
    assert (refused.returncode, "Person" in refused.stderr) == (1, True), refused.stderr
    assert meant.stdout == "Version 1 is live.\n"


async def test_a_draft_is_given_up_by_command(run: Run, database: Database) -> None:
    house = await build_house(database)
    async with database.transaction(house.workspace_id) as session:
        await answering.save_selection(session, workspace_id=house.workspace_id, selection=Selection())
    assert "has a draft" in run("assistant", "list", "lumina").stdout
    given = run("assistant", "discard", "lumina")
    assert (given.returncode, "begins again" in given.stdout) == (0, True), given.stderr
    assert "has a draft" not in run("assistant", "list", "lumina").stdout
    again = run("assistant", "discard", "lumina")
    assert (again.returncode, "no draft" in again.stderr) == (1, True)


async def test_a_file_that_is_none_is_refused_with_its_line(run: Run, database: Database, tmp_path: Path) -> None:
    await build_house(database)
    file = tmp_path / "no.json"
    file.write_text('{\n"format": "sportello-assistant",\n}', encoding="utf-8")
    refused = run("assistant", "import", "lumina", str(file))
    assert (refused.returncode, "line 3" in refused.stderr) == (1, True), refused.stderr
