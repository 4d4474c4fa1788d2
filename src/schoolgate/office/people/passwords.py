"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane, the least that OWASP recommends (Password Storage Cheat Sheet).

    Django's own 100 MiB on eight lanes is too much for a server of two cores before which many people stand at once.
    """

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1
