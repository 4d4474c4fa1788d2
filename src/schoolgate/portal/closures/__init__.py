"""The page on which stewards enter the days that the office is closed."""
