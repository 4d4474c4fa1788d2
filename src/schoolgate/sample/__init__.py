"""A generated school district that looks real, the same for the same seed."""

from schoolgate.sample.consents import Defect
from schoolgate.sample.facts import Facts, Person
from schoolgate.sample.request_parts import RequestSample
from schoolgate.sample.writing import WrittenDistrict, write_district

__all__ = ["Defect", "Facts", "Person", "RequestSample", "WrittenDistrict", "write_district"]
