"""What a customer's browser asks for, with a visitor token and no cookies."""
