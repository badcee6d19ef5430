"""Everything that writes. Each service checks, writes, leaves a timeline entry and publishes, in one transaction.

Locks are taken in this order: customers, conversations, messages; several rows of a kind by id.
"""
