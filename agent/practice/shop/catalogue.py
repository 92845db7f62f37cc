"""What the practice shop sells: made from a seed, equal in the stand-in and real WooCommerce."""

import random
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

_THINGS = (
    "Hex bolt M8", "Wood screw 4 x 40", "Work gloves", "Safety goggles", "Cable drum 25 m",
    "LED lamp E27", "Paint roller", "Masking tape", "Spirit level", "Tape measure 5 m",
    "Wall plug 8 mm", "Socket set", "Head torch", "Ear defenders", "Cordless drill",
)  # fmt: skip
_SIMPLE = 30
_OWN, _SHARED = 3, 2
_SIZES = ("S", "M", "L")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """One size of a variable product; without stock of its own it shares its parent's."""

    sku: str
    size: str
    price: str
    stock: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product of the catalogue; `stock` None: its own stock is not managed."""

    sku: str
    name: str
    price: str
    stock: int | None
    tax_class: str = ""
    variations: tuple[Variation, ...] = field(default=())


def make_catalogue(seed: int) -> list[dict[str, Any]]:
    """The catalogue as plain data, for the script that puts it into the shop."""
    draw = random.Random(seed)  # noqa: S311 - goods, not secrets
    products = [_simple(number, draw) for number in range(1, _SIMPLE + 1)]
    products += [_variable(f"WEAR-{n}", draw, shared=False) for n in range(1, _OWN + 1)]
    products += [_variable(f"SUIT-{n}", draw, shared=True) for n in range(1, _SHARED + 1)]
    products.append(Product(sku="", name="Sample without SKU", price="5.00", stock=50))
    products.append(Product(sku="SERVICE", name="Repair service", price="35.00", stock=None))
    # For orders that the ERP must refuse: whoever seeds the ERP leaves it out.
    products.append(Product(sku="NOT-IN-ERP", name="Shop-only article", price="9.95", stock=50))
    return [asdict(product) for product in products]


def _simple(number: int, draw: random.Random) -> Product:
    return Product(
        sku=f"GOOD-{number:03d}",
        name=_THINGS[number % len(_THINGS)] + ("" if number <= len(_THINGS) else " XL"),
        price=_price(draw),
        stock=draw.randint(60, 400),
        tax_class="reduced-rate" if number % 7 == 0 else "",
    )


def _variable(sku: str, draw: random.Random, *, shared: bool) -> Product:
    price = _price(draw)
    sizes = tuple(
        Variation(
            sku=f"{sku}-{size}",
            size=size,
            price=price,
            stock=None if shared else draw.randint(30, 120),
        )
        for size in _SIZES
    )
    name = ("Overall " if shared else "Work jacket ") + sku[-1]
    stock = draw.randint(150, 300) if shared else None
    return Product(sku=sku, name=name, price=price, stock=stock, variations=sizes)


def _price(draw: random.Random) -> str:
    return str(Decimal(draw.randint(199, 9999)) / 100)
