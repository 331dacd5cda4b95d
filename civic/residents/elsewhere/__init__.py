"""Signing in with another site's account: one OpenID Connect provider, by the ``OIDC_*`` variables.

allauth's own, and stricter, since the provider's word makes somebody a person here: every id token's
signature, nonce and subject are checked, and whatever is wrong with an answer is a page in plain words.
"""
