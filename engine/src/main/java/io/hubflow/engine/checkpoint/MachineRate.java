package io.hubflow.engine.checkpoint;

/**
 * How fast the machine was that loaded these tables last, so that the next plan foresees it; kept in the stream {@link #STREAM}. Only
 * runs that read much write it.
 *
 * @param processorRatio processor time of the run to what is usual for as many values, 1 = the same
 * @param cores that worked for the run at once; 0 = not known, because HubSpot was slower than the machine
 */
public record MachineRate(double processorRatio, double cores) {
    /** No object type is called so: HubSpot's names have no slash. */
    public static final String STREAM = "_hubflow/machine";
}
