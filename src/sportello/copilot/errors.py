"""What keeps the copilot from helping."""

from sportello.core.errors import Conflict, SportelloError


class NoModel(Conflict):
    """This needs a language model, and none is connected."""

    code = "no_model"


class ModelsSilent(SportelloError):
    """No model could do this now: your text is as it was."""

    status = 503
    code = "models_silent"
