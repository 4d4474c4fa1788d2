"""The pages of the office. They read the clock and the person, call `office`, and show what came of it."""
