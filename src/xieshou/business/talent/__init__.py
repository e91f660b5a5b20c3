"""Training of people: sessions, how many took part, who gave them."""
