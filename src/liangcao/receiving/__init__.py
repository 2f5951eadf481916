"""入库 Receiving: goods come in, are inspected line by line, and each line becomes a lot with one origin."""
