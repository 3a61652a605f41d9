package io.hubflow.snowflake.emulator.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which queries are answered without a warehouse because the same text was asked before and no table that it reads has changed
 * (docs.snowflake.com/en/user-guide/querying-persisted-results). USE_CACHED_RESULT turns it off, for a session or (ALTER ACCOUNT) for all.
 * That Snowflake may also drop an answer when it rewrites micro-partitions by itself is not modelled. The emulator remembers that it could answer and reads the tables
 * again, which gives the same rows. Thread-safe.
 */
public final class ResultCache {
    /** An answer is kept for so long after it was last used … */
    private static final Duration KEPT = Duration.ofHours(24);

    /** … and for so long in all. */
    private static final Duration KEPT_AT_MOST = Duration.ofDays(31);

    private static final int MOST = 1_000;

    /** The text as sent, byte for byte, and what else decides the answer; any role that may read the tables may ask. */
    record Question(String sql, String zone) {}

    private record Answer(Set<String> tables, long moment, Instant computedAt, Instant usedAt) {}

    private final Map<Question, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
            return size() > MOST;
        }
    };

    /** @param tables those that the query reads, by their DuckDB names */
    synchronized boolean answers(Question question, Set<String> tables, Store store, Instant now) {
        @Nullable Answer answer = answers.get(question);
        if (answer == null
                || answer.usedAt().plus(KEPT).isBefore(now)
                || answer.computedAt().plus(KEPT_AT_MOST).isBefore(now)
                || !answer.tables().equals(tables)
                || tables.stream().anyMatch(table -> store.changedSince(table, answer.moment()))) {
            return false;
        }
        answers.put(question, new Answer(answer.tables(), answer.moment(), answer.computedAt(), now));
        return true;
    }

    /** @param moment of the store, taken before the query ran */
    synchronized void keep(Question question, Set<String> tables, long moment, Instant now) {
        answers.put(question, new Answer(Set.copyOf(tables), moment, now, now));
    }
}
