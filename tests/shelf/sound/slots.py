def panel(request, site, *, word="nothing"):
    return f"<b>{word}</b> from {site.site_name}"
