"""`schoolgate backup` and `schoolgate restore`: the office in a folder, and back."""

from pathlib import Path

import click
from rich.markup import escape

from schoolgate.cli import console
from schoolgate.config.start import prepare, start
from schoolgate.core import CheckFailed


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> int:
    """Write the office's database, sealed files and signing key into FOLDER, while people go on working.

    The keys of the settings and the store of student records are not in it: keep them elsewhere.
    """
    start()
    from schoolgate.config import backups
    from schoolgate.office import clock

    made = backups.make(folder, at=clock.now())
    console.out.print(f"[green]whole[/] {len(made.files):,} files, database {made.database}: {escape(str(folder))}")
    return 0


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def restore(folder: Path) -> int:
    """Fill an empty office from FOLDER, bring it to this version, and read its ledger again.

    Settings say where: an empty SCHOOLGATE_HOME, an empty database, and the keys of the office that was backed up.
    """
    start()
    from schoolgate.config import backups

    made = backups.restore(folder)
    prepare()
    from schoolgate.office.ledger import verification

    chain = verification.verify()
    if chain.fault is not None:
        raise CheckFailed([chain.fault])
    console.out.print(f"[green]whole[/] as of {made.made_at}; {chain.rows:,} rows of the ledger")
    console.out.print(f"anchor {chain.rows}:{chain.digest}", soft_wrap=True)
    return 0
