package io.hubflow.simulator.api;

import io.hubflow.simulator.portal.Portal;
import io.hubflow.simulator.portal.PropertyPlan;
import java.util.Collection;

/** Which of the properties that a call names are answered. */
final class RequestedProperties {
    private final Portal portal;
    private final ApiSettings settings;

    RequestedProperties(Portal portal, ApiSettings settings) {
        this.portal = portal;
        this.settings = settings;
    }

    /** The named properties that exist and may be read; refuses the others when the settings say so. */
    PropertyPlan plan(Exchange exchange, Collection<String> names) {
        requireReadable(exchange, names);
        return portal.catalog(exchange.type()).plan(names, exchange.caller().readable(exchange.type()));
    }

    /** Refuses a call that names a property its caller may not read, when the settings say so. */
    void requireReadable(Exchange exchange, Collection<String> names) {
        if (settings.sensitiveReads() == ApiSettings.SensitiveReads.REFUSED) {
            exchange.caller().requireReadable(exchange.type(), portal.catalog(exchange.type()), names);
        }
    }
}
