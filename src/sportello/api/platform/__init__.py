"""What the owner of the installation asks for: workspaces, all of them."""
