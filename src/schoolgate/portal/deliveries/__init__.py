"""Pages of deliveries: handing out at the desk; one's own copies with terms, download and certificate."""
