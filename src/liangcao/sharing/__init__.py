"""Sharing out scarce goods: how much for whom, from where, why, and a certificate. Pure: needs no office, no database.

A *problem* (claims, lots, rules) is frozen arrays; `plan.share_out` answers it with a *sharing*. Quantities are base
units outside and whole boxes inside. The model, step by step: docs/sharing.md.
"""
