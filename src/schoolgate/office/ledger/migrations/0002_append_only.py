"""The database itself refuses to change or delete rows of the ledger and lines of the disclosure log."""

from django.db import migrations

from schoolgate.office.ledger.triggers import install_in_migration, remove_in_migration


class Migration(migrations.Migration):
    """Makes the triggers."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(install_in_migration, remove_in_migration)]
