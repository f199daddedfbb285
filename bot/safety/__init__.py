"""Meeting unsafe content early: what is screened, and what follows from it."""
