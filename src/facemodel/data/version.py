"""The version of this package, which files, pages and pictures carry."""

__version__ = "0.1.0"
