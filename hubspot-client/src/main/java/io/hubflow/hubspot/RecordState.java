package io.hubflow.hubspot;

/** Which records a list or a batch read gives: HubSpot's {@code archived} parameter selects one kind, never both. */
public enum RecordState {
    LIVE,
    ARCHIVED
}
