"""What people at work ask for, with a session cookie or an API key."""
