"""Pages of reviews: what waits, a build with its checklist, the votes once both are in."""
