package io.hubflow.hubspot;

import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The calls that read one portal's records, with the memory and the limits that they are bound to. What reads records takes this
 * part of {@link HubSpotClient} alone, so it can be tested on a portal in memory. Thread-safe; failures are those of the client.
 */
public interface PortalRecords {
    /** @throws io.hubflow.error.ConnectorException {@code HUBSPOT_URL_TOO_LONG} when {@link #fitsUrl} is false */
    RecordPage listRecords(ListRequest request);

    /**
     * One page of a search; freshly changed records may not be found yet, archived ones never are.
     *
     * @throws IllegalArgumentException when the limit is outside 0…200
     * @throws io.hubflow.error.ConnectorException {@code HUBSPOT_REQUEST_REFUSED} when the page would pass the first 10,000
     *     matches
     */
    RecordPage searchRecords(SearchRequest request);

    /**
     * Reads up to 100 records by id; the answer's order is HubSpot's, ids it does not find are in {@code missingIds}.
     * An id that stands twice is asked for once; no ids make no call.
     *
     * @throws io.hubflow.error.ConnectorException {@code HUBSPOT_INCOMPLETE} when HubSpot reports another error than "not found"
     *     for some of the ids, after the usual tries: they are then neither read nor missing
     */
    RecordPage batchRead(String objectType, PropertySelection properties, List<Long> ids, RecordState state);

    /**
     * What HubSpot keeps of the earlier values of these properties of up to {@value HubSpotClient#MAX_HISTORY_BATCH} live records.
     * An id that stands twice is asked for once; no ids make no call.
     *
     * @throws io.hubflow.error.ConnectorException as {@link #batchRead}; {@code HUBSPOT_ANSWER_TOO_LARGE} when fewer must be asked
     *     for at once
     */
    HistoryBatch fetchHistories(String objectType, List<String> properties, List<Long> ids);

    /** Whether a list call with all these properties stays under the length of URL that this portal takes. */
    boolean fitsUrl(String objectType, PropertySelection properties);

    /**
     * Asks for as many whole records as the memory allows, and for half as many when the answer turns out too large.
     *
     * @param most records to ask for
     * @param call makes the call with this limit
     * @throws io.hubflow.error.ConnectorException {@code HUBSPOT_ANSWER_TOO_LARGE} when one record alone is too large
     */
    RecordPage fitting(String objectType, int most, IntFunction<RecordPage> call);

    /**
     * Waits until there is memory for a page of up to {@code records} whole records, to be held from the call until the rows
     * were handed on. Shared by all object types.
     *
     * @param properties of each record, from which its size is guessed until one has come
     */
    PageRoom awaitRoom(String objectType, int properties, int records);

    /** How many pages of a list may wait to be handed on, at most {@code most}. */
    int waitingPages(String objectType, int properties, int most);

    /**
     * HubSpot's clock: the last {@code Date} header carried forward by our elapsed time; ours before the first answer. Where
     * the two differ by more than five minutes, the earlier one.
     */
    Instant serverNow();

    /** HubSpot's clock and ours, for whatever must be right by both. */
    ServerTime serverTime();

    /** Calls made for this object type so far; {@code owners}, {@code schemas}, {@code account}, {@code oauth} likewise. */
    CallCounts callCounts(String objectType);

    QuotaSnapshot quota();

    /**
     * Of so many records that lists and searches read together, how many list calls HubSpot's limits have room for until everything is
     * read; {@link Long#MAX_VALUE} where that is not limited or not foreseen.
     *
     * @param perCall records that a list call brings, on average
     */
    long listCallsFor(long records, int perCall);
}
