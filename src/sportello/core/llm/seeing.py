"""Whether a model can look at pictures, as far as its name tells.

No catalogue says it: neither that of prices which is shipped nor the libraries' profiles do. Whoever knows better says
so in the chain.
"""

import re
from typing import Final

_SEES: Final = re.compile(
    r"gpt-?(?:4o|4\.1|4\.5|4-turbo|[5-9])|chatgpt|\bo[134](?:-|$)|computer-use"
    r"|claude-(?:3|[4-9]|opus|sonnet|haiku|fable)|gemini|gemma-?[34]|grok-(?:[4-9]|\d-vision)"
    r"|pixtral|mistral-(?:small|medium|large)|ministral|magistral|llava|moondream|minicpm-v|internvl|molmo"
    r"|llama-?4|nova-(?:lite|pro|premier)|phi-?[34][\w.]*-(?:vision|multimodal)|kimi-(?:vl|k2\.5)|glm-\d[\d.]*v"
    r"|(?:^|[/:._-])vl(?:$|[:._-])|\dvl\b|vision|multimodal|omni",
    re.IGNORECASE,
)
_BLIND: Final = re.compile(
    r"o1-(?:mini|preview)|o3-mini|gpt-?(?:4o|5)[\w-]*-(?:audio|realtime|search|transcribe|tts)|gemma-?3[:-](?:1b|270m)|gpt-oss"
    r"|(?:^|[/:_-])embed",
    re.IGNORECASE,
)


def sees_by_name(name: str) -> bool:
    """Whether a model that is called so is known to take pictures; one that nobody knows is not asked to."""
    return bool(_SEES.search(name)) and not _BLIND.search(name)
