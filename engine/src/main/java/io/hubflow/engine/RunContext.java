package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.filter.RecordFilter;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.HubSpotClient;
import java.time.InstantSource;
import java.util.Map;

/**
 * What every object type of a run shares.
 *
 * @param portalId 0 when HubSpot did not tell
 * @param nothingStored see {@link io.hubflow.engine.identity.PortalGuard.Verdict}
 * @param facts what is read beside records
 * @param filters which records of an object type are loaded; of a type without one all are
 * @param privacy how values are stored
 * @param modifiedFromMillis 0 = everything
 * @param expectation hears how each object type begins
 */
record RunContext(
        String runId,
        HubSpotClient client,
        Destination destination,
        EngineSettings settings,
        InstantSource clock,
        SyncListener listener,
        RunWarnings warnings,
        Streams streams,
        GroupCommits commits,
        RefreshLedger ledger,
        long portalId,
        boolean nothingStored,
        RunFacts facts,
        Map<ObjectType, RecordFilter> filters,
        PrivacyRules privacy,
        long modifiedFromMillis,
        RunExpectation expectation) {
    /** What the state of an object type says of its filter. */
    String filterText(ObjectType type) {
        return privacy.of(type)
                .filterText(filter(type).properties(), filter(type).text());
    }

    RecordFilter filter(ObjectType type) {
        return filters.getOrDefault(type, RecordFilter.EVERYTHING);
    }
}
