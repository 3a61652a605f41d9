package io.hubflow.error;

/** Turns an interrupt into the exception that ends the work, the same way everywhere. */
public final class Interruption {
    private Interruption() {}

    /** Marks the thread as interrupted again, because catching {@code InterruptedException} cleared the mark. */
    public static ConnectorException of(InterruptedException e) {
        return of("The run was interrupted.", e);
    }

    /** @param what a full sentence that names what was interrupted */
    public static ConnectorException of(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectorException(
                ErrorCode.INTERRUPTED,
                what,
                "What was committed stays; the next run resumes from there.",
                "Run it again.",
                e);
    }
}
