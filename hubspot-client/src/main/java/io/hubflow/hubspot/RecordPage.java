package io.hubflow.hubspot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One page of a list, a search or a batch read, in HubSpot's order.
 *
 * @param records the page's records; may be empty while {@code nextAfter} is present (short and empty pages occur)
 * @param malformed elements that could not be read as records
 * @param missingIds ids that a batch read asked for and HubSpot did not give; empty for list and search
 * @param notFoundIds those of {@code missingIds} that HubSpot names as not found; about the others it says nothing
 * @param nextAfter the cursor of the next page; absent on the last page. The only sign that a read has ended
 * @param total the number of all matches, given by search alone
 * @param serverTime HubSpot's {@code Date} header, second resolution
 */
public record RecordPage(
        List<HubSpotRecord> records,
        List<MalformedRecord> malformed,
        List<Long> missingIds,
        List<Long> notFoundIds,
        Optional<String> nextAfter,
        OptionalLong total,
        Instant serverTime) {
    public RecordPage {
        records = List.copyOf(records);
        malformed = List.copyOf(malformed);
        missingIds = List.copyOf(missingIds);
        notFoundIds = List.copyOf(notFoundIds);
    }
}
