package io.hubflow.snowflake.emulator.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression as written. */
public sealed interface Expr {

    record Text(String value) implements Expr {}

    /** @param digits the number as written, e.g. {@code 12.50} or {@code 1e3} */
    record Numeral(String digits) implements Expr {}

    record Truth(boolean value) implements Expr {}

    record Null() implements Expr {}

    /** @param index from 1 */
    record Bind(int index) implements Expr {}

    record Column(Name name) implements Expr {}

    /** {@code $1} of a staged file, or the n-th column of a VALUES clause. */
    record Position(@Nullable String qualifier, int index) implements Expr {}

    /** {@code base:key.key[3]}. A step is a String (key) or an Integer (index). */
    record Path(Expr base, List<Object> steps) implements Expr {
        public Path {
            steps = List.copyOf(steps);
        }
    }

    record Cast(Expr value, TypeName type, boolean orNull) implements Expr {}

    record Call(
            String function,
            List<Expr> arguments,
            boolean distinct,
            @Nullable Window over,
            List<Order> within) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
            within = List.copyOf(within);
        }
    }

    /** {@code *} or {@code alias.*}. */
    record Star(@Nullable Name qualifier) implements Expr {}

    record Unary(String operator, Expr value) implements Expr {}

    record Binary(String operator, Expr left, Expr right) implements Expr {}

    record Between(Expr value, Expr low, Expr high, boolean negated) implements Expr {}

    record In(Expr value, List<Expr> options, boolean negated) implements Expr {
        public In {
            options = List.copyOf(options);
        }
    }

    record InQuery(Expr value, Query query, boolean negated) implements Expr {}

    record Exists(Query query) implements Expr {}

    record Scalar(Query query) implements Expr {}

    record IsNull(Expr value, boolean negated) implements Expr {}

    record DistinctFrom(Expr left, Expr right, boolean negated) implements Expr {}

    /** @param operator LIKE, ILIKE or RLIKE */
    record Like(
            String operator,
            Expr value,
            Expr pattern,
            @Nullable Expr escape,
            boolean negated) implements Expr {}

    record Case(
            @Nullable Expr operand,
            List<When> whens,
            @Nullable Expr otherwise) implements Expr {
        public Case {
            whens = List.copyOf(whens);
        }
    }

    record When(Expr condition, Expr result) {}

    /** @param frame the frame clause as written, or null */
    record Window(
            List<Expr> partition,
            List<Order> order,
            @Nullable String frame) {
        public Window {
            partition = List.copyOf(partition);
            order = List.copyOf(order);
        }
    }

    /** @param nullsFirst null when not written: Snowflake puts NULLs last ascending, first descending */
    record Order(Expr value, boolean descending, @Nullable Boolean nullsFirst) {}
}
