package io.hubflow.simulator.mutation;

/**
 * What HubSpot's documentation leaves open about changes.
 *
 * @param onArchive whether archiving counts as a modification (unverified)
 * @param onRestore whether restoring counts as a modification (unverified)
 * @param mergeMode the mode of merges that name none
 */
public record ChangeSettings(Bump onArchive, Bump onRestore, MergeMode mergeMode) {
    /** Whether a change moves the last-modified time. */
    public enum Bump {
        /** It does. */
        MODIFIED,
        /** It does not. */
        NOTHING
    }
}
