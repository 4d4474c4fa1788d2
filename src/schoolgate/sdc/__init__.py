"""Statistical disclosure control: tables in, protected tables and their proof out."""
