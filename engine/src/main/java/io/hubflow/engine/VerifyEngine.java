package io.hubflow.engine;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Commit;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.StoredTables;
import io.hubflow.engine.feed.AssociationTypes;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.verify.TableVerification;
import io.hubflow.engine.verify.VerificationRows;
import io.hubflow.engine.verify.VerifyOptions;
import io.hubflow.engine.verify.VerifyReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs one verification: compares the tables of the requested object types with HubSpot, writes what it found to {@code
 * _hubflow_verifications}, and repairs it where that is wanted. Used once.
 */
public final class VerifyEngine {
    static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final HubSpotClient client;
    private final Destination destination;
    private final EngineSettings settings;
    private final InstantSource clock;
    private final SyncListener listener;

    public VerifyEngine(
            HubSpotClient client,
            Destination destination,
            EngineSettings settings,
            InstantSource clock,
            SyncListener listener) {
        this.client = client;
        this.destination = destination;
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * An object type that cannot be compared has its error in the report; a failure of the token or of the destination ends the
     * verification.
     *
     * @param request as for a sync; of the properties, those that the last sync read are compared
     * @throws ConnectorException when nothing could be compared at all
     */
    public VerifyReport run(SyncRequest request, VerifyOptions options) {
        request.privacy().requireSalt();
        var startedAt = clock.instant();
        var id = ID.format(startedAt);
        var stored = destination
                .storedTables()
                .orElseThrow(() -> new ConnectorException(
                        ErrorCode.CONFIGURATION_INVALID,
                        destination.description() + " cannot be verified.",
                        "Nothing was compared.",
                        ""));
        try (var lease = destination.beginRun("verify " + id);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var checkpoints = destination.loadCheckpoints();
            if (checkpoints.stream().noneMatch(ObjectState::isIn)) {
                throw notLoaded("Nothing", destination.description());
            }
            destination
                    .cost()
                    .ifPresent(billed -> listener.notice(
                            "warehouse", "Comparing wakes the warehouse: one query reads each table once."));
            var tables = compare(request, options, stored, checkpoints, threads);
            var report = new VerifyReport(
                    id, startedAt, clock.instant(), client.callsSent(), VerifyReport.Maker.HUBFLOW, tables);
            destination.commit(new Commit(
                    List.of(), List.of(), List.of(VerificationRows.of(report, options)), List.of(), List.of(), false));
            return report;
        }
    }

    private List<TableVerification> compare(
            SyncRequest request,
            VerifyOptions options,
            StoredTables stored,
            List<Checkpoint> checkpoints,
            ExecutorService threads) {
        var streams = Streams.of(checkpoints);
        var portal = new PortalGuard(client, destination).require(checkpoints);
        var names =
                new TypeNames(portal.identity().types(), checkpoints, sentence -> listener.notice("names", sentence));
        var requested = new RequestedTypes(client, names.bindings(), streams).find(request.objectTypes(), threads);
        var filters = RequestedFilters.find(
                request, new TypeDiscovery(client, listener).discover(requested, names, threads), streams);
        var found = filters.found();
        var types = AssociationTypes.of(
                client.associations(),
                streams,
                destination.holdsReference(AssociationTypes.TABLE, ""),
                client.serverTime().earliest().toEpochMilli());
        var pairs = new RequestedPairs(new Catalog(client, names.bindings()), names, types)
                .find(request.associations(), found, threads);
        var facts = RunFacts.of(
                client,
                checkpoints,
                LeftOutPairs.of(pairs, checkpoints, RunFacts.problems(new RunWarnings(listener)::addLinks)),
                pairs,
                types,
                RequestedHistories.find(request.history(), request.privacy(), found, streams),
                request.privacy());
        var commits = new GroupCommits(destination, streams, new PendingIdentity(streams, portal));
        var tables = new ArrayList<TableVerification>();
        for (var one : found) {
            tables.addAll(compare(
                    one,
                    new ObjectVerification(
                            client,
                            destination,
                            stored,
                            settings,
                            clock,
                            listener,
                            streams,
                            commits,
                            facts,
                            filters.byType(),
                            request.privacy(),
                            options)));
        }
        return tables;
    }

    private List<TableVerification> compare(DiscoveredType one, ObjectVerification verification) {
        var table = one.type().map(type -> type.table()).orElse(one.name());
        try {
            if (one.problem().isPresent()) {
                throw one.problem().get();
            }
            return verification.run(one);
        } catch (ConnectorException e) {
            if (ObjectSyncs.endsRun(e.code())) {
                throw e;
            }
            return List.of(TableVerification.failed(one.name(), table, e));
        }
    }

    static ConnectorException notLoaded(String what, String where) {
        return new ConnectorException(
                ErrorCode.CONFIGURATION_INVALID,
                what + " has been loaded whole into " + where + " yet.",
                "There is nothing to compare with HubSpot.",
                "Run `hubflow sync` first.");
    }

    /** The state of an object type that has been loaded whole. */
    static ObjectState requireState(Streams streams, String objectType, String where) {
        return streams.find(objectType, ObjectState.class)
                .filter(state -> state.cursorMillis() > 0)
                .orElseThrow(() -> notLoaded("Not all of " + objectType, where));
    }
}
