package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import io.hubflow.snowflake.emulator.catalog.SnowType.Kind;
import io.hubflow.snowflake.emulator.sql.SnowflakeError;
import java.util.Locale;

/** Arithmetic and rounding. */
final class Numbers {
    private final Conversions conversions;

    Numbers(Conversions conversions) {
        this.conversions = conversions;
    }

    /** A value as a number. */
    Typed number(Typed value) {
        return value.kind() == Kind.FIXED || value.kind() == Kind.REAL
                ? value
                : conversions.cast(value, SnowType.fixed(38, 9));
    }

    /** Precision and scale of results: docs.snowflake.com/en/sql-reference/operators-arithmetic. */
    Typed arithmetic(String operator, Typed rawLeft, Typed rawRight) {
        Typed left = rawLeft.kind() == Kind.DATE ? rawLeft : number(rawLeft);
        Typed right = number(rawRight);
        if (left.kind() == Kind.DATE) {
            if (operator.equals("+") || operator.equals("-")) {
                return Typed.of(
                        "(" + left.sql() + " " + operator + " CAST(" + right.sql() + " AS INTEGER))", SnowType.DATE);
            }
            throw SnowflakeError.unsupported("DATE " + operator);
        }
        if (left.kind() == Kind.REAL || right.kind() == Kind.REAL) {
            return Typed.of(
                    "(CAST(" + left.sql() + " AS DOUBLE) " + operator + " CAST(" + right.sql() + " AS DOUBLE))",
                    SnowType.REAL);
        }
        SnowType a = left.type();
        SnowType b = right.type();
        int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
        SnowType type = switch (operator) {
            case "*" ->
                SnowType.fixed(
                        Math.min(38, a.precision() + b.precision()),
                        Math.min(a.scale() + b.scale(), Math.max(Math.max(a.scale(), b.scale()), 12)));
            case "/" -> SnowType.fixed(38, Math.max(a.scale(), Math.min(a.scale() + 6, 12)));
            case "%" ->
                SnowType.fixed(Math.min(38, whole + Math.max(a.scale(), b.scale())), Math.max(a.scale(), b.scale()));
            default ->
                SnowType.fixed(
                        Math.min(38, whole + Math.max(a.scale(), b.scale()) + 1), Math.max(a.scale(), b.scale()));
        };
        String l = "CAST(" + left.sql() + " AS " + a.storage() + ")";
        String r = "CAST(" + right.sql() + " AS " + b.storage() + ")";
        String sql = switch (operator) {
            case "/" ->
                "(CASE WHEN " + r + " = 0 THEN " + ValueErrors.raise("DIVISION", "''") + " ELSE CAST(" + left.sql()
                        + " AS DOUBLE) / CAST(" + right.sql() + " AS DOUBLE) END)";
            default -> "(" + l + " " + operator + " " + r + ")";
        };
        return Typed.of("CAST(" + sql + " AS " + type.storage() + ")", type);
    }

    Typed rounding(Functions.Call call) {
        Typed value = number(call.argument(0));
        String digits = call.count() > 1 ? ", " + Functions.constant(call.argument(1)) : "";
        String name = call.name().equals("TRUNC") && !digits.isEmpty()
                ? "trunc"
                : call.name().toLowerCase(Locale.ROOT);
        String sql = name + "(" + value.sql() + digits + ")";
        return value.kind() == Kind.FIXED
                ? Typed.of("CAST(" + sql + " AS " + value.type().storage() + ")", value.type())
                : Typed.of(sql, value.type());
    }

    Typed div0(Functions.Call call) {
        Typed quotient = arithmetic("/", call.argument(0), call.argument(1));
        return Typed.of(
                "CASE WHEN " + number(call.argument(1)).sql() + " = 0 THEN 0 ELSE " + quotient.sql() + " END",
                quotient.type());
    }
}
