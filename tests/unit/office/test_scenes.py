from schoolgate.office import scenes
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.transitions import State
from schoolgate.office.ledger.verification import verify
from schoolgate.office.partners.models import RegisterLine
from schoolgate.office.scenes import Scene
from schoolgate.sample.writing import WrittenDistrict


def test_a_demonstration_holds_a_register_and_agreements_signed_ending_and_to_be_signed(
    db: None, district: WrittenDistrict
) -> None:
    scenes.plant_all(Scene(district.facts, district.facts.release_on))
    assert sorted(Agreement.objects.values_list("state", flat=True)) == [State.OUT, State.SIGNED, State.SIGNED]
    assert RegisterLine.objects.filter(organisation=district.facts.partner, is_registered=True).exists()
    assert verify().fault is None
