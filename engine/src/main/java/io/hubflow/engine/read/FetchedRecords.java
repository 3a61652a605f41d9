package io.hubflow.engine.read;

import io.hubflow.engine.destination.Reading;
import io.hubflow.hubspot.HubSpotRecord;
import io.hubflow.hubspot.MalformedRecord;
import java.util.List;

/**
 * Records with every selected property.
 *
 * @param withheld ids that HubSpot shows and does not give
 */
record FetchedRecords(
        List<HubSpotRecord> records, List<MalformedRecord> malformed, List<Long> withheld, Reading reading) {}
