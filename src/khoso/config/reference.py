"""What every Kho Số of this city knows from the first start."""

from __future__ import annotations

from khoso.foundation.identity import actions
from khoso.foundation.identity.models import Agency

# Luật: QĐ 20/2020/QĐ-TTg, phụ lục: H19 is UBND Đồng Nai. Sub-codes are issued by the city and are never invented.
CITY_CODE = "H19"


def register_reference_data() -> None:
    """The city itself; departments and communes are registered by whoever runs the city's directory."""
    if not Agency.objects.filter(code=CITY_CODE).exists():
        city = actions.register_agency(CITY_CODE, "Ủy ban nhân dân thành phố Đồng Nai", kind="city")
        Agency.objects.filter(pk=city.pk).update(identifier_code=CITY_CODE)
