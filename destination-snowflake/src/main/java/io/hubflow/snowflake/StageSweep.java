package io.hubflow.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what killed loads left in the stage, once a process, before the first upload. */
final class StageSweep {
    private static final Logger log = LoggerFactory.getLogger(StageSweep.class);
    /** Older than any load that may still be running: a statement may take an hour, a commit has a handful. */
    private static final Duration ABANDONED = Duration.ofDays(2);

    private final Place place;
    private final Grants grants;
    private final Timing timing;

    StageSweep(Place place, Grants grants, Timing timing) {
        this.place = place;
        this.grants = grants;
        this.timing = timing;
    }

    void run(Session session) {
        var newest = new HashMap<String, Instant>();
        session.show(new Purpose("list the stage", grants.dropStage()), "LIST " + place.staged(""), row -> {
            var parts = row.getString("name").split("/");
            if (parts.length >= 3) {
                newest.merge(parts[parts.length - 2], modified(row.getString("last_modified")), StageSweep::later);
            }
            return true;
        });
        var limit = timing.now().minus(ABANDONED);
        for (Map.Entry<String, Instant> commit : newest.entrySet()) {
            if (commit.getValue().isBefore(limit) && !commit.getKey().equals(SpoolCopy.FOLDER)) {
                log.info("Removing files of an abandoned load from the stage");
                session.run(
                        new Purpose("remove staged files", grants.dropStage()),
                        "REMOVE " + place.staged(commit.getKey() + "/"));
            }
        }
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** A time that cannot be read counts as new. */
    private static Instant modified(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return Instant.MAX;
        }
    }
}
