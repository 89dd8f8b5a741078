"""`make bench`: the load on a throwaway installation, and where to go for the quality of answers."""

import sys

from benchmarks.load import main

ANSWERS = """
How good the answers are depends on a knowledge base and questions to ask it, which you bring:
  .venv/bin/python -m benchmarks.answers --kb knowledge.jsonl --queries questions.jsonl
Formats: .venv/bin/python -m benchmarks.answers --help. Figures of some known sets: docs/reference/answers.md."""

if __name__ == "__main__":
    main()
    print(ANSWERS, file=sys.stderr)
