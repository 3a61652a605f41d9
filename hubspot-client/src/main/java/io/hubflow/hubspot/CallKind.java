package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.Budget;

/** What a call is for: decides the budget it spends, the count it adds to, and how a refusal is read. */
enum CallKind {
    LIST(Budget.BURST, true),
    SEARCH(Budget.SEARCH, false),
    BATCH_READ(Budget.BURST, true),
    /** Links of records, and the types of links. */
    ASSOCIATIONS(Budget.ASSOCIATIONS, false),
    /** Properties, owners, pipelines, schemas, lists, users, account. */
    OTHER(Budget.BURST, false),
    /** The OAuth token endpoint; carries no bearer token and spends no quota of the app. */
    TOKEN(Budget.BURST, false);

    private final Budget budget;
    private final boolean showsLimits;

    CallKind(Budget budget, boolean showsLimits) {
        this.budget = budget;
        this.showsLimits = showsLimits;
    }

    Budget budget() {
        return budget;
    }

    /** Whether HubSpot always sends its burst headers with an answer to this kind of call. */
    boolean showsLimits() {
        return showsLimits;
    }
}
