"""The tools everyone stands on. Knows no customer and imports nothing of ours; one tool a file."""
