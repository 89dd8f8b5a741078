"""How far an embedding model has come with what the workspace knows."""

from pydantic import BaseModel, ConfigDict, Field

from sportello import knowledge
from sportello.api.deps import ResourcesDep, Transaction, require
from sportello.api.routing import Router

router = Router(
    prefix="/workspaces/{workspace}/knowledge",
    tags=["knowledge"],
    dependencies=[require("agent")],
)


class RefusedTexts(BaseModel):
    """Texts of one article that the model did not take; they are found by their words."""

    model_config = ConfigDict(from_attributes=True)

    title: str = Field(description="The article or entry it stands in", examples=["Terms and conditions"])
    language: str = Field(examples=["en"])
    texts: int = Field(examples=[1])
    reason: str = Field(description="What the model said", examples=["127.0.0.1 answered 413 for /v1/embeddings."])


class MeaningProgress(BaseModel):
    """What the model that is set has seen of the published knowledge, in the languages it knows."""

    model: str = Field(
        description="Its name, where it is, and which of the weights that answered under this name are meant",
        examples=["all-minilm@http://127.0.0.1:11434/v1#1"],
    )
    wanted: int = Field(description="Texts it is to see", examples=[152])
    there: int = Field(description="Texts it has seen", examples=[120])
    refused: int = Field(description="Texts it did not take", examples=[1])
    where: list[RefusedTexts] = Field(description="The first articles with such, by title")


@router.get("/meanings")
async def progress(session: Transaction, resources: ResourcesDep) -> MeaningProgress | None:
    """How much of the knowledge is found by its meaning; null where no embedding model is set."""
    if resources.meanings is None:
        return None
    embedder = resources.meanings.embedder
    seen = await knowledge.meaning_progress(session, embedder=embedder)
    return MeaningProgress(
        model=await embedder.recall(),
        wanted=seen.wanted,
        there=seen.there,
        refused=seen.refused,
        where=[RefusedTexts.model_validate(each) for each in seen.where],
    )
