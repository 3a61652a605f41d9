package io.hubflow.nifi.record;

/** The fields of a record that are not HubSpot properties; named as the warehouse's system columns where those exist. */
final class SystemFields {
    static final String ID = "_id";
    static final String CREATED_AT = "_created_at";
    static final String UPDATED_AT = "_updated_at";
    static final String ARCHIVED = "_archived";
    static final String ARCHIVED_AT = "_archived_at";
    /** Of a tombstone: when the record was found to be gone for good. */
    static final String DELETED_AT = "_deleted_at";
    /** Of a tombstone: the record that this one was merged into. */
    static final String MERGED_INTO = "_merged_into";
    /** Microseconds of HubSpot's clock from which this version is known to be true; absent in what earlier versions wrote. */
    static final String VERSION = "_version_micros";

    /** When the record was read: the second part of a row's version. */
    static final String SYNCED_AT = "_synced_at";

    static final String CONTENT_HASH = "_content_hash";
    static final String UNPARSED = "_unparsed";

    private SystemFields() {}
}
