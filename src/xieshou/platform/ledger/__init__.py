"""The machinery of typed records: declared once, listed, filtered, imported, exported, kept with history."""
