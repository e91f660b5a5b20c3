"""The page of an area: everything known of a county or prefecture, each figure with its source."""
