package io.hubflow.snowflake;

import io.hubflow.engine.destination.DestinationCost;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a plan through to a known outcome: attempts it, finds out after a lost answer whether it happened, tries again
 * where that can help. Guarded by the destination's lock.
 */
final class SnowflakeWriter {
    private static final Logger log = LoggerFactory.getLogger(SnowflakeWriter.class);

    private final Place place;
    private final Grants grants;
    private final SnowflakeSessions sessions;
    private final StateTable stateTable;
    private final TablePreparation preparation;
    private final CostMeter meter;
    private final Timing timing;
    private final CommitStep.Observer observer;
    private boolean stageReady;

    SnowflakeWriter(
            SnowflakeSettings settings,
            SnowflakeSessions sessions,
            StateTable stateTable,
            TablePreparation preparation,
            CostMeter meter,
            Timing timing,
            CommitStep.Observer observer) {
        this.place = settings.place();
        this.grants = settings.grants();
        this.sessions = sessions;
        this.stateTable = stateTable;
        this.preparation = preparation;
        this.meter = meter;
        this.timing = timing;
        this.observer = observer;
    }

    /** Forgets what exists, after a failure that somebody else's DDL may explain. */
    void forget() {
        stageReady = false;
        preparation.forget();
    }

    /** @throws ConnectorException as {@code Destination.commit} says */
    WrittenCommit write(CommitPlan plan, Spool spool, StoredState state, Function<String, DestinationCost> runCost) {
        var commitId = UUID.randomUUID().toString();
        var files = new StagedFiles(spool, commitId);
        boolean done = false;
        try {
            var rows = files.take(plan);
            var facts = files.takeFacts(plan);
            files.add(plan);
            var written = new Attempts(plan, files, rows, facts, commitId, state, runCost).run();
            done = true;
            remember(plan, state, commitId);
            plan.stages().forEach(SnowflakeStage::committed);
            plan.facts().forEach(SnowflakeFactStage::committed);
            clean(files);
            files.delete();
            observer.reached(CommitStep.CLEANED);
            return written;
        } finally {
            if (!done) {
                plan.stages().forEach(SnowflakeStage::giveBack);
                plan.facts().forEach(SnowflakeFactStage::giveBack);
            }
        }
    }

    /** The attempts at one plan. */
    private final class Attempts {
        private final CommitPlan plan;
        private final StagedFiles files;
        private final List<StagedRows> rows;
        private final List<StagedFacts> facts;
        private final String commitId;
        private final StoredState state;
        private final Function<String, DestinationCost> runCost;
        private final Set<String> thereBefore;
        /** Set once a COMMIT was sent and not answered; an attempt that the server still works on may win later. */
        private boolean outcomeOpen;

        private WrittenCommit results = WrittenCommit.NOTHING;

        Attempts(
                CommitPlan plan,
                StagedFiles files,
                List<StagedRows> rows,
                List<StagedFacts> facts,
                String commitId,
                StoredState state,
                Function<String, DestinationCost> runCost) {
            this.plan = plan;
            this.files = files;
            this.rows = rows;
            this.facts = facts;
            this.commitId = commitId;
            this.state = state;
            this.runCost = runCost;
            this.thereBefore = Set.copyOf(state.ownObjects());
        }

        WrittenCommit run() {
            for (int attempt = 0; ; attempt++) {
                try {
                    if (outcomeOpen && happened()) {
                        return results;
                    }
                    attempt();
                    return results;
                } catch (StatementFailure e) {
                    sessions.drop();
                    if (attempt == SnowflakeSessions.PAUSES.size() || !canHelp(e, attempt)) {
                        throw outcomeOpen ? unknown(e) : sessions.explain(e);
                    }
                    log.info(
                            "Committing to Snowflake again: {}",
                            sessions.explain(e).what());
                    forget();
                    if (e.kind() == StatementFailure.Kind.SESSION_LOST) {
                        sessions.pause(attempt);
                    }
                    if (e.kind() == StatementFailure.Kind.MISSING_OBJECT) {
                        lookAgain();
                    }
                } catch (ConnectorException e) {
                    sessions.drop();
                    if (outcomeOpen && e.code() == ErrorCode.DESTINATION_STATE_MOVED && happened()) {
                        return results;
                    }
                    throw e;
                } catch (RuntimeException e) {
                    sessions.drop();
                    throw e;
                }
            }
        }

