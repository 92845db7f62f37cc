"""Speaks to the control port of a serving practice ERP: knobs, staff, readings."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any

from agent.practice.erp.faults import FaultKind, FaultRequest
from agent.practice.erp.listener import HOST
from agent.practice.erp.orders import DEFAULT_WAREHOUSE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

PATIENCE_SECONDS = 30


class ControlError(Exception):
    """The practice ERP did not do what it was asked; the message is its own."""


class ControlClient:
    """One connection a command; blocking, since tests and the command line are."""

    def __init__(self, port: int) -> None:
        """Take the control port on loopback."""
        self._port = port

    def fault(self, kind: FaultKind | str, **given: object) -> None:
        """Turn a fault knob; `given` are the fields of `FaultRequest`."""
        request = FaultRequest.model_validate({"kind": kind, **given})
        self._post("fault", request.model_dump(mode="json"))

    def clear(self) -> None:
        """Turn all knobs back and listen again."""
        self._post("clear", {})

    def faults(self) -> list[dict[str, Any]]:
        """The knobs that are still turned."""
        return list(self._call("GET", "/faults"))

    def down(self, seconds: float | None = None) -> None:
        """Refuse connections, for some seconds or until `up`."""
        self._post("down", {"seconds": seconds})

    def up(self) -> None:
        self._post("up", {})

    def ledger(self) -> dict[str, Any]:
        """Documents and stock."""
        return dict(self._call("GET", "/ledger"))

    def calls(self) -> list[dict[str, Any]]:
        """The calls that were read, with the fault each met."""
        return list(self._call("GET", "/calls"))

    def enforce_reference(self, on: bool = True) -> None:
        """Whether a second live document with the same reference is refused."""
        self._post("settings", {"enforce_reference": on})

    def close_period(self, before: date | None) -> None:
        """Refuse orders dated before a day; None opens every period."""
        self._post("settings", {"closed_before": None if before is None else before.isoformat()})

    def receive_goods(
        self, sku: str, quantity: Decimal | int | str, warehouse: str = DEFAULT_WAREHOUSE
    ) -> None:
        """Goods come in."""
        self._goods("receive", sku, quantity, warehouse)

    def counter_sale(
        self, sku: str, quantity: Decimal | int | str, warehouse: str = DEFAULT_WAREHOUSE
    ) -> None:
        """Goods are sold over the counter: gone at once, without an order."""
        self._goods("sale", sku, quantity, warehouse)

    def count_stock(
        self, sku: str, quantity: Decimal | int | str, warehouse: str = DEFAULT_WAREHOUSE
    ) -> None:
        """A stocktaking: so much is on hand."""
        self._goods("count", sku, quantity, warehouse)

    def ship(self, number: str, quantities: Mapping[int, Decimal | int] | None = None) -> None:
        """Ship a document, whole or by line number."""
        asked = {str(line): str(quantity) for line, quantity in (quantities or {}).items()}
        self._post("ship", {"number": number, "quantities": asked or None})

    def cancel(self, number: str) -> None:
        """Cancel a document on the ERP's own screen."""
        self._post("cancel", {"number": number})

    def block_customer(self, key: str, blocked: bool = True) -> None:
        """Block a customer by number or e-mail address, or let them order again."""
        self._post("customer", {"key": key, "blocked": blocked})

    def add_item(self, sku: str, name: str = "") -> None:
        """Add an item, or give a known one another name."""
        self._post("item", {"sku": sku, "name": name})

    def rename_item(self, sku: str, new_sku: str) -> None:
        """Give an item another SKU."""
        self._post("rename", {"sku": sku, "new_sku": new_sku})

    def forget(self, reference: str) -> int:
        """Lose the documents of a reference, as a restored backup would; says how many."""
        return int(self._post("forget", {"reference": reference})["forgotten"])

    def reset(self) -> None:
        """Forget everything: documents, items, stock, settings, knobs."""
        self._post("reset", {})

    def _goods(self, command: str, sku: str, quantity: Decimal | int | str, warehouse: str) -> None:
        self._post(command, {"sku": sku, "quantity": str(quantity), "warehouse": warehouse})

    def _post(self, command: str, body: Mapping[str, object]) -> Any:
        return self._call("POST", f"/{command}", json.dumps(body))

    def _call(self, method: str, path: str, body: str | None = None) -> Any:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            text = response.read().decode()
        except OSError as error:
            message = f"no practice ERP answers on control port {self._port}: {error}"
            raise ControlError(message) from error
        finally:
            connection.close()
        if response.status != http.HTTPStatus.OK:
            raise ControlError(text)
        return json.loads(text)
