def panel(request, site, **things):
    return "much too much " * 750_000
