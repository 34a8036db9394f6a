"""Eyebrows and lashes: single hairs as tapered ribbons bound to the skin."""
def brows(mesh): return ()
def lashes(mesh): return ()
