package io.hubflow.hubspot.quota;

/**
 * The rolling limits of HubSpot. Searches and reads of associations do not count against the burst limit (search guide;
 * {@code x-hubspot-rate-limit-exemptions} in HubSpot's OpenAPI documents).
 */
public enum Budget {
    /** Every other call: 100 to 250 in a rolling 10 s for a key, or 110 for a public app and account. */
    BURST,
    /** Search: 5 a second for the whole account. */
    SEARCH,
    /** Reads of associations: 100 to 200 in a rolling 10 s (associations guide). */
    ASSOCIATIONS
}
