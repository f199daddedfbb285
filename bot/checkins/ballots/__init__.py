"""The ballots: counts answers, in a file of their own, without recording who gave which answer."""
