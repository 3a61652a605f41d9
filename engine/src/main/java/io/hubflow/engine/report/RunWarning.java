package io.hubflow.engine.report;

/**
 * Something that a run could not do completely, although the object type did not fail: what was read is in the table, but a
 * person should look. A run with a warning does not count as successful.
 *
 * @param code what kind of thing it is, for programs
 * @param sentence what happened, what it means and what to do; no secrets
 */
public record RunWarning(Code code, String sentence) {
    /** Kinds of warnings. Their names are part of the JSON report: add to them, do not rename them. */
    public enum Code {
        /** HubSpot counts records that it did not give by any way of reading. */
        HUBSPOT_INCOMPLETE,
        /** Of all the records that HubSpot gave none could become a row. */
        ALL_RECORDS_QUARANTINED,
        /** Properties that HubSpot did not list or did not let us read. */
        PROPERTIES_UNREADABLE,
        /** Links of a pair of object types that HubSpot did not let us read, or did not answer for. */
        LINKS_UNREADABLE
    }
}
