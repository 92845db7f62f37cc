"""A seed is a promise: the same faults again."""

from hypothesis import given
from hypothesis import strategies as st

from agent.practice.demo.scenario import ONCE_EACH, Fault, choose


@given(st.integers(0, 2**32), st.integers(12, 60), st.integers(3, 20))
def test_the_same_seed_makes_the_same_scenario_with_every_fault(
    seed: int, orders: int, products: int
) -> None:
    scenario = choose(seed, orders=orders, products=products)
    assert scenario == choose(seed, orders=orders, products=products)
    assert len(scenario.orders) == orders
    assert {order.fault for order in scenario.orders} >= set(ONCE_EACH)
    assert sum(order.fault is Fault.KILL for order in scenario.orders) == 1
    assert all(0 <= b.product < products for order in scenario.orders for b in order.baskets)
