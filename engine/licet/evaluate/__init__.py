"""The reference evaluator."""
