package io.hubflow.simulator.mutation;

/** Which id the survivor of a merge has. */
public enum MergeMode {
    /** A new id; both old ids read the survivor (HubSpot's default; changelog). */
    NEW_ID,
    /** The primary's id (beta "Primary ID Preservation for Merged Records"; objects guide). */
    PRESERVE_PRIMARY_ID
}
