"""Mails that hold a secret keep it sealed until they are sent, and not at all after; those of before follow."""

import re

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from schoolgate.office.mail.secrets import STAND_IN, sealed

# The links that let somebody in, as their addresses were when this was written.
_SECRET = re.compile(r"(/consent/(?:kept/)?|/confirm-email/|/reset/key/)[\w:-]{20,}")


def take_out(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Take the secrets out of every mail; seal the whole of those that are still to be sent."""
    for mail in apps.get_model("mail", "OutboxMail").objects.filter(text__contains="/").iterator():
        kept = _SECRET.sub(rf"\1{STAND_IN}", mail.text)
        if kept != mail.text:
            mail.sealed_text = None if mail.sent_at or mail.gave_up else sealed(mail.text)
            mail.text = kept
            mail.save(update_fields=["text", "sealed_text"])


class Migration(migrations.Migration):
    """Adds where a whole text lies sealed, and moves what there is."""

    dependencies = [("mail", "0001_initial")]
    operations = [
        migrations.AddField("outboxmail", "sealed_text", models.BinaryField(null=True)),
        migrations.RunPython(take_out, migrations.RunPython.noop),
    ]
