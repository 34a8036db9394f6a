"""Programs that write the package's generated files; run rarely, and not part of the wheel."""
