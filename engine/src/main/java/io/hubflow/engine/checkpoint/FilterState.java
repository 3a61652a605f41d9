package io.hubflow.engine.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * Which filter the rows of an object type follow.
 *
 * @param text the filter in its canonical form; empty = every record
 * @param phase how far the rows follow it
 */
public record FilterState(String text, Phase phase) {
    /** What holds for rows of states that an older version wrote. */
    public static final FilterState EVERYTHING = new FilterState("", Phase.SETTLED);

    /** How far the rows follow the filter. */
    public enum Phase {
        /** Rows without marks are those of the filter, and up to date with the cursor. */
        SETTLED,
        /** The filter was changed: records that it adds are still missing, or rows that it leaves out still unmarked. */
        CHANGING,
        /** As {@link #CHANGING}, and rows without marks are not known to be up to date: all are read again. */
        CHANGING_AND_REREADING,
        /**
         * Rows without marks may be of records that left the filter: departed rows are left as they are, or a reset has
         * everything read again.
         */
        UNMARKED
    }

    public FilterState {
        text = text == null ? "" : text;
        phase = phase == null ? Phase.SETTLED : phase;
    }

    /** What an older version did not write. */
    static FilterState of(@Nullable FilterState stored) {
        return stored == null ? EVERYTHING : stored;
    }

    /** Whether the rows do not follow this filter yet. */
    public boolean mustChangeTo(String wanted) {
        return !text.equals(wanted) || isChanging();
    }

    public boolean isChanging() {
        return phase == Phase.CHANGING || phase == Phase.CHANGING_AND_REREADING;
    }

    /** While the rows are made to follow another filter. What is not known now is not known after an interruption either. */
    FilterState changingTo(String wanted) {
        return new FilterState(wanted, keepsRows(wanted) ? Phase.CHANGING : Phase.CHANGING_AND_REREADING);
    }

    /** Rows are to be read again: those without marks are not known to be up to date. */
    FilterState notKeepingRows() {
        return new FilterState(text, Phase.UNMARKED);
    }

    /** Whether rows without marks are known to be up to date once the filter is this one, so that they are not read again. */
    public boolean keepsRows(String wanted) {
        return phase == Phase.SETTLED || (phase == Phase.CHANGING && text.equals(wanted));
    }
}
