"""The site itself. ``__version__`` is what plugins name in ``requires_civic``."""

__version__ = "0.1.0"
