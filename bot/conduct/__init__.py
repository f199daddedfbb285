"""Messages of named members: flagging, actions, sanctions, records. Imports screening and care."""
