"""装箱 Packing: packages with a number, kits and re-packs made of lots, and taken apart again."""
