package io.hubflow.simulator.api;

import java.time.Duration;
import java.util.Map;

/**
 * How the API answers where HubSpot's behaviour is not certain, or where a test wants it worse.
 *
 * @param maxUrlBytes a longer path and query answers 414 (HubSpot's number is not documented)
 * @param latency how long calls take by class: {@code list}, {@code search}, {@code batch}, {@code associations} ({@code
 *     other} unless it is named), {@code other}
 * @param shortPages the share of search pages that hold fewer rows than asked for, or none, though more follow
 * @param searchPage the most records that a search page holds
 * @param listCursor what lists give as {@code after}
 * @param idJson how associations write {@code toObjectId}
 * @param retryAfter whether 429 answers carry Retry-After
 * @param bodyLimit whether a search body above 3,000 characters is refused, as one documentation page says
 * @param sensitiveReads what happens to a call that names a sensitive property without its scope
 * @param contentType whether a body must be declared as JSON
 * @param associationPage the most links of a record that a page of associations holds
 * @param archivedOrder the order of archived lists
 * @param seed of short pages and correlation ids
 */
public record ApiSettings(
        int maxUrlBytes,
        Map<String, Duration> latency,
        double shortPages,
        int searchPage,
        ListCursor listCursor,
        IdJson idJson,
        RetryAfter retryAfter,
        BodyLimit bodyLimit,
        SensitiveReads sensitiveReads,
        ContentType contentType,
        int associationPage,
        ArchivedOrder archivedOrder,
        long seed) {

    /** How {@code toObjectId} is written. */
    public enum IdJson {
        /** As portals do. */
        NUMBER,
        /** As newer specifications say. */
        STRING
    }

    /** Whether 429 answers say when to come again. */
    public enum RetryAfter {
        /** No header, as recorded. */
        ABSENT,
        /** A header in seconds. */
        SENT
    }

    /** Whether the size of a search body matters. */
    public enum BodyLimit {
        /** Only {@code query} is limited, as production shows. */
        QUERY_ONLY,
        /** The whole body, as the search guide says. */
        WHOLE_BODY
    }

    /** What a call gets that names a sensitive property without its scope; HubSpot's answer is unverified. */
    public enum SensitiveReads {
        /** The answer without the property. */
        DROPPED,
        /** 403 that names the scope. */
        REFUSED
    }

    /** Whether the Content-Type of a body matters; HubSpot's answer is unverified. */
    public enum ContentType {
        /** It does not. */
        IGNORED,
        /** A body that is not declared as JSON answers 415. */
        CHECKED
    }

    /** The order of a list of archived records; HubSpot's is unverified. */
    public enum ArchivedOrder {
        /** By id, as live lists. */
        ID,
        /** By the time of archiving, the oldest first; the cursor is opaque. */
        TIME
    }

    /** Copies the latencies. */
    public ApiSettings {
        latency = Map.copyOf(latency);
    }
}
