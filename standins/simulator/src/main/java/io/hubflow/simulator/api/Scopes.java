package io.hubflow.simulator.api;

import java.util.List;

/** Which scopes an operation needs (source: OpenAPI, security of each operation; pipelines and owners as documented). */
final class Scopes {
    private static final List<String> OWNERS = List.of("crm.objects.owners.read");
    private static final List<String> SCHEMAS = List.of("crm.schemas.custom.read", "crm.objects.custom.read");

    private Scopes() {}

    static boolean hasType(Endpoint endpoint) {
        return switch (endpoint) {
            case LIST, READ, SEARCH, BATCH_READ, WRITE, PROPERTIES, PIPELINES, ASSOCIATIONS -> true;
            case SCHEMAS, OWNERS, ACCOUNT, OAUTH, UNKNOWN -> false;
        };
    }

    static void check(Exchange exchange) {
        var caller = exchange.caller();
        switch (exchange.route().endpoint()) {
            case LIST, READ, SEARCH, BATCH_READ -> caller.requireRead(exchange.type());
            case ASSOCIATIONS -> exchange.findType().ifPresent(caller::requireRead);
            case WRITE -> caller.requireWrite(exchange.type());
            case PROPERTIES, PIPELINES -> caller.requireDefinitions(exchange.type());
            case OWNERS -> caller.requireAny(OWNERS);
            case SCHEMAS -> caller.requireAny(SCHEMAS);
            case ACCOUNT, OAUTH, UNKNOWN -> caller.scopes();
        }
    }
}
