"""Benchmarks of Licet against its peers: ``python -m benchmarks``. What is measured, and how: docs/benchmarks.md."""
