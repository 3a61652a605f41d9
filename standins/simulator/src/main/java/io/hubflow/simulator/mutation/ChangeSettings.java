package io.hubflow.simulator.mutation;

/**
 * What HubSpot's documentation leaves open about changes.
 *
 * @param onArchive whether archiving counts as a modification (unverified)
 * @param onRestore whether restoring counts as a modification (unverified)
 * @param mergeMode the mode of merges that name none
 * @param mergedIds which ids the survivor of a chain of merges names (unverified)
 */
public record ChangeSettings(Bump onArchive, Bump onRestore, MergeMode mergeMode, MergedIds mergedIds) {
    /** Which ids the survivor of a chain of merges names; HubSpot's rule is unverified. */
    public enum MergedIds {
        /** Every id that was ever absorbed. */
        ALL,
        /** Those that its own merge absorbed; theirs name the ones before. */
        DIRECT
    }

    /** Whether a change moves the last-modified time. */
    public enum Bump {
        /** It does. */
        MODIFIED,
        /** It does not. */
        NOTHING
    }
}
