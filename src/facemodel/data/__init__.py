"""Every number and text that a scientist may edit, and the works they rest on (references.bib)."""
