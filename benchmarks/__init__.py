"""Benchmarks against peers on invented counties. Run them with ``script/bench``."""
