"""Write what there is for plugins to use into ``plugins/README.md``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from civic.pluginkit.reference import with_reference


class Command(BaseCommand):
    """Keeps the tables as the code is."""

    help = "Write the slots, events and hooks there are into plugins/README.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them."""
        readme = settings.BASE_DIR / "plugins" / "README.md"
        readme.write_text(with_reference(readme.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"{readme} is written.")
