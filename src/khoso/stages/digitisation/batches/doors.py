"""What other rooms may do with batches and their sites, under the names by which they ask."""

from __future__ import annotations

from khoso.stages.digitisation.batches.actions import Given as BatchGiven
from khoso.stages.digitisation.batches.actions import (
    cancel_batch,
    change_batch,
    close_batch,
    finish_batch,
    make_batch,
    must_run,
    reopen_batch,
    resume_batch,
    start_batch,
    suspend_batch,
)
from khoso.stages.digitisation.batches.bringing import Told as PaperTold
from khoso.stages.digitisation.batches.bringing import bring_paper, keep_document, withdraw_paper
from khoso.stages.digitisation.site.actions import Wiping, record_wipe, release_device
from khoso.stages.digitisation.site.actions import leave as leave_site
from khoso.stages.digitisation.site.actions import register_device as register_site_device
from khoso.stages.digitisation.site.actions import register_person as register_site_person
from khoso.stages.digitisation.site.actions import register_software as register_site_software

__all__ = [
    "BatchGiven",
    "PaperTold",
    "Wiping",
    "bring_paper",
    "cancel_batch",
    "change_batch",
    "close_batch",
    "finish_batch",
    "keep_document",
    "leave_site",
    "make_batch",
    "must_run",
    "record_wipe",
    "register_site_device",
    "register_site_person",
    "register_site_software",
    "release_device",
    "reopen_batch",
    "resume_batch",
    "start_batch",
    "suspend_batch",
    "withdraw_paper",
]
