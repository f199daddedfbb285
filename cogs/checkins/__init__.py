"""/checkin for admins, and the buttons and forms with which members answer."""
