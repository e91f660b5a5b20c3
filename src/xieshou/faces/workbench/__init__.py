"""The first page: what is mine to do, what is late, what came back, my area's figures; and the search."""
