from pathlib import Path

import numpy as np
from numpy.typing import NDArray

def load_file(filename: Path) -> dict[str, NDArray[np.float32]]: ...
def save_file(tensor_dict: dict[str, NDArray[np.float32]], filename: Path) -> None: ...
