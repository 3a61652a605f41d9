package io.hubflow.simulator.api;

import io.hubflow.simulator.http.Request;
import io.hubflow.simulator.quota.Bucket;
import java.util.Arrays;
import java.util.Locale;

/** What a call asks for; the name in lower case is the name in the statistics and in fault filters. */
public enum Endpoint {
    /** Records of a type in id order. */
    LIST(Bucket.BURST),
    /** One record. */
    READ(Bucket.BURST),
    /** Records by conditions. */
    SEARCH(Bucket.SEARCH),
    /** Up to 100 records by id. */
    BATCH_READ(Bucket.BURST),
    /** Creating, updating, archiving, merging, purging. */
    WRITE(Bucket.BURST),
    /** Property definitions. */
    PROPERTIES(Bucket.BURST),
    /** Custom object schemas. */
    SCHEMAS(Bucket.BURST),
    /** Owners. */
    OWNERS(Bucket.BURST),
    /** Pipelines. */
    PIPELINES(Bucket.BURST),
    /** Associations of one record or of many, labels and configurations. */
    ASSOCIATIONS(Bucket.ASSOCIATIONS),
    /** Lists of records. */
    CRM_LISTS(Bucket.BURST),
    /** The members of a list. */
    MEMBERSHIPS(Bucket.BURST),
    /** Users of the account. */
    USERS(Bucket.BURST),
    /** Teams of users. */
    TEAMS(Bucket.BURST),
    /** Roles of users. */
    ROLES(Bucket.BURST),
    /** Currencies and exchange rates. */
    CURRENCIES(Bucket.BURST),
    /** How deals are split among owners. */
    DEAL_SPLITS(Bucket.BURST),
    /** Which object types the account uses. */
    OBJECT_LIBRARY(Bucket.BURST),
    /** Account details and usage. */
    ACCOUNT(Bucket.BURST),
    /** Access tokens. */
    OAUTH(Bucket.FREE),
    /** Anything else. */
    UNKNOWN(Bucket.FREE);

    private final Bucket bucket;

    Endpoint(Bucket bucket) {
        this.bucket = bucket;
    }

    /** What a request asks for. */
    public static Endpoint of(Request request) {
        return Router.route(request.method(), request.segments()).endpoint();
    }

    /** The class by which latencies are set, see {@link ApiSettings#latency()}. */
    public String latencyClass() {
        return switch (this) {
            case LIST -> "list";
            case SEARCH -> "search";
            case BATCH_READ -> "batch";
            case ASSOCIATIONS -> "associations";
            default -> "other";
        };
    }

    /** The limits calls count against. */
    public Bucket bucket() {
        return bucket;
    }

    /** The name in statistics and filters. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a name. */
    public static Endpoint parse(String word) {
        for (Endpoint endpoint : values()) {
            if (endpoint.word().equals(word)) {
                return endpoint;
            }
        }
        throw new IllegalArgumentException("Unknown endpoint \"" + word + "\"; choose one of "
                + Arrays.stream(values()).map(Endpoint::word).toList());
    }
}
