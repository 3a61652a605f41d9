package io.hubflow.snowflake.emulator.session;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which queries are answered without a warehouse because the same text was asked before and no table that it reads has changed
 * (docs.snowflake.com/en/user-guide/querying-persisted-results). The emulator remembers that it could answer and reads the tables
 * again, which gives the same rows. Thread-safe.
 */
public final class ResultCache {
    /** An answer is kept for so long after it was last used; Snowflake does it for at most 31 days in all, which is not modelled. */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final int MOST = 1_000;

    private record Question(String role, String sql) {}

    private record Answer(Set<String> tables, long moment, Instant usedAt) {}

    private final Map<Question, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
            return size() > MOST;
        }
    };

    /** @param tables those that the query reads, by their DuckDB names */
    synchronized boolean answers(String role, String sql, Set<String> tables, Store store, Instant now) {
        var question = new Question(role, sql);
        @Nullable Answer answer = answers.get(question);
        if (answer == null
                || answer.usedAt().plus(KEPT).isBefore(now)
                || !answer.tables().equals(tables)
                || tables.stream().anyMatch(table -> store.changedSince(table, answer.moment()))) {
            return false;
        }
        answers.put(question, new Answer(answer.tables(), answer.moment(), now));
        return true;
    }

    /** @param moment of the store, taken before the query ran */
    synchronized void keep(String role, String sql, Set<String> tables, long moment, Instant now) {
        answers.put(new Question(role, sql), new Answer(Set.copyOf(tables), moment, now));
    }
}
