package io.hubflow.nifi.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.hubflow.engine.destination.ColumnType;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** Values of a table's columns in JSON. */
final class JsonValues {
    private JsonValues() {}

    /** @param value of the class that the type names */
    static void write(JsonGenerator out, ColumnType type, Object value) throws IOException {
        switch (type) {
            case VARCHAR, JSON -> out.writeString((String) value);
            case DECIMAL -> out.writeNumber((BigDecimal) value);
            case BIGINT -> out.writeNumber((Long) value);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case DATE -> out.writeString(value.toString());
            case TIMESTAMP -> out.writeString(IsoTime.text(((Instant) value).toEpochMilli()));
        }
    }

    /** The value that the parser stands at; not null. */
    static Object read(JsonParser in, ColumnType type) throws IOException {
        return switch (type) {
            case VARCHAR, JSON -> in.getText();
            case DECIMAL -> in.getDecimalValue();
            case BIGINT -> in.getLongValue();
            case BOOLEAN -> in.getBooleanValue();
            case DATE -> LocalDate.parse(in.getText());
            case TIMESTAMP -> Instant.ofEpochMilli(IsoTime.millis(in.getText()));
        };
    }
}
