"""Documents made from nothing but a seed, with faults planted in them, and how many of the faults are found."""
