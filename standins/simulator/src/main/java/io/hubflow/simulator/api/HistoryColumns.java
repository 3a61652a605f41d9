package io.hubflow.simulator.api;

import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyColumn;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The properties whose history a call asks for; unknown and unreadable ones are dropped. */
final class HistoryColumns {
    private HistoryColumns() {}

    static List<PropertyColumn> of(Portal portal, Exchange exchange, Collection<String> names) {
        var catalog = portal.catalog(exchange.type());
        var readable = exchange.caller().readable(exchange.type());
        return names.stream()
                .map(catalog::find)
                .flatMap(Optional::stream)
                .filter(column -> readable.contains(column.definition().sensitivity()))
                .toList();
    }
}
