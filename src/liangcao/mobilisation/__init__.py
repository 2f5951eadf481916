"""调拨 Mobilisation: what reserve units hold, what is called up from them by order, and what is owed back for it."""
