"""/checkin for admins, and answering for members."""
