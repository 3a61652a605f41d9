package io.hubflow.engine.verify;

/**
 * How thoroughly tables are compared.
 *
 * @param sample records of each object type that are compared value by value; all of them with {@link Values#ALL}
 * @param seed chooses the sample
 */
public record VerifyOptions(Values values, int sample, long seed, AfterFinding afterFinding) {
    /** Which values are compared. */
    public enum Values {
        SAMPLE,
        ALL
    }

    /** What becomes of rows that differ. */
    public enum AfterFinding {
        REPORT,
        REPAIR
    }
}
