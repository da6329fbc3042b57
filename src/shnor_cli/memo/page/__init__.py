"""The memo as a web page that needs nothing beside it."""
