package io.hubflow.nifi.list;

import io.hubflow.engine.RunFacts;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.RowTarget;
import io.hubflow.engine.commit.RowTotals;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.ReadingTurn;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.load.TableRows;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.SliceReader;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.typing.RowMaker;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.nifi.CanvasText;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Loads that the list makes itself, without FlowFiles, because they need the table as well as HubSpot: the engine's own, with
 * its own commits. Each goes on from the state that lies beside the rows when it begins.
 */
final class DirectLoad {
    private final HubSpotClient client;
    private final Destination destination;
    private final DeleteMode deletes;
    private final String runId;
    private final String what;
    private final RefreshLedger ledger;
    private final InstantSource clock = InstantSource.system();

    /**
     * @param runId names the run in {@code _hubflow_runs}, where what was found gets a line
     * @param what is loaded, a word for that line
     */
    DirectLoad(HubSpotClient client, Destination destination, DeleteMode deletes, String runId, String what) {
        this(client, destination, deletes, runId, what, RefreshLedger.full());
    }

    /** @param ledger what refreshing may spend */
    DirectLoad(
            HubSpotClient client,
            Destination destination,
            DeleteMode deletes,
            String runId,
            String what,
            RefreshLedger ledger) {
        this.client = client;
        this.destination = destination;
        this.deletes = deletes;
        this.runId = runId;
        this.what = what;
        this.ledger = ledger;
    }

    /** Reads and commits; what it leaves uncommitted is dropped. */
    @FunctionalInterface
    interface Work<T> {
        T run(ObjectLoad load, RunFacts facts);
    }

    /**
     * @param notices take sentences for the administrator
     * @return empty when there is nothing to go on from, because a first load is under way, or when another writer came in
     *     between
     */
    <T> Optional<T> run(KnownType known, Consumer<String> notices, Work<T> work) {
        var stored = destination.loadCheckpoints();
        var streams = Streams.of(stored);
        var stream = known.wanted().type().name();
        var state = streams.find(stream, ObjectState.class);
        var identity = streams.find(PortalIdentity.STREAM);
        if (state.isEmpty() || identity.isEmpty() || state.get().snapshot() != null) {
            return Optional.empty();
        }
        var facts = known.facts()
                .reading(
                        known.wanted().type(),
                        client,
                        state.get().readAtMillis(),
                        RunFacts.problems((pair, sentence) -> notices.accept(CanvasText.of(sentence))),
                        known.privacy())
                .beside(stored);
        var commits = new GroupCommits(
                destination,
                streams,
                new PendingIdentity(streams, new PortalGuard(client, destination).require(stored)));
        try (var participant = commits.join();
                var rows = rows(known, streams, participant, state.get(), facts)) {
            return Optional.of(work.run(load(known, rows, notices), facts));
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.DESTINATION_STATE_MOVED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private RowCommits rows(
            KnownType known,
            Streams streams,
            GroupCommits.CommitParticipant participant,
            ObjectState state,
            RunFacts facts) {
        return new RowCommits(
                new RowTarget(
                        destination,
                        known.plan().evolution().schema(),
                        maker(known).unreadColumns(),
                        deletes),
                streams,
                participant,
                state,
                clock,
                new SyncListener() {},
                totals -> line(known, totals),
                facts.beside(known.wanted().type()),
                facts.endsOf(known.wanted().type()));
    }

    private RunRecord line(KnownType known, RowTotals totals) {
        var now = clock.instant();
        return new RunRecord(
                runId,
                known.wanted().type().name(),
                now,
                Optional.of(now),
                "succeeded",
                totals.read(),
                totals.written(),
                totals.unchanged(),
                "{\"" + what + "\":true}");
    }

    private static RowMaker maker(KnownType known) {
        var plan = known.plan();
        return new RowMaker(
                plan.selection(),
                plan.evolution().schema(),
                plan.evolution().properties(),
                plan.propertyTypes(),
                known.protections());
    }

    private ObjectLoad load(KnownType known, RowCommits rows, Consumer<String> notices) {
        var type = known.wanted().type();
        var readClock = ReadClock.after(rows.state().readAtMillis(), client::serverTime);
        var reader = new SliceReader(
                client,
                type,
                maker(known),
                readClock,
                known.plan().unsearchable(),
                rows.state().facts().idOrder(),
                known.wanted().records(),
                new SilentNotices());
        return new ObjectLoad(
                client,
                type,
                reader,
                rows,
                EngineSettings.DEFAULT.with(deletes),
                readClock,
                new SyncListener() {},
                notices::accept,
                ledger,
                new Uncovered(),
                new AtomicReference<>(SyncListener.Phase.DISCOVER),
                TableRows.of(destination, type),
                ReadingTurn.FREE);
    }
}
