package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.time.Instant;
import java.util.List;

/**
 * Calls one HubSpot portal: waits for quota, sends, retries what can be retried, and gives typed answers.
 *
 * <p>Thread-safe; every method blocks (made for virtual threads) and may be called from many threads at once. All
 * methods throw {@link io.hubflow.error.ConnectorException} with a {@code HUBSPOT_*} code when the answer is final, and
 * {@code INTERRUPTED} when the thread is interrupted. The token never appears in a message or a log, and is only ever
 * sent to {@link HubSpotSettings#baseUrl()}: redirects and {@code paging.next.link} are not followed.
 */
public final class HubSpotClient implements AutoCloseable {
    private HubSpotClient() {}

    public static HubSpotClient open(HubSpotSettings settings) {
        throw new UnsupportedOperationException();
    }

    /** @throws io.hubflow.error.ConnectorException {@code HUBSPOT_URL_TOO_LONG} when {@link #fitsUrl} is false */
    public RecordPage listRecords(ListRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Whether a list call with all these properties stays under {@link HubSpotSettings#maxUrlBytes()}. */
    public boolean fitsUrl(String objectType, PropertySelection properties) {
        throw new UnsupportedOperationException();
    }

    public RecordPage searchRecords(SearchRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Reads up to 100 records by id; the answer's order is HubSpot's, ids it does not find are in {@code missingIds}. */
    public RecordPage batchRead(String objectType, PropertySelection properties, List<Long> ids, RecordState state) {
        throw new UnsupportedOperationException();
    }

    /** Live properties of all three sensitivity classes; a class that the token may not see is left out. */
    public List<PropertyDefinition> fetchProperties(String objectType) {
        throw new UnsupportedOperationException();
    }

    /** Active and archived owners, all pages. */
    public List<Owner> fetchOwners() {
        throw new UnsupportedOperationException();
    }

    public List<Pipeline> fetchPipelines(String objectType) {
        throw new UnsupportedOperationException();
    }

    /** Custom object types; empty when the portal or the token has none (403). */
    public List<ObjectSchema> fetchSchemas() {
        throw new UnsupportedOperationException();
    }

    public AccountDetails fetchAccount() {
        throw new UnsupportedOperationException();
    }

    /** HubSpot's clock: the last {@code Date} header carried forward by our elapsed time; ours before the first answer. */
    public Instant serverNow() {
        throw new UnsupportedOperationException();
    }

    /** Calls made for this object type so far. */
    public CallCounts callCounts(String objectType) {
        throw new UnsupportedOperationException();
    }

    public QuotaSnapshot quota() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
