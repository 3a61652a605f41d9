package io.hubflow.simulator.api;

import java.util.List;

/** Which scopes an operation needs (source: OpenAPI, security of each operation; pipelines and owners as documented). */
final class Scopes {
    private static final List<String> OWNERS = List.of("crm.objects.owners.read");
    private static final List<String> SCHEMAS = List.of("crm.schemas.custom.read", "crm.objects.custom.read");

    private static final List<String> LISTS = List.of("crm.lists.read");
    private static final List<String> USERS = List.of("settings.users.read", "crm.objects.users.read");
    private static final List<String> TEAMS = List.of("settings.users.teams.read");
    private static final List<String> CURRENCIES = List.of("settings.currencies.read");
    private static final List<String> DEAL_SPLITS = List.of("crm.dealsplits.read_write");

    private Scopes() {}

    static boolean hasType(Endpoint endpoint) {
        return switch (endpoint) {
            case LIST, READ, SEARCH, BATCH_READ, WRITE, PROPERTIES, PIPELINES, ASSOCIATIONS -> true;
            case SCHEMAS,
                    OWNERS,
                    CRM_LISTS,
                    MEMBERSHIPS,
                    USERS,
                    TEAMS,
                    ROLES,
                    CURRENCIES,
                    DEAL_SPLITS,
                    OBJECT_LIBRARY,
                    ACCOUNT,
                    OAUTH,
                    UNKNOWN -> false;
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
            case CRM_LISTS, MEMBERSHIPS -> caller.requireAny(LISTS);
            case USERS, ROLES -> caller.requireAny(USERS);
            case TEAMS -> caller.requireAny(TEAMS);
            case CURRENCIES -> caller.requireAny(CURRENCIES);
            case DEAL_SPLITS -> caller.requireAny(DEAL_SPLITS);
            case SCHEMAS -> caller.requireAny(SCHEMAS);
            case OBJECT_LIBRARY, ACCOUNT, OAUTH, UNKNOWN -> caller.scopes();
        }
    }
}
