package io.hubflow.nifi;

import io.hubflow.engine.ObjectPlan;
import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.engine.destination.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns that a slice fills, and the properties that they come from.
 *
 * @param properties the property of each of the schema's columns, in their order
 * @param propertyTypes the type that HubSpot gives a property whose column has become text
 * @param sensitive those of the properties that a token may lose the right to read
 * @param unsearchable properties that no search returns
 */
record SliceColumns(
        TableSchema schema,
        List<String> properties,
        Map<String, ColumnType> propertyTypes,
        List<String> sensitive,
        List<String> unsearchable) {
    SliceColumns {
        properties = List.copyOf(properties);
        propertyTypes = Map.copyOf(propertyTypes);
        sensitive = List.copyOf(sensitive);
        unsearchable = List.copyOf(unsearchable);
    }

    /** The columns that are read: a column of the table whose property is not selected is not among them. */
    static SliceColumns of(ObjectType type, ObjectPlan plan, List<String> sensitive) {
        var columns = new ArrayList<Column>();
        var properties = new ArrayList<String>();
        var types = new HashMap<String, ColumnType>();
        for (var i = 0; i < plan.evolution().properties().size(); i++) {
            var property = plan.evolution().properties().get(i);
            if (!property.isEmpty() && plan.selection().indexOf(property) >= 0) {
                var column = plan.evolution().schema().columns().get(i);
                columns.add(column);
                var given = plan.propertyTypes().getOrDefault(property, column.type());
                if (given != column.type()) {
                    types.put(property, given);
                }
                properties.add(property);
            }
        }
        return new SliceColumns(
                new TableSchema(type.table(), type.name(), columns),
                properties,
                types,
                sensitive.stream().filter(properties::contains).toList(),
                plan.unsearchable().stream().filter(properties::contains).toList());
    }

    /** The same without the columns of some properties. */
    SliceColumns without(Set<String> left) {
        var columns = new ArrayList<Column>();
        var read = new ArrayList<String>();
        for (var i = 0; i < properties.size(); i++) {
            if (!left.contains(properties.get(i))) {
                columns.add(schema.columns().get(i));
                read.add(properties.get(i));
            }
        }
        return new SliceColumns(
                new TableSchema(schema.table(), schema.objectType(), columns),
                read,
                propertyTypes,
                sensitive.stream().filter(read::contains).toList(),
                unsearchable.stream().filter(read::contains).toList());
    }
}
