"""The Excel workbook in which a unit of the ministry delivers its inputs of the plan."""

from analytics.workbook.belonging import foreign
from analytics.workbook.delivered import Delivered
from analytics.workbook.problems import CellProblem
from analytics.workbook.reading import read
from analytics.workbook.refusals import told
from analytics.workbook.removed import removed, unlisted
from analytics.workbook.template import write

__all__ = ["CellProblem", "Delivered", "foreign", "read", "removed", "told", "unlisted", "write"]
