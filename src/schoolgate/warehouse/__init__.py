"""The district's student records: import, validate, snapshot, scope, extract."""

from schoolgate.warehouse.archive import Limits
from schoolgate.warehouse.cuboid import GROUPINGS, CodeLabel, Cuboid, CuboidDimension, finest_cuboid
from schoolgate.warehouse.elements import ELEMENTS
from schoolgate.warehouse.engine import DuckDbEngine, Engine
from schoolgate.warehouse.extract import INTERNAL_COLUMNS, Extract, ExtractColumn, student_rows
from schoolgate.warehouse.measures import MEASURES, OUTCOMES, SUMS, Measure, measure
from schoolgate.warehouse.population import ATTRIBUTES
from schoolgate.warehouse.report import Count, ImportReport
from schoolgate.warehouse.rulebook import RULES, Rule
from schoolgate.warehouse.scope import Scope, ScopeKind
from schoolgate.warehouse.snapshot import Person, School, Section, Snapshot, Term
from schoolgate.warehouse.store import Store

__all__ = [
    "ATTRIBUTES",
    "ELEMENTS",
    "GROUPINGS",
    "INTERNAL_COLUMNS",
    "MEASURES",
    "OUTCOMES",
    "RULES",
    "SUMS",
    "CodeLabel",
    "Count",
    "Cuboid",
    "CuboidDimension",
    "DuckDbEngine",
    "Engine",
    "Extract",
    "ExtractColumn",
    "ImportReport",
    "Limits",
    "Measure",
    "Person",
    "Rule",
    "School",
    "Scope",
    "ScopeKind",
    "Section",
    "Snapshot",
    "Store",
    "Term",
    "finest_cuboid",
    "measure",
    "student_rows",
]
