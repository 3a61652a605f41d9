package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.commit.GroupCommits;
import io.hubflow.engine.commit.RowCommits;
import io.hubflow.engine.commit.RowTotals;
import io.hubflow.engine.load.ReadingTurn;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One object type's part of a run, from its state to its report. Never throws: what goes wrong is in the report. */
final class ObjectSync {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectSync.class);

    private final RunContext run;
    private final ObjectType type;
    private final ReadableProperties properties;
    private final DiscoveredType discovered;
    private final GroupCommits.CommitParticipant participant;
    private final ReadingTurn turn;
    private final UnaryOperator<ConnectorException> reason;
    private final ObjectReporter reporter;
    private volatile boolean recorded;

    /** @param reason why this object type really ended: one that was stopped because of another has that one's failure */
    ObjectSync(
            RunContext run,
            ObjectType type,
            DiscoveredType discovered,
            PropertyFilter filter,
            GroupCommits.CommitParticipant participant,
            ReadingTurn turn,
            UnaryOperator<ConnectorException> reason) {
        this.run = run;
        this.type = type;
        this.properties = new ReadableProperties(run, type, discovered.properties(), filter);
        this.discovered = discovered;
        this.participant = participant;
        this.turn = turn;
        this.reason = reason;
        this.reporter = new ObjectReporter(run, type);
    }

    /** Whether the destination holds how it ended. */
    boolean recorded() {
        return recorded;
    }

    /** Hears that nothing more is asked of HubSpot; the last commit may take a while after that. */
    @FunctionalInterface
    interface ReadingEnded {
        void because(Optional<ConnectorException> failure);
    }

    ObjectReport run(ReadingEnded readingEnded) {
        var reading = new RecordReading(run, type, properties, discovered.pipelines(), participant, turn, reporter);
        try (reading) {
            return run(reading, readingEnded);
        }
    }

    private ObjectReport run(RecordReading reading, ReadingEnded readingEnded) {
        try {
            readAll(reading);
            return finish(reading.commits(), Optional.empty(), readingEnded);
        } catch (ConnectorException e) {
            return finish(reading.commits(), Optional.of(e), readingEnded);
        } catch (RuntimeException | Error e) {
            LOG.error("Reading {} failed", type.name(), e);
            var failure = ConnectorException.of("Reading " + type.name(), e);
            return finish(reading.commits(), Optional.of(failure), readingEnded);
        }
    }

    /** With everything that is visible, and once more without what HubSpot turns out to refuse. */
    private void readAll(RecordReading reading) {
        var before = catalogState();
        var visible = properties.see(before);
        var refused = properties.findRefused(visible, before.unreadable());
        try {
            reading.run(before, visible, refused);
        } catch (ConnectorException e) {
            var more = e.code() == ErrorCode.HUBSPOT_SCOPE_MISSING
                    ? properties.findRefused(visible, properties.sensitive(visible))
                    : Map.<String, ConnectorException>of();
            if (refused.keySet().containsAll(more.keySet())) {
                throw e;
            }
            reading.close();
            reading.run(catalogState(), visible, more);
        }
    }

    private CatalogState catalogState() {
        return ObjectPlan.storedCatalog(run.streams(), type);
    }

    /** Keeps what was read, whatever the outcome, unless the destination itself failed. */
    private ObjectReport finish(
            Optional<RowCommits> commits, Optional<ConnectorException> error, ReadingEnded readingEnded) {
        readingEnded.because(error);
        if (commits.isEmpty()) {
            return reporter.report(RowTotals.NOTHING, error);
        }
        var failure = error;
        // A commit must not be cut short by the interruption that ends the reading.
        var interrupted = Thread.interrupted();
        try {
            if (failure.isEmpty() || failure.get().code().category() != ErrorCode.Category.DESTINATION) {
                reporter.ended(failure.map(reason));
                if (failure.isPresent()) {
                    commits.get().abandonUnread();
                }
                commits.get().update(state -> state);
                commits.get().flushLast();
                recorded = true;
            }
        } catch (ConnectorException e) {
            if (failure.isEmpty()) {
                failure = Optional.of(e);
            } else {
                LOG.warn("What was read of {} could not be committed: {}", type.name(), e.getMessage());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return reporter.report(commits.get().totals(), failure);
    }
}
