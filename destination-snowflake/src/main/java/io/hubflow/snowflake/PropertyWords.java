package io.hubflow.snowflake;

import static io.hubflow.snowflake.Identifiers.literal;
import static io.hubflow.snowflake.Identifiers.quote;

import io.hubflow.engine.catalog.ColumnComments;
import io.hubflow.engine.catalog.ReferenceTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The comments of the columns of each object type for one commit: from the {@code hubspot_properties} that it writes, or from
 * the table, while the warehouse is awake for the commit's rows.
 */
final class PropertyWords {
    private static final String TABLE = Identifiers.upper(ReferenceTables.PROPERTIES);

    private final Place place;
    private final Grants grants;
    private final Map<String, Map<String, String>> byType = new HashMap<>();
    private final Set<String> written = new HashSet<>();

    PropertyWords(Place place, Grants grants, CommitPlan plan) {
        this.place = place;
        this.grants = grants;
        for (var reference : plan.references()) {
            if (reference.table().name().equals(ReferenceTables.PROPERTIES)) {
                byType.put(reference.table().scopeValue(), ColumnComments.of(reference.table()));
                written.add(reference.table().scopeValue());
            }
        }
    }

    /** The object types whose properties this commit writes. */
    Set<String> written() {
        return written;
    }

    /** By Snowflake's column; empty while nobody has written the properties of the type. */
    Map<String, String> of(Session session, String objectType, StoredState state) {
        var known = byType.get(objectType);
        if (known == null) {
            known = state.hasObject(TABLE) ? read(session, objectType) : Map.of();
            byType.put(objectType, known);
        }
        return known;
    }

    private Map<String, String> read(Session session, String objectType) {
        var there = new HashSet<>(session.show(
                new Purpose("describe table " + place.object(TABLE), grants.useTable(TABLE)),
                "DESCRIBE TABLE " + place.object(TABLE),
                row -> row.getString("name")));
        var items = ColumnComments.SOURCE.stream()
                .map(Identifiers::upper)
                .map(column -> there.contains(column) ? quote(column) : "NULL")
                .collect(Collectors.joining(", "));
        var calculated = ColumnComments.SOURCE.indexOf("calculated");
        var inHubSpot = ColumnComments.SOURCE.indexOf("in_hubspot");
        return ColumnComments.of(session.select(
                new Purpose("read labels from " + place.object(TABLE), grants.useTable(TABLE)),
                "SELECT " + items + " FROM " + place.object(TABLE) + " WHERE \"OBJECT_TYPE\" = " + literal(objectType)
                        + " AND \"COLUMN_NAME\" IS NOT NULL",
                row -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int i = 0; i < ColumnComments.SOURCE.size(); i++) {
                        var text = row.getString(i + 1);
                        values.add(text != null && (i == calculated || i == inHubSpot) ? row.getBoolean(i + 1) : text);
                    }
                    return values;
                }));
    }
}
