package io.hubflow.nifi;

/**
 * FlowFile attributes. Where the official Openflow connector has one, the name is its name (reference: its processor pages,
 * bundle 2025.10.9.21).
 */
public final class HubSpotAttributes {
    /** The object type's name, such as {@code contacts}. */
    public static final String OBJECT_TYPE = "hubspot.object.type";
    /** The start of the run that planned the slice, ISO-8601; official. */
    public static final String RUN_ID = "hubspot.run.id";
    /** {@code true} on the last records of a slice; official name. */
    public static final String IS_LAST = "hubspot.is_last";
    /** Number of properties; official. */
    public static final String FIELD_COUNT = "hubspot.field.count";
    /** The record's id, where the content is one record; official. */
    public static final String OBJECT_ID = "hubspot.object.id";
    /** {@code UPSERT}, or {@code DELETE} for archived records; official. */
    public static final String STATEMENT_TYPE = "statement.type";

    /** The portal that it was read from; absent when HubSpot did not tell. */
    public static final String PORTAL_ID = "hubspot.portal.id";
    /** The warehouse table. */
    public static final String TABLE = "hubspot.table";
    /** {@code SNAPSHOT}, {@code CHANGES}, {@code BACKFILL}, {@code REFRESH}, {@code IDS} or {@code ARCHIVED}. */
    public static final String SLICE_KIND = "hubspot.slice.kind";
    /** The table's columns with their types, see {@code SchemaText}. */
    public static final String SCHEMA = "hubspot.schema";
    /** What it means for the state beside the rows that the content arrives in its table, see the engine's {@code Landing}. */
    public static final String LANDING = "hubspot.landing";
    /** The tables of the facts (links, histories) among the records, see {@code FactTablesText}. */
    public static final String FACTS = "hubspot.facts";
    /**
     * {@code records}, {@code facts} for links and histories that are not among the records, {@code quarantine} for records that no row could be made of, {@code reference} for definitions,
     * {@code progress} where a slice held no record.
     */
    public static final String CONTENT = "hubspot.content";
    /** In what form values are stored, see {@link StoredForm}; absent when all are as HubSpot sends them. */
    public static final String STORED_FORM = "hubspot.stored.form";
    /** Lineage: where the records were read. */
    public static final String SOURCE_URL = "hubspot.source.url";
    /** Records in the content; NiFi's own name. */
    public static final String RECORD_COUNT = "record.count";
    /** Why the FlowFile went to failure or retry: a stable name. */
    public static final String ERROR_CODE = "hubspot.error.code";
    /** The same for people: what happened, what it means, what to do. */
    public static final String ERROR_MESSAGE = "hubspot.error.message";

    public static final String CONTENT_RECORDS = "records";
    public static final String CONTENT_FACTS = "facts";
    public static final String CONTENT_QUARANTINE = "quarantine";
    public static final String CONTENT_REFERENCE = "reference";
    public static final String CONTENT_PROGRESS = "progress";
    /** Of definitions: the column whose value, with the schema's object type, names the rows that are replaced. */
    public static final String SCOPE_COLUMN = "hubspot.scope.column";

    private HubSpotAttributes() {}
}
