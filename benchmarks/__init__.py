"""Commands that print figures, as JSON and as a table. Speed is measured here, never asserted in a test."""
