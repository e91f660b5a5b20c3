"""Who is "the level above"."""

from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.reporting.models import Submission


def is_above(user: User, permission: Permission, submission: Submission) -> bool:
    """Whether the right is held from outside the unit and what is below it.

    A unit with nobody above it is judged by whoever holds the right on it; never by who handed it in.
    """
    if user.pk == submission.submitted_by_id:
        return False
    if len(submission.owner_path) == paths.WIDTH:
        return user.may(permission, submission)
    return any(
        grant.covers(submission.owner_path, submission.place_path)
        and not paths.is_within(grant.organisation_path, submission.owner_path)
        for grant in user.access.of(permission)
    )


def check_above(user: User, permission: Permission, submission: Submission) -> None:
    """Refuses unless the person stands above the unit."""
    if is_above(user, permission, submission):
        return
    if user.may(permission, submission):
        raise Refused("本单位的报送由上一级审核或解锁，报送人也不能审核自己报送的内容")
    raise Refused(f"您没有在此“{permission.label}”的权限")


def check(user: User, permission: Permission, record: object) -> None:
    """Refuses unless the right is held on the record."""
    if not user.may(permission, record):
        raise Refused(f"您没有在“{record}”“{permission.label}”的权限")
