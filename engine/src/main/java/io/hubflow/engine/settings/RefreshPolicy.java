package io.hubflow.engine.settings;

/** When rows are read again that no search by modification time can find (calculated values, restored records). */
public enum RefreshPolicy {
    /** After each incremental load, as far as the refresh budget goes; the pass goes on where the last run left it. */
    AUTO,
    /** A whole pass in every run. */
    ALWAYS,
    /** Never, unless a schema change demands it. */
    NEVER
}
