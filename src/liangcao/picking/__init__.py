"""拣货 Picking: what an adopted plan holds is fetched shelf by shelf to the store's packing area, line by line."""
