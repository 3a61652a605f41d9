package io.hubflow.nifi.list;

import io.hubflow.engine.EngineSettings;
import io.hubflow.engine.RunFacts;
import io.hubflow.engine.SyncListener;
import io.hubflow.engine.absence.AbsenceLoad;
import io.hubflow.engine.absence.Departures;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.PendingIdentity;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.Streams;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.RunRecord;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.load.ObjectLoad;
import io.hubflow.engine.load.RefreshLedger;
import io.hubflow.engine.load.TableRows;
import io.hubflow.engine.load.Uncovered;
import io.hubflow.engine.read.ReadClock;
import io.hubflow.engine.read.SliceReader;
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
 * Looks for records that a table still has and HubSpot does not, by the same counts as the command, and writes what it finds at
 * once: departures are few, and telling them needs the table. An unchanged object type costs one search.
 */
final class DepartureCheck {
    private final HubSpotClient client;
    private final Destination destination;
    private final DeleteMode deletes;
    private final String runId;
    private final InstantSource clock = InstantSource.system();

    /** @param runId names the run in {@code _hubflow_runs}, where what was found gets a line */
    DepartureCheck(HubSpotClient client, Destination destination, DeleteMode deletes, String runId) {
        this.client = client;
        this.destination = destination;
        this.deletes = deletes;
        this.runId = runId;
    }

    /** Whether the rows of the type can be counted without a query that may start a warehouse. */
    boolean isFree(KnownType known) {
        return destination.liveIds(known.wanted().type().table()).isFree();
    }

    /**
     * @param notices take sentences for the administrator
     * @return {@link Departures#NONE} too when another writer came in between: the next run looks again
     */
    Departures look(KnownType known, Consumer<String> notices) {
        var stored = destination.loadCheckpoints();
        var streams = Streams.of(stored);
        var stream = known.wanted().type().name();
        var state = streams.find(stream).map(json -> StateCodec.read(stream, json, ObjectState.class));
        var identity = streams.find(PortalIdentity.STREAM);
        if (state.isEmpty() || identity.isEmpty() || state.get().snapshot() != null) {
            return Departures.NONE;
        }
        var commits = new GroupCommits(
                destination,
                streams,
                new PendingIdentity(streams, new PortalGuard(client, destination).require(stored)));
        try (var participant = commits.join();
                var rows = rows(known, streams, participant, state.get(), notices)) {
            var absence =
                    new AbsenceLoad(load(known, rows, notices), known.plan().createdProperty());
            absence.run();
            rows.flush();
            return absence.departures(rows.totals().buried());
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.DESTINATION_STATE_MOVED) {
                throw e;
            }
            return Departures.NONE;
        }
    }

    private RowCommits rows(
            KnownType known,
            Streams streams,
            GroupCommits.CommitParticipant participant,
            ObjectState state,
            Consumer<String> notices) {
        var facts = known.facts()
                .reading(
                        known.wanted().type(),
                        client,
                        state.readAtMillis(),
                        RunFacts.problems((pair, sentence) -> notices.accept(CanvasText.of(sentence))));
        return new RowCommits(
                destination,
                known.plan().evolution().schema(),
                maker(known).unreadColumns(),
                deletes,
                streams,
                participant,
                state,
                clock,
                new SyncListener() {},
                totals -> line(known, totals),
                facts.beside(known.wanted().type()),
                facts.endsOf(known.wanted().type()));
    }

    private RunRecord line(KnownType known, RowCommits.Totals totals) {
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
                "{\"departures\":true}");
    }

    private static RowMaker maker(KnownType known) {
        var plan = known.plan();
        return new RowMaker(
                plan.selection(), plan.evolution().schema(), plan.evolution().properties(), plan.propertyTypes());
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
                RefreshLedger.full(),
                new Uncovered(),
                new AtomicReference<>(SyncListener.Phase.DISCOVER),
                new TableRows(() -> destination.liveIds(type.table())));
    }
}
