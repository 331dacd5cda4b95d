"""Work done again and again: queued once each time, however many workers look."""

from django.db import transaction
from django.utils import timezone

from civic.tasks.models import ScheduleState
from civic.tasks.registry import schedules
from civic.tasks.services import enqueue


def sync_schedules() -> None:
    """Write down every schedule the rooms registered; a new one is due at once."""
    now = timezone.now()
    for name, schedule in schedules.items():
        ScheduleState.objects.get_or_create(name=name, defaults={"next_at": now})
        # Made more frequent since it was last written down: do not wait out the old interval.
        ScheduleState.objects.filter(name=name, next_at__gt=now + schedule.every).update(
            next_at=now + schedule.every
        )


def queue_due_schedules() -> int:
    """Queue every scheduled task that is due. Returns how many this worker queued.

    Time missed while no worker ran is not made up: each is queued once, and next due from now.
    """
    queued = 0
    now = timezone.now()
    for state in ScheduleState.objects.filter(next_at__lte=now):
        schedule = schedules.get(state.name)
        if schedule is None:  # its plugin was taken out
            continue
        with transaction.atomic():
            mine = ScheduleState.objects.filter(pk=state.pk, next_at=state.next_at)
            if mine.update(next_at=now + schedule.every):
                enqueue(schedule.function, unless_waiting=True)
                queued += 1
    return queued
