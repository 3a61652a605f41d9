package io.hubflow.hubspot.quota;

/** The two rolling limits of HubSpot: search calls do not count against the burst limit (reference: search guide). */
public enum Budget {
    /** Every call but search: 100 to 250 in a rolling 10 s for a key, or 110 for a public app and account. */
    BURST,
    /** Search: 5 a second for the whole account. */
    SEARCH
}
