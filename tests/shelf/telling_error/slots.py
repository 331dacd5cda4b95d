from django.conf import settings


def panel(request, site, **things):
    raise RuntimeError(f"the key is {settings.SECRET_KEY}")
