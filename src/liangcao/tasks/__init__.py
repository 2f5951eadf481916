"""热线·交办 Tasks: what was rung in, who has it, how long it has waited, and what came of it; hand-over of shifts."""
