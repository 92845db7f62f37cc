"""Places the orders and makes the faults happen, each at its moment."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

from agent.practice.demo.reading import reference_of
from agent.practice.demo.scenario import Fault, Order, Scenario
from agent.practice.demo.systems import SHOP_CODE, Systems
from agent.practice.shop.orders import LineSpec, OrderSpec, Way

_PATIENCE_S = 30.0
_DEAD_S = 1.0
# The ERP must keep its own promise: done at the latest D (2 s) after the attempt's end, which is
# the restart. It comes no earlier than the kill and the pause after it.
_HELD_S = _DEAD_S + 2.0

Say = Callable[[str], None]

ERP_FAULTS: dict[Fault, tuple[str, dict[str, object]]] = {
    Fault.LOST_ANSWER: ("commit_then_drop", {}),
    Fault.LOST_REQUEST: ("close_after_reading", {}),
    Fault.LATE: ("commit_late", {"seconds": 1.0}),
    Fault.KILL: ("slow", {"seconds": _HELD_S}),
}


class PlayError(Exception):
    """The play could not go on as written; the message says where."""


def play(systems: Systems, scenario: Scenario, say: Say) -> None:
    """Everything that happens, in order. Returns when the last order is in the shop."""
    skus = _skus(systems)
    for order in scenario.orders:
        if order.place == scenario.down_after:
            say(f"The ERP is switched off for {scenario.down_s} s")
            systems.erp.control.down(scenario.down_s)
        number = _place(systems, order, skus, say)
        count = f"{order.place + 1} of {len(scenario.orders)}"
        say(f"{count}: order {number} placed" + _told(order))
    _goods_move(systems, skus, say)


def products(systems: Systems) -> int:
    """How many products an order may be made of."""
    return len(_skus(systems))


def _skus(systems: Systems) -> list[str]:
    return sorted(
        p.sku for p in systems.shop.products() if p.sku and p.stock_id and p.sku != "NOT-IN-ERP"
        and p.type != "variable"
    )  # fmt: skip


def _told(order: Order) -> str:
    return "" if order.fault is Fault.NONE else f" ({order.fault})"


def _place(systems: Systems, order: Order, skus: list[str], say: Say) -> str:
    lines = tuple(LineSpec(sku=skus[b.product], quantity=b.quantity) for b in order.baskets)
    if order.fault is Fault.UNKNOWN_SKU:
        lines = (*lines, LineSpec(sku="NOT-IN-ERP", quantity=1))
    # Unpaid at first: nothing is sent yet, and the fault can be aimed at this order alone.
    spec = OrderSpec(lines=lines, status="pending")
    order_id = systems.shop.place_order(spec, Way(order.way))
    placed = next(o for o in systems.shop.orders() if o.id == order_id)
    reference = reference_of(SHOP_CODE, placed)
    if order.fault in ERP_FAULTS:
        kind, given = ERP_FAULTS[order.fault]
        systems.erp.fault(kind, reference=reference, operations=["CreateOrder"], **given)
    if order.fault is Fault.TOTALS:
        _falsify_total(systems, order_id, placed.total)
    if order.fault is Fault.KILL:
        with _waited_for(systems, reference):
            _pay(systems, order_id)
        say("The agent is killed with SIGKILL while the ERP has the order in its hands")
        systems.agent.kill()
        time.sleep(_DEAD_S)
        systems.agent.start()
        return placed.number
    _pay(systems, order_id)
    if order.fault is Fault.TWICE:
        _forget_acknowledgement(systems, order_id)
    if order.cancelled:
        systems.shop.php(
            "wc_get_order( $args[0] )->update_status( 'cancelled', 'Changed their mind.' );",
            order_id,
        )
    return placed.number


def _pay(systems: Systems, order_id: int) -> None:
    systems.shop.php("wc_get_order( $args[0] )->payment_complete();", order_id)


def _falsify_total(systems: Systems, order_id: int, total: Decimal) -> None:
    """As a careless plugin does: another total, and the lines stay as they are."""
    systems.shop.php(
        "$order = wc_get_order( $args[0] ); $order->set_total( $args[1] ); $order->save();",
        order_id,
        str(total + 3),
    )


@contextmanager
def _waited_for(systems: Systems, reference: str) -> Iterator[None]:
    """Leave when the ERP has read a call with this reference and not answered yet."""
    yield
    ends_at = time.monotonic() + _PATIENCE_S
    while time.monotonic() < ends_at:
        if any(call.get("reference") == reference for call in systems.erp.control.calls()):
            return
        time.sleep(0.05)
    raise PlayError(f"the ERP was not sent {reference} within {_PATIENCE_S:.0f} s")


def _forget_acknowledgement(systems: Systems, order_id: int) -> None:
    """As when the agent's 202 was lost on its way: the shop delivers the same event again."""
    rows = f"wp_counterfoil_outbox WHERE order_id = {order_id:d}"
    count = f"SELECT COUNT(*) FROM {rows} AND acked_at IS NULL"  # noqa: S608 - an int
    ends_at = time.monotonic() + _PATIENCE_S
    while systems.shop.sql(count) != [["0"]]:
        if time.monotonic() > ends_at:
            raise PlayError(f"order {order_id} was not delivered within {_PATIENCE_S:.0f} s")
        time.sleep(0.1)
    table, row = rows.split(" ", 1)
    systems.shop.sql(f"UPDATE {table} SET acked_at = NULL {row}")  # noqa: S608 - an int


def _goods_move(systems: Systems, skus: list[str], say: Say) -> None:
    """Goods come in and go over the ERP's own counter: the shop must show it."""
    say(f"In the ERP: 12 of {skus[0]} come in, 5 of {skus[1]} are sold over the counter")
    systems.erp.control.receive_goods(skus[0], 12)
    systems.erp.control.counter_sale(skus[1], 5)
