"""The assistant: what it answers, when it rather calls a person, and why it said what it said."""
