"""The exercises of each lesson, one module a lesson, with their keys as data and functions."""
