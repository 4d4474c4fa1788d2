"""How often somebody may do what costs others: time, disk, mail. Counted for each account and for each address."""