        /**
         * Something of ours has been dropped since it was seen, such as the stage, which no clone or restored schema has. The
         * next attempt makes what is missing; only a table whose rows a checkpoint counts on cannot be made again by it.
         */
        private void lookAgain() {
            var tables = Stream.concat(
                            rows.stream()
                                    .flatMap(r -> state.findTable(r.schema().table()).stream())
                                    .map(WarehouseTable::table),
                            facts.stream().map(f -> Identifiers.upper(f.table().name())))
                    .filter(state::hasObject)
                    .toList();
            state.replaceBy(sessions.call(stateTable::load));
            var unseen = tables.stream().filter(t -> !state.hasObject(t)).toList();
            var hidden = unseen.stream().filter(t -> !thereBefore.contains(t)).toList();
            if (!hidden.isEmpty()) {
                // CREATE TABLE IF NOT EXISTS found them, and yet they are not in the list.
                throw stateTable.hidden(hidden);
            }
            if (!unseen.isEmpty() && plan.checkpoints().stream().anyMatch(s -> s.base() > 0)) {
                throw stateTable.dropped(unseen);
            }
        }

        private void attempt() {
            var session = sessions.current();
            observer.reached(CommitStep.CONNECTED);
            stateTable.create(session, state);
            if (!stageReady) {
                session.run(
                        new Purpose("create the stage " + place.object(Place.STAGE), grants.createStage()),
                        new Ddl(place).createStage());
                new StageSweep(place, grants, timing).run(session);
                stageReady = true;
            }
            observer.reached(CommitStep.STATE_TABLE_READY);
            var commit = new GuardedCommit(
                    place, grants, stateTable, preparation, observer, plan, files, rows, facts, commitId);
            try {
                commit.run(session, state, meter, runCost, timing.now());
                results = commit.results();
            } catch (StatementFailure e) {
                if (commit.commitSent()) {
                    outcomeOpen = true;
                    results = commit.results();
                }
                throw e;
            }
        }

        /** A commit leaves its id in the writer's row, and in each checkpoint's if another one has come since. */
        private boolean happened() {
            return stateTable.read(sessions.current()).stream().anyMatch(e -> commitId.equals(e.commitId()));
        }

        /** Somebody else's DDL is seen at the second look, or never. */
        private boolean canHelp(StatementFailure e, int attempt) {
            return switch (e.kind()) {
                case SESSION_LOST -> true;
                case OBJECT_EXISTS, INVALID_IDENTIFIER, MISSING_OBJECT -> attempt == 0 || outcomeOpen;
                case LOGIN_REFUSED, PRIVILEGE, LOCKED, NO_WAREHOUSE, CANCELLED, OTHER -> outcomeOpen;
            };
        }
    }

    private ConnectorException unknown(StatementFailure e) {
        var explained = sessions.explain(e);
        return new ConnectorException(
                ErrorCode.COMMIT_OUTCOME_UNKNOWN,
                "The COMMIT to " + place.qualifiedSchema() + " got no answer. " + explained.what(),
                "It took effect completely or not at all. The next run sees it in the checkpoints; nothing can be lost or duplicated.",
                explained.action(),
                explained);
    }

    private static void remember(CommitPlan plan, StoredState state, String commitId) {
        for (var step : plan.checkpoints()) {
            var checkpoint = step.checkpoint();
            state.put(new StoredState.Entry(
                    StateKind.STREAM, checkpoint.stream(), checkpoint.sequence(), checkpoint.state(), commitId));
        }
        for (var table : state.unrecorded()) {
            state.put(new StoredState.Entry(StateKind.TABLE, table.table(), 0, table.toJson(), commitId));
        }
        state.unrecordedMade(plan.referenceParts())
                .forEach((name, at) -> state.put(new StoredState.Entry(StateKind.MADE, name, 0, at, commitId)));
        for (var reference : plan.references()) {
            state.wrote(reference.name());
            state.put(new StoredState.Entry(StateKind.REFERENCE, reference.name(), 0, reference.digest(), commitId));
        }
    }

    /** Best effort: what stays in the stage is swept by a later run. */
    private void clean(StagedFiles files) {
        try {
            sessions.current().run(new Purpose("remove staged files", ""), "REMOVE " + place.staged(files.all()));
        } catch (StatementFailure e) {
            sessions.drop();
            log.info(
                    "Staged files could not be removed and will be swept later: {}",
                    sessions.explain(e).what());
        }
    }
}
