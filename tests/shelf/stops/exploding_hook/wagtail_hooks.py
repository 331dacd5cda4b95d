from wagtail import hooks


@hooks.register("register_admin_menu_item")
def item():
    raise RuntimeError("the password is xyzzy-and-plugh")
