"""Who and where: units, suppliers, donors and the tree of places, inside our custody and outside it."""
