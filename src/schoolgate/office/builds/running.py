"""Makes a build: the request's own document, the release, what is found beside it, sealed; then one transaction."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from schoolgate.core import BadInput, CheckFailed, NotAllowed, SchoolYear
from schoolgate.office.builds import actions, findings, opted_out, selectors, storage
from schoolgate.office.builds.actions import Made, Sealed
from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.requests import documents
from schoolgate.office.requests.documents import Asked
from schoolgate.office.small_groups import selectors as small_groups
from schoolgate.policy.determination import Lane
from schoolgate.policy.document import RequestDocument, read_request
from schoolgate.release.build import build_release
from schoolgate.release.folder import OFFICE, read_manifest
from schoolgate.warehouse.store import Store

_log = logging.getLogger(__name__)
ASKED = f"{OFFICE}/asked"
_PIECE = 1024 * 1024


def run(build_id: UUID, now: Callable[[], datetime]) -> None:
    """Make a build that waits, and write what came of it. Does nothing where it is made already, or being made.

    Killed at any point, it leaves a build that is `running` with nothing of its own; the tick tries it again.
    """
    with storage.workplace(build_id) as folder:
        if folder is None:
            return
        build = actions.begin(build_id=build_id, at=now())
        if build is None:
            return
        storage.clear(build_id)
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            made = _make(build, folder, now())
            actions.finish(build_id=build_id, made=made, at=now())
        except NotAllowed as error:
            actions.refuse(build_id=build_id, reasons=error.reasons, at=now())
        except (BadInput, CheckFailed) as error:
            reasons = [f"{fault.message} {fault.mend}" for fault in error.faults]
            actions.fail(build_id=build_id, reasons=reasons, at=now())
        except OSError as error:
            _log.exception("build %s failed", build_id)
            actions.fail(build_id=build_id, reasons=[type(error).__name__], at=now())


def _make(build: Build, folder: Path, at: datetime) -> Made:
    on, store = day_of(at), _store()
    document = _document(build, folder, at)
    out = folder / "release"
    case = small_groups.granted(build.request)
    earlier = () if case is not None else tuple(selectors.earlier_releases(build))
    release = build_release(
        document,
        store,
        out,
        on=on,
        zeros_reviewed_by=str(build.asked_by) if build.zeros_reviewed else "",
        beside=tuple(table.earlier for each in earlier for table in each.tables),
        small_groups=small_groups.decision_of(case),
        progress=lambda stage, done, total: actions.tell_progress(
            build_id=build.pk, stage=stage, done=done, total=total
        ),
    )
    manifest = read_manifest(out)
    if release.determination.lane is Lane.DIRECTORY:
        opted_out.require_none(
            out, store.snapshot(manifest.snapshot), {*document.query.school_years, SchoolYear.of(on)}
        )
    found = findings.findings_of(out, document.query, release.determination, earlier, small_groups.decision_of(case))
    return Made(
        release_id=release.release_id,
        built_on=on,
        lane=str(release.determination.lane),
        policy=release.determination.policy,
        snapshot=manifest.snapshot,
        digest=release.digest,
        rows=release.rows,
        withheld=release.withheld_count,
        files=tuple(_sealed(build, out, document.path.parent)),
        findings=[finding.to_json() for finding in found],
        beside=[each.build_id for each in earlier],
        small_groups=case,
    )


def _store() -> Store:
    if settings.SCHOOLGATE_STORE is None:
        message, mend = _("The office has no student records."), _("Set SCHOOLGATE_STORE.")
        raise BadInput.at("store", message, mend, rule="builds.store")
    return Store(Path(settings.SCHOOLGATE_STORE))


def _document(build: Build, folder: Path, at: datetime) -> RequestDocument:
    """Write the request as it stands, with today's evidence, and read it as the gate reads anybody's."""
    place = folder / "request"
    place.mkdir(mode=0o700)
    return read_request(documents.write(build.request, Asked.of_version(build.request), day_of(at), place))


def _sealed(build: Build, out: Path, asked: Path) -> Iterator[Sealed]:
    """Seal the release folder, and the request with its lists, from which the same release can be made again."""
    files = storage.sealed_files(build.pk)
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        name = path.relative_to(out).as_posix()
        yield Sealed(name, name.startswith(f"{OFFICE}/"), files.put(_pieces(path)))
    for path in sorted(asked.iterdir()):
        yield Sealed(f"{ASKED}/{path.name}", True, files.put(_pieces(path)))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece
