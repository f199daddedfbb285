"""Who answers outside of the group, by country."""
