"""What named members wrote: flagging, actions, sanctions, records. Knows screening and care."""
