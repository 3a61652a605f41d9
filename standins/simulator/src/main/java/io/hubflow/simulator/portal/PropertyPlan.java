package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.JsonBytes;
import java.util.List;

/** The properties to write for each record of an answer, in the order of their names. Immutable. */
public final class PropertyPlan {
    private static final byte[] OPEN = JsonBytes.ascii("\"properties\":{");

    private final PropertyColumn[] columns;

    PropertyPlan(List<PropertyColumn> columns) {
        this.columns = columns.toArray(PropertyColumn[]::new);
    }

    /** The columns, in order. */
    public List<PropertyColumn> columns() {
        return List.of(columns);
    }

    /** Writes the {@code properties} member: every property, {@code null} where there is no value. */
    public void write(JsonBytes out, CrmRecord record) {
        out.raw(OPEN);
        for (int i = 0; i < columns.length; i++) {
            if (i > 0) {
                out.raw(',');
            }
            columns[i].writeMember(out, record);
        }
        out.raw('}');
    }

    /** Writes the {@code properties} member with the non-null values only. */
    public void writeNonNull(JsonBytes out, CrmRecord record) {
        out.raw(OPEN);
        boolean first = true;
        for (PropertyColumn column : columns) {
            int before = out.size();
            if (!first) {
                out.raw(',');
            }
            int valueFrom = out.size() + column.name().length() + 3;
            column.writeMember(out, record);
            if (out.at(valueFrom) == 'n') {
                out.truncate(before);
            } else {
                first = false;
            }
        }
        out.raw('}');
    }
}
