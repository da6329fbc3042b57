"""The criteria language (язык критериев): models, loading, checks, words."""
