"""What the log says of enterprises. Names and numbers of people stay in the records."""
