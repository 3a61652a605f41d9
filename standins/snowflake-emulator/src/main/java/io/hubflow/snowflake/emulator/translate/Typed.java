package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A DuckDB expression and the Snowflake type of its value.
 *
 * <p>A value inside a document has a second form, its text: {@code $1:id::VARCHAR} needs the string without quotes. Which of the two is
 * asked for decides what is extracted from the document, hence the suppliers.
 */
final class Typed {
    private final Supplier<String> sql;
    private final SnowType type;
    private final @Nullable Supplier<String> text;

    private Typed(Supplier<String> sql, SnowType type, @Nullable Supplier<String> text) {
        this.sql = sql;
        this.type = type;
        this.text = text;
    }

    static Typed of(String sql, SnowType type) {
        return new Typed(() -> sql, type, null);
    }

    static Typed document(Supplier<String> json, Supplier<String> text) {
        return new Typed(json, SnowType.VARIANT, text);
    }

    String sql() {
        return sql.get();
    }

    SnowType type() {
        return type;
    }

    SnowType.Kind kind() {
        return type.kind();
    }

    /** The text of a semi-structured value: strings unquoted, JSON null as NULL. */
    String text() {
        return text == null ? "json_extract_string(" + sql() + ", '$')" : text.get();
    }

    Typed as(SnowType other) {
        return new Typed(sql, other, text);
    }
}
