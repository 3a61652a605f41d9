package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.verify.ForeignIndex;
import io.hubflow.engine.verify.ForeignTable;
import io.hubflow.engine.verify.ForeignVerification;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.hubspot.HubSpotClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Compares another tool's table with HubSpot. Nothing is written anywhere. Used once. */
public final class ForeignVerifyEngine {
    private final HubSpotClient client;
    private final EngineSettings settings;
    private final InstantSource clock;
    private final SyncListener listener;

    public ForeignVerifyEngine(
            HubSpotClient client, EngineSettings settings, InstantSource clock, SyncListener listener) {
        this.client = client;
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * @param objectType of the table's records, as a user wrote it
     * @param updatedAfter records last modified before it need not be in the table
     * @param asOf later changes are not expected in the table; absent = the table should be up to date now
     */
    public VerifyReport run(
            ForeignTable table, String objectType, Optional<Instant> updatedAfter, Optional<Instant> asOf) {
        var startedAt = clock.instant();
        var index = ForeignIndex.of(table);
        var type = new Catalog(client).resolve(objectType);
        var now = client.serverNow();
        var moment = asOf.orElse(now).toEpochMilli();
        var found = new ForeignVerification(
                        client,
                        type,
                        table.description(),
                        index,
                        listener,
                        updatedAfter.map(Instant::toEpochMilli).orElse(0L),
                        moment,
                        settings.lanes().search())
                .compare();
        return new VerifyReport(
                VerifyEngine.ID.format(startedAt),
                startedAt,
                clock.instant(),
                client.callsSent(),
                VerifyReport.Maker.ANOTHER_TOOL,
                List.of(found));
    }
}
