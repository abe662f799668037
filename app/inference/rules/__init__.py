"""The coding rules of the model-free reader: what a record states, which principal leads, which others are coded."""
