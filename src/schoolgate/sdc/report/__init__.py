"""The report of a protected table: one page without scripts, for the people who answer for its release."""

from schoolgate.sdc.report.document import report_html

__all__ = ["report_html"]
