"""How a value fits into a release: its digits as printed, up to the scale that is published."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from dataset.published import VALUE_DIGITS, VALUE_SCALE

_LAST = Decimal(1).scaleb(-VALUE_SCALE)


def fits(value: Decimal) -> bool:
    """Whether the digits before the point can be published; a longer number measures nothing."""
    return value.is_finite() and value.adjusted() < VALUE_DIGITS - VALUE_SCALE


def fit_value(value: Decimal | None) -> Decimal | None:
    """The value with its printed decimals; beyond `VALUE_SCALE` of them it is rounded.

    Null where it does not fit at all.
    """
    if value is None or not fits(value):
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -VALUE_SCALE:
        return value
    with localcontext(prec=2 * VALUE_DIGITS):
        return value.quantize(_LAST, ROUND_HALF_EVEN)
