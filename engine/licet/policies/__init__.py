"""Policies: rules with citations and dates, from YAML files."""
