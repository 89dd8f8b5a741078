"""Sportello: a self-hosted AI customer-support platform."""
