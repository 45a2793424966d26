"""Proves the grader: what is right gets all points, what is wrong loses those that it should, and no others."""
