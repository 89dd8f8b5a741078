"""Every write to workspaces, users, rights and keys, by what is written."""
