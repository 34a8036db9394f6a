"""Every number and text that a scientist may edit, and the works they rest on (references.bib)."""

__version__ = "0.1.0"
"""Version of this package, which files, pages and pictures carry."""
