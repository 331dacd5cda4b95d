import time


def panel(request, site, **things):
    time.sleep(30)
    return "after half a minute"
