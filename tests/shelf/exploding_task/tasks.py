from civic.tasks.registry import background_task


@background_task
def explode(*, word: str) -> None:
    raise ValueError(f"told by ada@pellbridge.example: {word}")
