"""The code by which a student's lines are found: a keyed hash of the student number, never the number itself."""

import base64
import hashlib
import hmac

from django.conf import settings


def student_code(student_number: str) -> str:
    """Return the code of a student number: HMAC-SHA256 under the office's student key, 64 hexadecimal digits."""
    key = base64.b64decode(settings.SCHOOLGATE_STUDENT_KEY, validate=True)
    return hmac.new(key, student_number.strip().encode(), hashlib.sha256).hexdigest()
