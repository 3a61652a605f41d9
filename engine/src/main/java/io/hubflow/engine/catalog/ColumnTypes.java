package io.hubflow.engine.catalog;

import io.hubflow.engine.destination.ColumnType;
import io.hubflow.hubspot.PropertyDefinition;
import java.util.Set;

/**
 * The column type of a property, by HubSpot's {@code type} alone: {@code fieldType} misleads (dates with a time have the
 * field type {@code date}).
 */
public final class ColumnTypes {
    /** Declared {@code number} without a referenced type, yet ids of up to 17 digits and more (reference §6). */
    private static final Set<String> ID_PROPERTIES = Set.of(
            "hs_object_id",
            "associatedcompanyid",
            "hs_parent_company_id",
            "hs_product_id",
            "hs_recurring_billing_original_line_item_id");

    private ColumnTypes() {}

    /** A type that is new to us is text. */
    public static ColumnType of(PropertyDefinition property) {
        return switch (property.type()) {
            case "number" -> isId(property) ? ColumnType.BIGINT : ColumnType.DECIMAL;
            case "bool" -> ColumnType.BOOLEAN;
            case "date" -> ColumnType.DATE;
            case "datetime" -> ColumnType.TIMESTAMP;
            case "json" -> ColumnType.JSON;
            default -> ColumnType.VARCHAR;
        };
    }

    private static boolean isId(PropertyDefinition property) {
        return ID_PROPERTIES.contains(property.name())
                || !property.referencedObjectType().isEmpty();
    }
}
