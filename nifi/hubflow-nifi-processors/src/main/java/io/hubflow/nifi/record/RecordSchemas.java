package io.hubflow.nifi.record;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import java.util.ArrayList;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** A table's schema in NiFi's terms, for Record Writers. */
final class RecordSchemas {
    /** DECIMAL(38,9): the warehouse's type for HubSpot numbers. */
    private static final int PRECISION = 38;

    private static final int SCALE = 9;
    private static final DataType TIMESTAMP = RecordFieldType.TIMESTAMP.getDataType("yyyy-MM-dd'T'HH:mm:ss.SSSX");

    private RecordSchemas() {}

    static RecordSchema of(TableSchema schema) {
        var fields = new ArrayList<RecordField>();
        fields.add(new RecordField(SystemFields.ID, RecordFieldType.LONG.getDataType(), false));
        fields.add(new RecordField(SystemFields.CREATED_AT, TIMESTAMP));
        fields.add(new RecordField(SystemFields.UPDATED_AT, TIMESTAMP));
        fields.add(new RecordField(SystemFields.ARCHIVED, RecordFieldType.BOOLEAN.getDataType(), false));
        fields.add(new RecordField(SystemFields.ARCHIVED_AT, TIMESTAMP));
        fields.add(new RecordField(SystemFields.SYNCED_AT, TIMESTAMP, false));
        fields.add(new RecordField(SystemFields.VERSION, RecordFieldType.LONG.getDataType()));
        fields.add(new RecordField(SystemFields.DELETED_AT, TIMESTAMP));
        fields.add(new RecordField(SystemFields.MERGED_INTO, RecordFieldType.LONG.getDataType()));
        fields.add(new RecordField(SystemFields.CONTENT_HASH, RecordFieldType.LONG.getDataType(), false));
        fields.add(new RecordField(SystemFields.UNPARSED, RecordFieldType.STRING.getDataType()));
        for (var column : schema.columns()) {
            fields.add(new RecordField(column.name(), dataType(column.type())));
        }
        return new SimpleRecordSchema(fields);
    }

    private static DataType dataType(ColumnType type) {
        return switch (type) {
            case VARCHAR, JSON -> RecordFieldType.STRING.getDataType();
            case DECIMAL -> RecordFieldType.DECIMAL.getDecimalDataType(PRECISION, SCALE);
            case BIGINT -> RecordFieldType.LONG.getDataType();
            case BOOLEAN -> RecordFieldType.BOOLEAN.getDataType();
            case DATE -> RecordFieldType.DATE.getDataType("yyyy-MM-dd");
            case TIMESTAMP -> TIMESTAMP;
        };
    }
}
