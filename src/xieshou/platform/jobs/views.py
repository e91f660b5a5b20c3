"""My jobs, one job, its progress."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from xieshou.platform.jobs import services
from xieshou.platform.jobs.models import Job


def _mine(request: HttpRequest, pk: int) -> Job:
    return get_object_or_404(Job, pk=pk, asked_by=request.user)


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The last hundred jobs of the person."""
    jobs = Job.objects.filter(asked_by_id=request.user.pk).defer("arguments", "failures")[:100]
    return render(request, "jobs/list.html", {"jobs": jobs})


@require_GET
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: progress, outcome, failures."""
    return render(request, "jobs/page.html", {"job": _mine(request, pk)})


@require_GET
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress alone, asked again every second while the job is open."""
    job = _mine(request, pk)
    answer = render(request, "jobs/_progress.html", {"job": job})
    if not job.is_open:
        answer["HX-Refresh"] = "true"  # the outcome is on the whole page
    return answer


@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Calls it off."""
    job = _mine(request, pk)
    services.job_cancel(actor=request.user, job=job)
    return redirect("jobs:page", pk=pk)
