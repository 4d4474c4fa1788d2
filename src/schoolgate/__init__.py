"""The gate through which a school district's student data leaves, lawfully."""
