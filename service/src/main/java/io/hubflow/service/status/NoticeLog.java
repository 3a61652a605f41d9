package io.hubflow.service.status;

import io.hubflow.hubspot.CorrelationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the notices of one portal's syncs to the log. A notice that each run repeats is written again after a day, or when it
 * comes back after a run of its object type without it: a service runs hundreds of times a day, and the log should show what is new. Thread-safe.
 */
final class NoticeLog {
    private static final Logger LOG = LoggerFactory.getLogger(NoticeLog.class);

    private static final Duration REPEATED_AFTER = Duration.ofDays(1);

    private final String portal;
    private final InstantSource clock;
    private final Consumer<String> lines;
    private final Map<Notice, Instant> written = new HashMap<>();
    private final Set<Notice> ofThisRun = new HashSet<>();

    private record Notice(String objectType, String sentence) {}

    NoticeLog(String portal, InstantSource clock) {
        this(portal, clock, LOG::warn);
    }

    NoticeLog(String portal, InstantSource clock, Consumer<String> lines) {
        this.portal = portal;
        this.clock = clock;
        this.lines = lines;
    }

    synchronized void tell(String objectType, String sentence) {
        var same = new Notice(objectType, CorrelationId.removedFrom(sentence));
        ofThisRun.add(same);
        var now = clock.instant();
        var before = written.get(same);
        if (before == null || now.isBefore(before) || !now.isBefore(before.plus(REPEATED_AFTER))) {
            written.put(same, now);
            lines.accept("Portal " + portal + ": " + objectType + ": " + sentence);
        }
    }

    /** What this run has not told of its object types is new when it is told again. Other jobs have other object types. */
    synchronized void runEnded(Set<String> objectTypes) {
        written.keySet().removeIf(notice -> objectTypes.contains(notice.objectType()) && !ofThisRun.contains(notice));
        ofThisRun.clear();
    }
}
