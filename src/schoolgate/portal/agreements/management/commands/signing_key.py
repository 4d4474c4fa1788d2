"""Makes the key that the office seals signed agreements with."""

from django.core.management.base import BaseCommand

from schoolgate.office import clock
from schoolgate.office.agreements import office_seal


class Command(BaseCommand):
    """`schoolgate manage signing_key`."""

    help = "Make the key and the certificate that signed agreements are sealed with, where there are none."

    def handle(self, *_args: object, **_options: object) -> None:
        """Make the pair, or say that it is there."""
        was_there = office_seal.pair().is_there
        made = office_seal.make_pair(clock.now())
        self.stdout.write(f"{'Already there' if was_there else 'Made'}: {made.key} and {made.certificate.name}")
