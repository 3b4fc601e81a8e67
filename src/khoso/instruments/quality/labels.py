"""The states of lots and defects with their words, for the stages that show them."""

from khoso.instruments.quality.states import CANCELLED as CANCELLED
from khoso.instruments.quality.states import CLOSED as CLOSED
from khoso.instruments.quality.states import DEFECT_LABELS as DEFECT_LABELS
from khoso.instruments.quality.states import DRAWN as DRAWN
from khoso.instruments.quality.states import FAILED as FAILED
from khoso.instruments.quality.states import FOUND as FOUND
from khoso.instruments.quality.states import INSPECTION_LABELS as INSPECTION_LABELS
from khoso.instruments.quality.states import MENDED as MENDED
from khoso.instruments.quality.states import OPEN as OPEN
from khoso.instruments.quality.states import OPEN_DEFECTS as OPEN_DEFECTS
from khoso.instruments.quality.states import PASSED as PASSED
from khoso.instruments.quality.states import RETURNED as RETURNED
from khoso.instruments.quality.states import WAIVED as WAIVED
