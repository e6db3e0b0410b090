"""RuralDesk: a village clerk's ledgers, entered once and reported everywhere."""

__version__ = "0.1.0"
