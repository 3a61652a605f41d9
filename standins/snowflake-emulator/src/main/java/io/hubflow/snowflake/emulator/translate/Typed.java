package io.hubflow.snowflake.emulator.translate;

import io.hubflow.snowflake.emulator.catalog.SnowType;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
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
    private final @Nullable UnaryOperator<String> converted;

    private Typed(
            Supplier<String> sql,
            SnowType type,
            @Nullable Supplier<String> text,
            @Nullable UnaryOperator<String> converted) {
        this.sql = sql;
        this.type = type;
        this.text = text;
        this.converted = converted;
    }

    static Typed of(String sql, SnowType type) {
        return new Typed(() -> sql, type, null, null);
    }

    static Typed document(Supplier<String> json, Supplier<String> text) {
        return new Typed(json, SnowType.VARIANT, text, null);
    }

    /** @param converted the field's text after a conversion, see {@link ConvertedFields} */
    static Typed field(Supplier<String> json, Supplier<String> text, UnaryOperator<String> converted) {
        return new Typed(json, SnowType.VARIANT, text, converted);
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

    /** Whether {@link #converted} may be asked for. */
    boolean isField() {
        return converted != null;
    }

    /** The text after a conversion of {@link ConvertedFields#FIELD}. */
    String converted(String conversion) {
        return Objects.requireNonNull(converted, "not a field of a document").apply(conversion);
    }

    Typed as(SnowType other) {
        return new Typed(sql, other, text, converted);
    }
}
