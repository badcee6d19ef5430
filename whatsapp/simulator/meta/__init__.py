"""What Meta does on its own account, and tells by webhook: reviews, qualities, limits, restrictions, wishes."""
