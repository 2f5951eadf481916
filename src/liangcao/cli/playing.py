"""demo stub"""

import typer


def demo(context: typer.Context) -> None:
    """d"""
