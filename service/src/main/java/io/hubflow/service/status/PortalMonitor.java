package io.hubflow.service.status;

import io.hubflow.engine.progress.ObjectProgress;
import io.hubflow.engine.progress.RunProgress;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.service.portal.StoredStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one portal: what the warehouse had recorded after the last run, and how far the present one is.
 * Nothing is decided by it. Thread-safe.
 */
public final class PortalMonitor implements SyncListener {
    private static final int MOST_NOTICES = 20;

    private final InstantSource clock;
    private final Changes changes;
    private final Map<String, Problem> problems = new HashMap<>();
    private final Deque<String> notices = new ArrayDeque<>();
    private final Deque<String> verificationNotices = new ArrayDeque<>();
    private final Map<String, MergeStatus> merges = new TreeMap<>();
    private final NoticeLog noticeLog;
    private StoredStatus stored = StoredStatus.NOTHING;
    private Recorded recorded = Recorded.NOTHING;
    private @Nullable RunProgress progress;
    private @Nullable Problem problem;
    private @Nullable Problem lookProblem;
    private @Nullable Problem verificationProblem;
    private @Nullable Instant firstLook;
    private boolean verifying;

    /** @param portal its name in the configuration, for the log */
    public PortalMonitor(String portal, InstantSource clock, Changes changes) {
        this.noticeLog = new NoticeLog(portal, clock);
        this.clock = clock;
        this.changes = changes;
    }

    /**
     * What is known at one moment.
     *
     * @param problem why the last run failed as a whole, or why the warehouse could not be read after it
     * @param verificationProblem why the last verification could not compare anything
     * @param ready whether the warehouse was read, or found empty, at least once
     */
    public record View(
            StoredStatus stored,
            Recorded recorded,
            Map<String, ObjectProgress> progress,
            Map<String, Problem> problems,
            Optional<Problem> problem,
            Optional<Problem> verificationProblem,
            List<String> notices,
            List<MergeStatus> merges,
            boolean ready) {}

    public synchronized View view() {
        var current = new LinkedHashMap<String, ObjectProgress>();
        if (progress != null) {
            progress.snapshot().forEach(one -> current.put(one.objectType(), one));
        }
        return new View(
                stored,
                recorded,
                current,
                Map.copyOf(problems),
                Optional.ofNullable(problem).or(() -> Optional.ofNullable(lookProblem)),
                Optional.ofNullable(verificationProblem),
                Stream.concat(notices.stream(), verificationNotices.stream()).toList(),
                List.copyOf(merges.values()),
                firstLook != null);
    }

    public void loaded(StoredStatus status) {
        loaded(status, Recorded.of(status));
    }

    private synchronized void loaded(StoredStatus status, Recorded history) {
        stored = status;
        recorded = history;
        lookProblem = null;
        firstLook = clock.instant();
        changes.happened();
    }

    public synchronized void runStarted() {
        progress = new RunProgress(System::nanoTime);
        verifying = false;
        notices.clear();
        verificationNotices.clear();
        changes.happened();
    }

    /** The notices of the last run stay. */
    public synchronized void verificationStarted() {
        progress = new RunProgress(System::nanoTime);
        verifying = true;
        verificationNotices.clear();
        changes.happened();
    }

    /** @param whole whether it read every object type of the portal, so that what it does not report of is gone */
    public synchronized void runEnded(RunReport report, boolean whole) {
        problem = null;
        if (whole) {
            problems.clear();
        }
        for (var object : report.objects()) {
            object.error()
                    .filter(error -> error.code() != ErrorCode.INTERRUPTED)
                    .ifPresentOrElse(
                            error -> {
                                problems.put(object.objectType(), Problem.of(error, clock.instant()));
                                noticeLog.tell(object.objectType(), String.valueOf(error.getMessage()));
                            },
                            () -> problems.remove(object.objectType()));
        }
        noticeLog.runEnded(
                report.objects().stream().map(ObjectReport::objectType).collect(Collectors.toSet()));
        progress = null;
        changes.happened();
    }

    public synchronized void verificationEnded() {
        verificationProblem = null;
        progress = null;
        changes.happened();
    }

    public synchronized void verificationFailed(ConnectorException failure) {
        verificationProblem = Problem.of(failure, clock.instant());
        progress = null;
        changes.happened();
    }

    public synchronized void stopped() {
        progress = null;
        changes.happened();
    }

    /** The warehouse could not be read between two runs. */
    public synchronized void lookFailed(ConnectorException failure) {
        lookProblem = Problem.of(failure, clock.instant());
        firstLook = clock.instant();
        changes.happened();
    }

    /** The run failed as a whole. */
    public synchronized void failed(ConnectorException failure) {
        problem = Problem.of(failure, clock.instant());
        progress = null;
        firstLook = clock.instant();
        changes.happened();
    }

    @Override
    public void phaseStarted(String objectType, Phase phase, OptionalLong expectedRows) {
        tell(listener -> listener.phaseStarted(objectType, phase, expectedRows));
    }

    @Override
    public void rowsRead(String objectType, long rows) {
        tell(listener -> listener.rowsRead(objectType, rows));
    }

    @Override
    public void rowsCommitted(String objectType, long inserted, long updated, long unchanged) {
        tell(listener -> listener.rowsCommitted(objectType, inserted, updated, unchanged));
    }

    @Override
    public synchronized void committed(List<String> tables, Duration took) {
        tables.forEach(table -> merges.merge(table, MergeStatus.of(table, took), MergeStatus::plus));
    }

    @Override
    public void objectFinished(ObjectReport report) {
        tell(listener -> listener.objectFinished(report));
    }

    @Override
    public void notice(String objectType, String sentence) {
        synchronized (this) {
            if (!verifying) { // a verification tells what it costs, and its result is logged
                noticeLog.tell(objectType, sentence);
            }
            var told = verifying ? verificationNotices : notices;
            told.addLast(objectType + ": " + sentence);
            if (told.size() > MOST_NOTICES) {
                told.removeFirst();
            }
        }
        changes.happened();
    }

    private void tell(java.util.function.Consumer<SyncListener> event) {
        RunProgress current;
        synchronized (this) {
            current = progress;
        }
        if (current != null) {
            event.accept(current);
            changes.happened();
        }
    }
}
