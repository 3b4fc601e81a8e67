from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Wires the house once all rooms are loaded."""

    name = "khoso.config"
    label = "house"
    verbose_name = "Kho Số"

    def ready(self) -> None:
        from khoso.config import wiring

        wiring.connect()
