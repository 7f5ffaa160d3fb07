"""Fixtures for all tests."""

from tests.cli import rep

__all__ = ["rep"]
