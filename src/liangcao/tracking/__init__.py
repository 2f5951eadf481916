"""出车 Tracking: vehicles, where units and stores lie, and trips that carry shipments to them in a good order."""
