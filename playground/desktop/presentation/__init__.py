"""Presentation: a lesson, or the panels alone, on the whole screen of a lecture hall."""
