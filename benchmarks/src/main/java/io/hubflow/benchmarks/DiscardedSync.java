package io.hubflow.benchmarks;

import io.hubflow.engine.SyncEngine;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.hubspot.AccessTokens;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.HubSpotSettings;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The reading share of a sync: the engine that {@code hubflow sync} runs, with a destination that throws its typed rows away.
 * Deleted records are not looked for, because a table that keeps nothing would seem to lack them all.
 * Arguments: base URL, token, comma-separated properties. Prints the rows that were discarded.
 */
final class DiscardedSync {
    private DiscardedSync() {}

    public static void main(String[] arguments) {
        var settings = HubSpotSettings.of(URI.create(arguments[0]), new AccessTokens.Static(arguments[1]));
        var request =
                new SyncRequest(List.of("contacts"), Optional.empty(), List.of(arguments[2].split(",")), List.of());
        try (var client = HubSpotClient.open(settings);
                var destination = new DiscardingDestination()) {
            var report = new SyncEngine(
                            client,
                            destination,
                            EngineSettings.DEFAULT.with(DeleteMode.IGNORE),
                            InstantSource.system(),
                            SyncListener.SILENT)
                    .run(request);
            report.objects()
                    .forEach(object -> object.error().ifPresent(error -> {
                        throw error;
                    }));
            System.out.println(destination.rows());
        }
    }
}
