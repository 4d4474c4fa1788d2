"""Tools of the house: what make fix and make check run."""
