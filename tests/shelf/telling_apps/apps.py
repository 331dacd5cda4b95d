"""Broken on purpose: the error in its apps.py holds a secret."""

raise RuntimeError("the password is xyzzy-and-plugh")
