"""Documents that were handed in, opened again by those who may."""

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

from schoolgate.office.errors import Hidden
from schoolgate.office.requests import permissions
from schoolgate.office.seals import SealedFiles
from schoolgate.portal.access import person, signed_in


@signed_in
def attachment(request: HttpRequest, attachment_id: int) -> StreamingHttpResponse:
    """Send a document as a download; a browser never shows it as a page of the office."""
    found = permissions.attachments_visible_to(person(request)).filter(pk=attachment_id).first()
    if found is None:
        raise Hidden
    answer = StreamingHttpResponse(SealedFiles().read(found.key), content_type="application/octet-stream")
    answer["Content-Length"] = str(found.size)
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    return answer
