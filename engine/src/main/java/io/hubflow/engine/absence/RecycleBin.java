package io.hubflow.engine.absence;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.RecordState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The archived records that the table knows. HubSpot purges its recycle bin after 90 days, or when somebody empties it
 * (reference §9), and no count and no list of live records shows that.
 */
final class RecycleBin {
    private static final long TURN_MILLIS = 15 * 60_000L;

    private RecycleBin() {}

    /**
     * Those of the archived ids that are to be asked for in a run that may make one call: all where they fit into it, else
     * another part every quarter of an hour.
     */
    static List<Long> turn(List<Long> archived, long nowMillis) {
        var parts = Math.max(1, Math.ceilDiv(archived.size(), HubSpotClient.MAX_BATCH));
        var part = (int) Math.floorMod(nowMillis / TURN_MILLIS, (long) parts);
        return archived.subList(
                part * HubSpotClient.MAX_BATCH, Math.min(archived.size(), (part + 1) * HubSpotClient.MAX_BATCH));
    }

    /**
     * Ids that one batch read of archived records does not give: their records are to be asked for in other ways. A batch that
     * HubSpot does not answer whole says nothing. One call for each 100 ids.
     */
    static List<Long> missing(List<Long> archived, AbsentRecords.Reads reads) {
        var missing = new ArrayList<Long>();
        for (var from = 0; from < archived.size(); from += HubSpotClient.MAX_BATCH) {
            var asked = archived.subList(from, Math.min(from + HubSpotClient.MAX_BATCH, archived.size()));
            try {
                var found = new HashSet<Long>();
                reads.batchRead(asked, RecordState.ARCHIVED).records().stream()
                        .filter(record -> record.answer() != HubSpotRecord.Answer.NOTHING)
                        .forEach(record -> found.add(record.id()));
                asked.stream().filter(id -> !found.contains(id)).forEach(missing::add);
            } catch (ConnectorException e) {
                if (e.code() != ErrorCode.HUBSPOT_INCOMPLETE) {
                    throw e;
                }
            }
        }
        return missing;
    }
}
