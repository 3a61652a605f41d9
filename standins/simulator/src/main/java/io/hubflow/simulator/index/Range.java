package io.hubflow.simulator.index;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A closed range of whole numbers; empty when {@code low > high}. */
record Range(long low, long high) {
    static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    boolean contains(long value) {
        return low <= value && value <= high;
    }

    boolean isAll() {
        return equals(ALL);
    }

    Range and(Range other) {
        return new Range(Math.max(low, other.low), Math.min(high, other.high));
    }

    /** The whole numbers that a range operator lets through. */
    static Range of(Filter.Operator operator, BigDecimal value, BigDecimal highValue) {
        return switch (operator) {
            case EQ -> new Range(ceiling(value), floor(value));
            case GTE -> new Range(ceiling(value), Long.MAX_VALUE);
            case LTE -> new Range(Long.MIN_VALUE, floor(value));
            case GT -> above(value);
            case LT -> below(value);
            case BETWEEN -> new Range(ceiling(value), floor(highValue));
            case IN, NOT_IN, NEQ, HAS_PROPERTY, NOT_HAS_PROPERTY, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN ->
                throw new IllegalArgumentException(operator + " is not a range");
        };
    }

    private static Range above(BigDecimal value) {
        long floor = floor(value);
        return floor == Long.MAX_VALUE ? new Range(1, 0) : new Range(floor + 1, Long.MAX_VALUE);
    }

    private static Range below(BigDecimal value) {
        long ceiling = ceiling(value);
        return ceiling == Long.MIN_VALUE ? new Range(1, 0) : new Range(Long.MIN_VALUE, ceiling - 1);
    }

    private static long floor(BigDecimal value) {
        return value.setScale(0, RoundingMode.FLOOR).min(MAX).max(MIN).longValueExact();
    }

    private static long ceiling(BigDecimal value) {
        return value.setScale(0, RoundingMode.CEILING).min(MAX).max(MIN).longValueExact();
    }
}
