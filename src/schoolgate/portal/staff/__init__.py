"""The pages of school staff: their own students, and questions from outside handed to the office."""
