"""Checks of delivered files and pages: files in, findings out; no database."""

from khoso.stages.digitisation.compute.check import check_file, check_paths, check_together
from khoso.stages.digitisation.compute.profile import ADMINISTRATIVE, MAP, PHOTO, PROFILES, Profile
from khoso.stages.digitisation.compute.results import FileCheck, PageCheck

__all__ = [
    "ADMINISTRATIVE",
    "MAP",
    "PHOTO",
    "PROFILES",
    "FileCheck",
    "PageCheck",
    "Profile",
    "check_file",
    "check_paths",
    "check_together",
]
