"""The schema's history, forward only. Run by `sportello migrate` and on every start of `sportello serve`."""
