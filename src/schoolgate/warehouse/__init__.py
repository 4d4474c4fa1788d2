"""The district's student records: import, validate, snapshot, scope, extract."""
