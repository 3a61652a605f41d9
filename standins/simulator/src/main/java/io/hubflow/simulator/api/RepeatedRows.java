package io.hubflow.simulator.api;

import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.portal.CrmRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The fault of a page that starts with the last row of the page before it. */
final class RepeatedRows {
    private final Map<String, CrmRecord> lastServed = new ConcurrentHashMap<>();

    /** The rows of a page, with one more in front when the call is spoilt that way. */
    List<CrmRecord> apply(Exchange exchange, List<CrmRecord> records) {
        String typeId = exchange.type().id();
        CrmRecord previous = lastServed.get(typeId);
        if (!records.isEmpty()) {
            lastServed.put(typeId, records.getLast());
        }
        if (previous == null || exchange.edit(Fault.DuplicateRows.class).isEmpty()) {
            return records;
        }
        var doubled = new ArrayList<CrmRecord>(records.size() + 1);
        doubled.add(previous);
        doubled.addAll(records);
        return doubled;
    }
}
