from schoolgate.office import scenes
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.transitions import State
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord, CustodyBar, OptOut
from schoolgate.office.ledger.models import Disclosure, DisclosureKind
from schoolgate.office.ledger.verification import verify
from schoolgate.office.partners.models import RegisterLine
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State as RequestState
from schoolgate.office.scenes import Scene
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


def test_a_demonstration_holds_a_register_and_agreements_signed_ending_and_to_be_signed(
    db: None, district: WrittenDistrict
) -> None:
    scenes.plant_all(Scene(district.facts, district.facts.release_on))
    assert sorted(Agreement.objects.values_list("state", flat=True)) == [State.OUT, State.SIGNED, State.SIGNED]
    assert RegisterLine.objects.filter(organisation=district.facts.partner, is_registered=True).exists()
    assert verify().fault is None


def test_a_demonstration_holds_requests_in_every_state_consents_and_a_disclosure_log(
    db: None, district: WrittenDistrict, records: Store
) -> None:
    scenes.plant_all(Scene(district.facts, district.facts.release_on))
    assert set(DataRequest.objects.values_list("state", flat=True)) == set(RequestState)
    assert set(Disclosure.objects.values_list("kind", flat=True)) == set(DisclosureKind)
    kept = ConsentRecord.objects.values_list("way", "revoked_on")
    assert (len(kept), len([day for _way, day in kept if day])) == (4, 1)
    assert (ConsentAsk.objects.count(), CustodyBar.objects.count(), OptOut.objects.count()) == (1, 1, 1)
    assert verify().fault is None
