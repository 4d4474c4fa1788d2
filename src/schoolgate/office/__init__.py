"""The workflow: people, requests, mail and the ledger, with Django.

Each package holds its records (`models`), which state allows what (`transitions`), who may (`permissions`), the writes
(`actions`: atomic, each with its ledger row) and the reads (`selectors`).
"""
