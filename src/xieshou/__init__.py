"""Xieshou 携手: paired assistance and regional cooperation, every figure with its source."""

__version__ = "0.1.0"
