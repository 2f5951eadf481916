"""Taking personal text out of a command before anything else sees it."""

from dataclasses import replace

from liangcao.access.personal import Sealed, seal
from liangcao.operations.action import Action
from liangcao.operations.submission import Submission


def seal_command(action: Action, submission: Submission) -> Submission:
    """`submission` with commitments in the place of personal texts, and the texts apart.

    A released command was sealed when it was held back and comes here with `approved_by` set.
    """
    names = sorted(name for name in action.personal if getattr(submission.command, name))
    if not names or submission.approved_by:
        return submission
    sealed: dict[str, Sealed] = {name: seal(getattr(submission.command, name)) for name in names}
    command = submission.command.model_copy(update={name: each.commitment for name, each in sealed.items()})
    return replace(submission, command=command, sealed=tuple(sealed.values()))
