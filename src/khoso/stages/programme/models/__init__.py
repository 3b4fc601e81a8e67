"""Tables of the programme, by noun. Writes go through `actions`."""

from khoso.stages.programme.models.attachments import Attachment
from khoso.stages.programme.models.bodies import Body, BodyDuty, BodyKind, BodyMember, Meeting
from khoso.stages.programme.models.days import CalendarFeed, DayOff
from khoso.stages.programme.models.guidance import Guidance, GuidanceRead, GuidanceVersion
from khoso.stages.programme.models.plan import Dependency, PlanTask, Programme
from khoso.stages.programme.models.rounds import MonitoringMinutes, Round, RoundFinding, Visit, Weight
from khoso.stages.programme.models.work import Product, ProgressEntry, Proof, SubTask, Task

__all__ = [
    "Attachment",
    "Body",
    "BodyDuty",
    "BodyKind",
    "BodyMember",
    "CalendarFeed",
    "DayOff",
    "Dependency",
    "Guidance",
    "GuidanceRead",
    "GuidanceVersion",
    "Meeting",
    "MonitoringMinutes",
    "PlanTask",
    "Product",
    "Programme",
    "ProgressEntry",
    "Proof",
    "Round",
    "RoundFinding",
    "SubTask",
    "Task",
    "Visit",
    "Weight",
]
