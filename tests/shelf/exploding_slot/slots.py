def panel(request, site, **things):
    raise ZeroDivisionError("no panel")
