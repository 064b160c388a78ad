"""The command `licet`: reads arguments, calls the library, renders."""
