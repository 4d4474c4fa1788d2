"""What others wrote is served as they wrote it, each file known by its hash."""

from tools.vendor_uswds import SUMS, TARGET, sums


def test_every_vendored_file_is_the_one_that_was_taken() -> None:
    assert (TARGET / SUMS).read_text(encoding="utf-8") == sums(TARGET)
    assert (TARGET / "LICENSE.md").is_file()
