<?php
/**
 * What problem codes and state words say. Generated from the agent's domain by `make generate`.
 *
 * @package Counterfoil
 */

declare( strict_types=1 );

defined( 'ABSPATH' ) || exit;

return array(
	'words'    => array(
		'waiting'    => __( 'Waiting', 'counterfoil' ),
		'held'       => __( 'Held', 'counterfoil' ),
		'queued'     => __( 'Queued', 'counterfoil' ),
		'sending'    => __( 'Sending', 'counterfoil' ),
		'checking'   => __( 'Checking', 'counterfoil' ),
		'delivered'  => __( 'Delivered, not confirmed', 'counterfoil' ),
		'accepted'   => __( 'Accepted', 'counterfoil' ),
		'needs_you'  => __( 'Needs you', 'counterfoil' ),
		'cancelled'  => __( 'Cancelled', 'counterfoil' ),
		'cancelling' => __( 'Cancelling', 'counterfoil' ),
		'discarded'  => __( 'Handled outside', 'counterfoil' ),
		'skipped'    => __( 'Skipped', 'counterfoil' ),
	),
	'problems' => array(
		'totals_differ'          => array(
			'owner'    => __( 'finance', 'counterfoil' ),
			'sentence' => __( 'The parts of this order add up to {parts} {currency}, the order says {total} {currency}. The order is kept; nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Open the order in the shop, recalculate its totals and save it; it is then sent by itself. If both figures are right, accept the order by hand with the ERP\'s number.', 'counterfoil' ),
		),
		'line_without_sku'       => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The line "{name}" has no SKU, so the ERP cannot know the item. The order is kept; nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Give the product its SKU in the shop, then edit and save the order, or enter the order in the ERP by hand and mark it as accepted with the ERP\'s number.', 'counterfoil' ),
		),
		'unreadable_order'       => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The shop sent this order in a form that cannot be read ({where}: {why}). It is kept as it came; nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Update the plugin and the agent to the same version, then retry.', 'counterfoil' ),
		),
		'mapping_failed'         => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The mapping of {service} cannot make {path} of this order; the order is kept, nothing was sent. Why: {why}', 'counterfoil' ),
			'remedy'   => __( 'Mend the mapping at {file}:{line} and retry.', 'counterfoil' ),
		),
		'erp_rejected'           => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") refused this order; it is certain that it does not have it. The order is kept. The ERP\'s words: "{message}"', 'counterfoil' ),
			'remedy'   => __( 'Mend the cause in the ERP or in the shop (an unknown item, a blocked customer, a closed period), then retry.', 'counterfoil' ),
		),
		'outcome_unknown'        => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The answer of the ERP ("{system}") to this order was lost, and it offers no way to ask. The order may or may not be in the ERP; it was not sent again.', 'counterfoil' ),
			'remedy'   => __( 'Look in "{system}" for the reference {reference}. If it is there, mark the order as accepted with its number; if not, say that it is not there, then retry.', 'counterfoil' ),
		),
		'refused_while_open'     => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") refused this order or said that it has it already, but the answer to an earlier attempt was lost, and it offers no way to ask. The order may be in the ERP; it will not be sent again.', 'counterfoil' ),
			'remedy'   => __( 'Look in "{system}" for the reference {reference}. If it is there, mark the order as accepted with its number; if not, say that it is not there, then retry.', 'counterfoil' ),
		),
		'cannot_ask'             => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'An answer to this order was lost, and the ERP ("{system}") does not let itself be asked about it. Whether it has the order is not known; nothing is sent again. The ERP\'s words: "{message}"', 'counterfoil' ),
			'remedy'   => __( 'Check the credentials and rights of the look-up with `counterfoil check`, then retry: the ERP is asked again for {reference} before anything is sent.', 'counterfoil' ),
		),
		'gone_in_erp'            => array(
			'owner'    => __( 'finance', 'counterfoil' ),
			'sentence' => __( 'The order was changed in the shop, and the ERP ("{system}") shows nothing with the reference {reference} any more, although it had accepted it. Nothing was sent again.', 'counterfoil' ),
			'remedy'   => __( 'Find out in the ERP what became of it. Mark the order as accepted with its number, or discard the change with a reason.', 'counterfoil' ),
		),
		'system_gone'            => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'This belongs to the system "{system}", which orders do not go to any more by agent.toml. It is kept; it was sent to no other system.', 'counterfoil' ),
			'remedy'   => __( 'Put [system.{system}] with the role "orders" back into agent.toml and retry, or handle it by hand and discard it with a reason.', 'counterfoil' ),
		),
		'system_gone_while_open' => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'An answer of the system "{system}" to this order was lost, and by agent.toml orders do not go there any more, so it is not asked. The order may or may not be in it; it was sent to no other system.', 'counterfoil' ),
			'remedy'   => __( 'Put [system.{system}] with the role "orders" back into agent.toml and retry: it is then asked for {reference} before anything is sent. Or look there: if it is there, mark the order as accepted with its number; if not, say that it is not there, then discard it with a reason.', 'counterfoil' ),
		),
		'reference_too_long'     => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") keeps references of up to {length_max} characters; this order\'s is longer: {reference}. Cut off it could not be found again, so nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'If the ERP\'s field is longer, correct reference_length_max in agent.toml and retry. If not, enter the order in the ERP by hand and mark it as accepted with the ERP\'s number.', 'counterfoil' ),
		),
		'reference_taken'        => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'Another order that had the same number in the shop before has the reference {reference} in the ERP ("{system}") already. The two could not be told apart there, so nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Enter the order in the ERP by hand under another reference and mark it as accepted with the ERP\'s number.', 'counterfoil' ),
		),
		'found_differs'          => array(
			'owner'    => __( 'finance', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") has this order once, as {number}, but not as it was sent: {difference}. Nothing will be sent again.', 'counterfoil' ),
			'remedy'   => __( 'Correct it in the ERP, then mark it as accepted with the ERP\'s number.', 'counterfoil' ),
		),
		'found_several'          => array(
			'owner'    => __( 'finance', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") has several documents with the reference {reference}: {numbers}. Nothing more will be sent.', 'counterfoil' ),
			'remedy'   => __( 'Cancel all but one in the ERP, then mark the order as accepted with its number.', 'counterfoil' ),
		),
		'cannot_amend'           => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The order was changed in the shop after the ERP ("{system}") had accepted it, and the ERP cannot be told. It still has the order as it was before; nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Make the same change in the ERP by hand, then mark it as accepted with the ERP\'s number, or discard the change with a reason.', 'counterfoil' ),
		),
		'cannot_cancel'          => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The order was cancelled in the shop after the ERP ("{system}") had accepted it as {number}, and the ERP cannot be told. It still has the order; nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Cancel it in the ERP by hand, then mark the cancellation as accepted with the ERP\'s number, or discard it with a reason.', 'counterfoil' ),
		),
		'live_again'             => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The order is live again in the shop after it was cancelled in the ERP ("{system}"). A cancelled order is not revived by the agent; nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Enter the order in the ERP by hand and mark it as accepted with the ERP\'s number, or discard it with a reason.', 'counterfoil' ),
		),
		'after_discard'          => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The order was changed in the shop after somebody had taken it in hand outside the ERP ("{system}"). The change is kept; nothing was sent.', 'counterfoil' ),
			'remedy'   => __( 'Make the change where the order was handled, then discard this one with a reason.', 'counterfoil' ),
		),
		'system_config'          => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") does not let the agent in or does not know what it asks. It is certain that it does not have the order, which is kept. The ERP\'s words: "{message}"', 'counterfoil' ),
			'remedy'   => __( 'Check the credentials and the address in agent.toml with `counterfoil check`, then retry.', 'counterfoil' ),
		),
		'poison'                 => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The agent crashed {crashes} times while it worked on this order. The order is kept and left alone, so that the others go on.', 'counterfoil' ),
			'remedy'   => __( 'Send the agent\'s log to whoever looks after it; retry when the cause is mended. If an answer was lost, the ERP is asked before anything is sent.', 'counterfoil' ),
		),
		'unexpected'             => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The agent met an error that it does not know while it worked on this order. The order is kept; the others go on. The error: {error}', 'counterfoil' ),
			'remedy'   => __( 'Send the agent\'s log to whoever looks after it; retry when the cause is mended. If an answer was lost, the ERP is asked before anything is sent.', 'counterfoil' ),
		),
		'stock_stale'            => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The stock of the ERP ("{system}") is from {as_of}, {age} old; the limit is {limit}. Nothing of it was shown: the shop goes on with the last figures less its sales.', 'counterfoil' ),
			'remedy'   => __( 'See why the ERP does not give newer stock (its export, its clock), then wait for the next reading.', 'counterfoil' ),
		),
		'stock_incomplete'       => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") sent {got} stock figures and then broke off before its last page. Nothing of it was shown: the shop goes on with the last figures.', 'counterfoil' ),
			'remedy'   => __( 'See the ERP\'s log for the broken answer; the next reading begins anew.', 'counterfoil' ),
		),
		'stock_count_differs'    => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") announced {announced} stock figures and sent {got}. Nothing of it was shown: the shop goes on with the last figures.', 'counterfoil' ),
			'remedy'   => __( 'See whether stock was changed while it was read, or whether the ERP\'s paging leaves rows out.', 'counterfoil' ),
		),
		'stock_figure_twice'     => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The ERP ("{system}") sent more than one figure for {sku} in the warehouse {warehouse}. Nothing of it was shown: the shop goes on with the last figures.', 'counterfoil' ),
			'remedy'   => __( 'See whether its paging sends rows twice, or whether the mapping drops what tells the rows apart (a batch, a bin).', 'counterfoil' ),
		),
		'stock_mass_change'      => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The stock of the ERP ("{system}") fell at once for much of the shop: {to_zero} of {count} products to nothing, all together from {before} to {after}. Nothing of it was shown.', 'counterfoil' ),
			'remedy'   => __( 'If that is right, allow it with `counterfoil stock --allow-drop`; the next reading is then shown. If not, mend it in the ERP.', 'counterfoil' ),
		),
		'stock_sku_twice'        => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'The shop has {count} SKUs that several products with a stock of their own share ({skus}). Their stock is not updated; everything else is.', 'counterfoil' ),
			'remedy'   => __( 'Give each product its own SKU in the shop.', 'counterfoil' ),
		),
		'stock_shared'           => array(
			'owner'    => __( 'retail operations', 'counterfoil' ),
			'sentence' => __( 'In the shop several SKUs sell from one stock, and the settings do not say that their ERP figures may be added up ({skus}). Their stock is not updated.', 'counterfoil' ),
			'remedy'   => __( 'Give the variations a stock of their own, or set shared_stock = "sum".', 'counterfoil' ),
		),
		'stock_epoch_foreign'    => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The shop has newer stock figures than this agent has ever sent ({stock_ids}). A second agent, or a copy of this one, pushes stock into the same shop.', 'counterfoil' ),
			'remedy'   => __( 'Find and stop the other agent. Then restart this one: it begins above the other\'s figures.', 'counterfoil' ),
		),
		'unreadable_event'       => array(
			'owner'    => __( 'IT', 'counterfoil' ),
			'sentence' => __( 'The shop told of a change in a form that this agent cannot read. The change is kept as it came and nothing of it was sent; other orders go on.', 'counterfoil' ),
			'remedy'   => __( '`counterfoil unreadable` shows what it is. Update the plugin and the agent to the same version and restart the agent: it then reads what it has kept. What is of no use is taken out with `counterfoil unreadable --discard`.', 'counterfoil' ),
		),
	),
);
