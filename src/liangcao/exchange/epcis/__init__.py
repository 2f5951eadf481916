"""EPCIS 2.0 (GS1): what was moved, said in the trade's common language, out and in.

`reading`, `schema`, `prehash`, `canonical` and `terms` need no office: they read, check and hash anybody's files.
"""
