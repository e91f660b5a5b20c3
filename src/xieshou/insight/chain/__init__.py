"""From a yuan to a result and back: every link of the chain, and where it is broken."""
