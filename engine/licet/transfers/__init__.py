"""Transfers: the request, and the legs it puts in play."""
