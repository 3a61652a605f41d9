package io.hubflow.simulator.api;

import io.hubflow.simulator.portal.CrmRecord;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.util.Optional;

/** Finds a record by id, or by a property whose values are unique. */
final class RecordLookup {
    private RecordLookup() {}

    /**
     * The record, in whatever state; a merged id finds its survivor.
     *
     * @param idProperty empty for the id
     */
    static Optional<CrmRecord> by(Portal portal, ObjectType type, String idProperty, String key) {
        var store = portal.store(type);
        if (idProperty.isEmpty() || idProperty.equals("hs_object_id")) {
            return parse(key).flatMap(store::resolve);
        }
        var column = portal.catalog(type)
                .find(idProperty)
                .filter(found -> found.definition().is('u'))
                .orElseThrow(() ->
                        new ApiException(Failure.validation("Property " + idProperty + " is not a unique property")));
        CrmRecord[] found = new CrmRecord[1];
        store.scan(0, record -> {
            if (record.live() && key.equalsIgnoreCase(column.value(record))) {
                found[0] = record;
            }
            return found[0] == null;
        });
        return Optional.ofNullable(found[0]);
    }

    private static Optional<Long> parse(String id) {
        return id.matches("\\d{1,18}") ? Optional.of(Long.parseLong(id)) : Optional.empty();
    }
}
