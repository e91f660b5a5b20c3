"""The door for machines: an OpenAPI over the same services and the same permissions as the pages."""
