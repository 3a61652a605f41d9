package io.hubflow.app.command;

import io.hubflow.app.config.Configuration;
import io.hubflow.app.config.DestinationKind;
import io.hubflow.app.config.Settings;
import io.hubflow.app.report.QuotaReset;
import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyOptions.AfterFinding;
import io.hubflow.engine.verify.VerifyOptions.Values;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.hubspot.AnsweredCalls;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import io.hubflow.service.portal.Portal;
import io.hubflow.service.portal.StoredStatus;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A portal as the configuration describes it. The warehouse is open only while it is loaded or looked at, so that
 * {@code hubflow query} and {@code state} can read a DuckDB file between two runs.
 */
final class ConfiguredPortal implements Portal {
    /** Runs at hand for the page: about a day of quarter hours with some object types and tables of links. */
    private static final int MOST_RUN_LINES = 1_000;

    private static final int MOST_VERIFICATION_LINES = 200;

    /** As {@code hubflow verify} takes by default. */
    private static final int SAMPLE = 500;

    private final String name;
    private final Configuration configuration;
    private final InstantSource clock;
    private final PortalClients clients;
    private final HubSpotClient client;
    private volatile @Nullable DestinationCost cost;
    private volatile PortalIdentity recorded = PortalIdentity.UNKNOWN;
    private volatile @Nullable HubSpotClient current;
    private CallCounts earlierCalls = CallCounts.ZERO;
    private List<AnsweredCalls> earlierAnswers = List.of();

    ConfiguredPortal(String name, Configuration configuration, InstantSource clock, PortalClients clients) {
        this.name = name;
        this.configuration = configuration;
        this.clock = clock;
        this.clients = clients;
        this.client = clients.of(configuration);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> objectTypes() {
        return configuration.syncRequest().objectTypes();
    }

    @Override
    public String destination() {
        return switch (configuration.destination()) {
            case DUCKDB -> "DuckDB file " + configuration.duckDbPath();
            case MOTHERDUCK -> "MotherDuck database " + configuration.shown(Settings.MOTHERDUCK_DATABASE);
            case SNOWFLAKE -> "Snowflake";
        };
    }

    private boolean isDuckDb() {
        return configuration.destination() == DestinationKind.DUCKDB;
    }

    @Override
    public RunReport sync(List<String> objectTypes, SyncListener listener) {
        return run((sync, calling) -> sync.run(request(objectTypes), calling, listener));
    }

    @Override
    public VerifyReport verify(SyncListener listener) {
        // Another sample each time: in the long run every value is compared.
        var options = new VerifyOptions(Values.SAMPLE, SAMPLE, clock.millis() % 1_000_000, AfterFinding.REPORT);
        return run((sync, calling) -> sync.verify(configuration.syncRequest(), options, calling, listener));
    }

    private <T> T run(BiFunction<ConfiguredSync, HubSpotClient, T> work) {
        var sync = ConfiguredSync.open(configuration, clock);
        try (sync;
                var calling = client.forRun()) {
            current = calling;
            try {
                return work.apply(sync, calling);
            } finally {
                synchronized (this) {
                    earlierCalls = earlierCalls.plus(calling.callCounts());
                    earlierAnswers = AnsweredCalls.sum(earlierAnswers, calling.answeredCalls());
                    current = null;
                }
            }
        } finally {
            sync.cost().ifPresent(spent -> cost = cost == null ? spent : sum(cost, spent));
        }
    }

    private SyncRequest request(List<String> objectTypes) {
        var all = configuration.syncRequest();
        return objectTypes.isEmpty() ? all : all.only(objectTypes);
    }

    private static DestinationCost sum(DestinationCost a, DestinationCost b) {
        return new DestinationCost(
                a.statements() + b.statements(),
                a.withoutWarehouse() + b.withoutWarehouse(),
                a.stagedBytes() + b.stagedBytes(),
                a.warehouseHeld().plus(b.warehouseHeld()),
                a.wakeUps() + b.wakeUps());
    }

    @Override
    public StoredStatus load() {
        if (isDuckDb() && !Files.exists(configuration.duckDbPath())) {
            return StoredStatus.NOTHING;
        }
        try (var reader = Destinations.read(configuration)) {
            var status = reader.status();
            recorded = PortalGuard.stored(status.checkpoints());
            if (recorded.portalId() != 0) {
                clients.learn(client, recorded.portalId());
            }
            return new StoredStatus(
                    status, reader.recentRuns(MOST_RUN_LINES), reader.recentVerifications(MOST_VERIFICATION_LINES));
        }
    }

    @Override
    public Instant quotaReset(Instant now) {
        return QuotaReset.next(QuotaReset.zone(client.lastAccount(), () -> recorded), now);
    }

    @Override
    public Optional<QuotaSnapshot> quota() {
        return calls().total() > 0 ? Optional.of(client.quota()) : Optional.empty();
    }

    @Override
    public synchronized CallCounts calls() {
        var calling = current;
        return calling == null ? earlierCalls : earlierCalls.plus(calling.callCounts());
    }

    @Override
    public synchronized List<AnsweredCalls> answeredCalls() {
        var calling = current;
        return calling == null ? earlierAnswers : AnsweredCalls.sum(earlierAnswers, calling.answeredCalls());
    }

    @Override
    public Optional<DestinationCost> cost() {
        return Optional.ofNullable(cost);
    }

    @Override
    public void close() {
        clients.release(client);
    }
}
