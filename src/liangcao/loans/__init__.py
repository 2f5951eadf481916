"""借用 Loans: sprayers, thermometers go out, stay ours, and come back whole, damaged or not at all."""
