"""The prepared form of a library: what a folder of policies was read to, kept so that it need not be read again.

``deferred`` lets an object's attributes be read when they are first asked for, ``prepared`` writes a library so that each
policy, group and item can be read alone, ``folder`` says where the files are and when they may be believed.
"""
