package io.hubflow.e2e.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Something that happens in a story. What it concerns depends on its own seed and on what is there then, so that steps can be
 * left out of a story without changing the others.
 */
record Step(Kind kind, long seed) {
    /** What can happen, with how often it does. */
    enum Kind {
        /** {@code hubflow sync}, perhaps with flags. */
        SYNC(8),
        /** The same, while records change. */
        SYNC_AMONG_CHANGES(4),
        /** The same, while HubSpot or the warehouse answers badly. */
        SYNC_AMONG_FAULTS(4),
        /** The same in a process of its own, which is killed. */
        KILLED_SYNC(2),
        KILLED_REPAIR(1),
        CHANGE_RECORDS(9),
        CHANGE_SCHEMA(3),
        CHANGE_SETTINGS(4),
        /** Time passes. */
        WAIT(3),
        VERIFY(2),
        REPAIR(2),
        PLAN(1),
        REWIND(2),
        REPLAY(2),
        RESET(2),
        QUERY(1),
        EXPORT(1),
        VIEWS(2),
        STATE(1),
        DROP_TABLE(2),
        ALTER_TABLE(2),
        /** What hubflow keeps beside the tables is lost. */
        LOSE_FOLDER(1),
        /** A DuckDB file is kept, or an earlier one comes back in its place. */
        OLDER_FILE(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        private static List<Kind> weighted() {
            var kinds = new ArrayList<Kind>();
            for (var kind : values()) {
                for (var i = 0; i < kind.weight; i++) {
                    kinds.add(kind);
                }
            }
            return List.copyOf(kinds);
        }
    }

    private static final List<Kind> WEIGHTED = Kind.weighted();

    static Step draw(Random random) {
        return new Step(WEIGHTED.get(random.nextInt(WEIGHTED.size())), random.nextLong());
    }
}
