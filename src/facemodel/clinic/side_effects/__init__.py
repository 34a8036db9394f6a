"""What injections do that nobody wanted, found on the moved face, and which muscle is to blame."""
