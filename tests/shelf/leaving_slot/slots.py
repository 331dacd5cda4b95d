import sys


def panel(request, site, **things):
    sys.exit("I am off")
