"""组织 Organisation: sub-groups and their members, people lent by departments, the duty roster, who is away."""
