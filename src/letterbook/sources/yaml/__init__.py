"""YAML: texts with their places, and what a file may hold."""
