"""The main job, shown: shop, agent and ERP as real processes, faults by a seed, books compared."""
