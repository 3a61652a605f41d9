package io.hubflow.engine.commit;

import io.hubflow.engine.destination.Column;
import io.hubflow.engine.destination.FlushPolicy;
import io.hubflow.engine.destination.TableStage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one object type on their way into its table: most of them in one stage, rows of answers that lacked some columns
 * and tombstones in stages of their own. Two stages alternate: while one is being committed, the other is filled. Not
 * thread-safe: guarded by its {@link RowCommits}.
 */
final class RowStages implements AutoCloseable {
    private final RowTarget target;
    private final Set<String> everyColumn;

    private @Nullable TableStage filling;
    private @Nullable TableStage spare;
    /** By the columns that their rows lack; rare, so they are not kept from commit to commit. */
    private Map<Set<String>, TableStage> hidden = new HashMap<>();

    RowStages(RowTarget target) {
        this.target = target;
        this.everyColumn = target.schema().columns().stream().map(Column::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The stages of one commit.
     *
     * @param whole of the rows that lack no column; null when there were none
     * @param others to be closed after the commit
     * @param placeOfTombstones the place of the stage of tombstones among {@link #all}; negative when there was none
     */
    record Taken(@Nullable TableStage whole, List<TableStage> others, int placeOfTombstones) {
        List<TableStage> all() {
            var all = new ArrayList<>(others);
            if (whole != null) {
                all.add(whole);
            }
            return all;
        }
    }

    /** Hands over everything that is staged. */
    Taken take() {
        var others = List.copyOf(hidden.values());
        var tombstones = hidden.get(everyColumn);
        var taken = new Taken(filling, others, tombstones == null ? -1 : others.indexOf(tombstones));
        filling = null;
        hidden = new HashMap<>();
        return taken;
    }

    /** Takes back an empty stage after its commit, to be filled next. */
    void keep(@Nullable TableStage stage) {
        spare = stage;
    }

    /** Rows that lack no column. */
    long stagedRows() {
        return filling == null ? 0 : filling.stagedRows();
    }

    boolean isDue(FlushPolicy policy) {
        var stage = filling;
        return stage != null
                        && (stage.stagedRows() >= policy.rows()
                                || stage.stagedBytes() >= policy.bytes()
                                || stage.isFull())
                || hidden.values().stream().anyMatch(some -> some.stagedBytes() >= policy.bytes());
    }

    /** Drops what is staged. */
    @Override
    public void close() {
        if (filling != null) {
            filling.close();
            filling = null;
        }
        if (spare != null) {
            spare.close();
            spare = null;
        }
        hidden.values().forEach(TableStage::close);
        hidden = new HashMap<>();
    }

    void append(PreparedRows rows) {
        for (var part : rows.parts()) {
            stage(part.lacking()).append(part.rows());
        }
    }

    private TableStage stage(PreparedRows.Lacking lacking) {
        return stage(lacking.all() ? everyColumn : lacking.columns());
    }

    private TableStage stage(Set<String> hiddenColumns) {
        return hiddenColumns.isEmpty()
                ? stage()
                : hidden.computeIfAbsent(hiddenColumns, columns -> {
                    var unread = new HashSet<>(target.unreadColumns());
                    unread.addAll(columns);
                    return target.openStage(unread);
                });
    }

    private TableStage stage() {
        var stage = filling;
        if (stage == null) {
            stage = spare != null ? spare : target.openStage(target.unreadColumns());
            spare = null;
            filling = stage;
        }
        return stage;
    }
}
