package io.hubflow.snowflake;

import java.util.List;

/** What a commit did, in the order of its plan. */
record WrittenCommit(List<WrittenRows> rows, List<WrittenFacts> facts) {
    static final WrittenCommit NOTHING = new WrittenCommit(List.of(), List.of());

    WrittenCommit {
        rows = List.copyOf(rows);
        facts = List.copyOf(facts);
    }
}
