"""The frame of every page: templates, styles, icons, navigation, error pages."""
