package io.hubflow.simulator.api;

import java.util.List;

/**
 * Where a path leads.
 *
 * @param endpoint what is asked for
 * @param action which of the endpoint's actions
 * @param dialect {@code v3}, {@code v4} or a date
 * @param arguments the variable segments; a type name first where there is one
 */
record Route(Endpoint endpoint, Action action, String dialect, List<String> arguments) {
    /** One operation of the API. */
    enum Action {
        LIST,
        READ,
        SEARCH,
        BATCH_READ,
        CREATE,
        UPDATE,
        ARCHIVE,
        MERGE,
        GDPR_DELETE,
        PROPERTIES,
        PROPERTY,
        PROPERTY_GROUPS,
        PROPERTIES_BATCH_READ,
        SCHEMAS,
        SCHEMA,
        OWNERS,
        OWNER,
        PIPELINES,
        PIPELINE,
        STAGES,
        LINKS_OF_ONE,
        LINKS_BATCH_READ,
        LINK_LABELS,
        LINK_CONFIGURATIONS,
        LISTS_SEARCH,
        LIST_BY_ID,
        MEMBERSHIPS,
        USERS,
        USER,
        TEAMS,
        ROLES,
        CURRENCY_CODES,
        COMPANY_CURRENCY,
        EXCHANGE_RATES,
        DEAL_SPLITS,
        ENABLEMENTS,
        ENABLEMENT,
        ACCOUNT_DETAILS,
        DAILY_USAGE,
        TOKEN,
        INTROSPECT,
        REVOKE,
        LEGACY_TOKEN_INFO,
        NONE
    }

    Route {
        arguments = List.copyOf(arguments);
    }

    static final Route NONE = new Route(Endpoint.UNKNOWN, Action.NONE, "", List.of());

    String argument(int index) {
        return arguments.get(index);
    }
}
