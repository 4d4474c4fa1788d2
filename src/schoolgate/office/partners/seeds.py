"""A register of a demonstration: the partner of the sample district, wholly registered, and one that is not."""

from schoolgate.core import SchoolYear
from schoolgate.office.partners import actions
from schoolgate.office.scenes import Scene


def plant(scene: Scene) -> None:
    """Take in the register, as an analyst does."""
    facts, year = scene.district, SchoolYear.of(scene.on)
    parts = ["organisation,", *(f"program,{name}" for name in facts.partner_programs)]
    parts += [f"partnership,{school}" for school in facts.partner_schools]
    lines = [f'"{facts.partner}",{year},{part},yes' for part in parts]
    lines += [f"Seaside Sports,{year},organisation,,yes", f"Seaside Sports,{year},program,Rowing,no"]
    content = "\n".join([",".join(actions.COLUMNS), *lines, ""]).encode()
    actions.take_in(content=content, by=scene.people["analyst"], at=scene.at(40))
