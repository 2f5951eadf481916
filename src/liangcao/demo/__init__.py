"""演示 The demonstration: the first days of the Zibo office, lived through the one road on a clock of its own."""
