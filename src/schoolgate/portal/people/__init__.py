"""The pages on which stewards look after people: roles given and ended, staff linked to their records."""
