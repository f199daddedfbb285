"""How a text is read: normalising, rules, shapes, the model, fusion. Pure; knows no group."""
