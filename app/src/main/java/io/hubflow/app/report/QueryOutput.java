package io.hubflow.app.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.hubflow.engine.destination.QueryRows;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints a query's rows. Nothing is printed before the statement has begun to answer, so that a statement that fails leaves
 * stdout to the failure. Not thread-safe.
 */
public abstract sealed class QueryOutput implements QueryRows, AutoCloseable {
    final PrintStream out;
    List<String> names = List.of();
    List<String> types = List.of();
    boolean begun;

    private QueryOutput(PrintStream out) {
        this.out = out;
    }

    /** @param columns the terminal's width, which the table is fitted to; {@link Integer#MAX_VALUE} where there is none */
    public static QueryOutput table(PrintStream out, int columns) {
        return new Table(out, columns);
    }

    /** One value a line, record by record. */
    public static QueryOutput records(PrintStream out) {
        return new Table(out, 0);
    }

    public static QueryOutput csv(PrintStream out) {
        return new Csv(out);
    }

    public static QueryOutput json(PrintStream out) {
        return new JsonArray(out);
    }

    @Override
    public void columns(List<String> columnNames, List<String> columnTypes) {
        names = unique(columnNames);
        types = List.copyOf(columnTypes);
        begun = true;
    }

    /** {@code select 1 as a, 2 as a} has one name for two values; the second becomes {@code a_2}. */
    private static List<String> unique(List<String> given) {
        var names = new ArrayList<String>();
        for (var name : given) {
            var candidate = name;
            for (var i = 2; names.contains(candidate); i++) {
                candidate = name + "_" + i;
            }
            names.add(candidate);
        }
        return names;
    }

    @Override
    public abstract void close();

    /** Keeps the rows, because columns are as wide as their widest value; more than a screen can show are counted only. */
    private static final class Table extends QueryOutput {
        private static final int MAX_ROWS = 1_000;

        /** What DuckDB answers to EXPLAIN: each value is a drawing of many lines. */
        private static final List<String> DUCKDB_PLAN = List.of("explain_key", "explain_value");

        private final List<List<String>> rows = new ArrayList<>();
        private long total;

        private final int columns;

        Table(PrintStream out, int columns) {
            super(out);
            this.columns = columns;
        }

        @Override
        public void row(List<@Nullable Object> values) {
            total++;
            if (rows.size() < MAX_ROWS) {
                rows.add(values.stream()
                        .map(value -> value == null ? "NULL" : plain(value))
                        .toList());
            }
        }

        @Override
        public void close() {
            if (!begun || names.isEmpty()) {
                return;
            }
            if (names.equals(DUCKDB_PLAN)) {
                rows.forEach(row -> out.print(TextTable.drawing(row.getLast())));
                return;
            }
            var table = new TextTable(names);
            rows.forEach(table::row);
            out.print(table.fitsInto(columns) ? table.render(columns) : table.renderRecords());
            if (total > rows.size()) {
                out.println("... and " + RunTable.count(total - rows.size())
                        + " more rows; --output csv or json prints them all.");
            }
            out.println("(" + RunTable.count(total) + (total == 1 ? " row)" : " rows)"));
        }
    }

    private static final class Csv extends QueryOutput {
        Csv(PrintStream out) {
            super(out);
        }

        @Override
        public void columns(List<String> columnNames, List<String> columnTypes) {
            super.columns(columnNames, columnTypes);
            out.print(names.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n")));
        }

        @Override
        public void row(List<@Nullable Object> values) {
            out.print(values.stream()
                    .map(value -> value == null
                            ? ""
                            : value instanceof String text && text.isEmpty() ? "\"\"" : quoted(plain(value)))
                    .collect(Collectors.joining(",", "", "\r\n")));
        }

        /** RFC 4180; an empty text is quoted so that it differs from NULL. */
        private static String quoted(String text) {
            return text.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                    ? '"' + text.replace("\"", "\"\"") + '"'
                    : text;
        }

        @Override
        public void close() {
            out.flush();
        }
    }

    private static final class JsonArray extends QueryOutput {
        /** Their text is JSON, but for {@code undefined} inside of it. */
        private static final Set<String> SNOWFLAKE_JSON = Set.of("VARIANT", "OBJECT", "ARRAY");

        private boolean first = true;

        JsonArray(PrintStream out) {
            super(out);
        }

        @Override
        public void columns(List<String> columnNames, List<String> columnTypes) {
            super.columns(columnNames, columnTypes);
            out.print("[");
        }

        @Override
        public void row(List<@Nullable Object> values) {
            var json = Json.object();
            for (var i = 0; i < names.size(); i++) {
                put(json, names.get(i), types.get(i), values.get(i));
            }
            out.print((first ? "\n" : ",\n") + Json.write(json));
            first = false;
        }

        private static void put(ObjectNode json, String name, String type, @Nullable Object value) {
            switch (value) {
                case null -> json.putNull(name);
                case Boolean bool -> json.put(name, bool);
                case Integer number -> json.put(name, number);
                case Long number -> json.put(name, number);
                case Short number -> json.put(name, number);
                case Byte number -> json.put(name, number);
                case BigInteger number -> json.put(name, number);
                case BigDecimal number -> json.put(name, number.stripTrailingZeros());
                case Double number when Double.isFinite(number) -> json.put(name, number);
                case Float number when Float.isFinite(number) -> json.put(name, number);
                default -> {
                    if (type.equals("JSON") || (SNOWFLAKE_JSON.contains(type) && Json.isJson(plain(value)))) {
                        json.putRawValue(name, new RawValue(plain(value)));
                    } else {
                        json.put(name, plain(value));
                    }
                }
            }
        }

        @Override
        public void close() {
            if (begun) {
                out.println(first ? "]" : "\n]");
                out.flush();
            }
        }
    }

    /** Text as a person would write the value; decimals without trailing zeros. */
    private static String plain(Object value) {
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value.toString();
    }
}
