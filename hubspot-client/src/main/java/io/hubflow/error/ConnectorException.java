package io.hubflow.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one failure that leaves a module: a code, what happened, what it means and what to do.
 *
 * <p>No part may hold a token, an e-mail address or a record's content. The message is the three sentences joined.
 */
public final class ConnectorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String what;
    private final String meaning;
    private final String action;

    public ConnectorException(ErrorCode code, String what, String meaning, String action, @Nullable Throwable cause) {
        super(String.join(" ", what, meaning, action).strip(), cause);
        this.code = Objects.requireNonNull(code, "code");
        this.what = what;
        this.meaning = meaning;
        this.action = action;
    }

    public ConnectorException(ErrorCode code, String what, String meaning, String action) {
        this(code, what, meaning, action, null);
    }

    /**
     * The one place that turns an interrupt into an exception. It marks the thread as interrupted again, because catching
     * {@code InterruptedException} cleared the mark.
     */
    public static ConnectorException interrupted(InterruptedException e) {
        return interrupted("The run was interrupted.", e);
    }

    /** @param what a full sentence that names what was interrupted */
    public static ConnectorException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectorException(
                ErrorCode.INTERRUPTED,
                what,
                "What was committed stays; the next run resumes from there.",
                "Run it again.",
                e);
    }

    /**
     * What a thread ended with: itself when it is one of these, memory that ran out, or an internal error.
     *
     * @param doing what failed, as the subject of a sentence: {@code Reading contacts}
     */
    public static ConnectorException of(String doing, @Nullable Throwable failure) {
        return switch (failure) {
            case ConnectorException known -> known;
            case OutOfMemoryError full ->
                new ConnectorException(
                        ErrorCode.OUT_OF_MEMORY,
                        "%s ran out of memory (%d MB are allowed)."
                                .formatted(doing, Runtime.getRuntime().maxMemory() >> 20),
                        "What was committed stays; the next run resumes from there.",
                        "Allow more with HUBFLOW_JVM_FLAGS=-Xmx512m, then run again.",
                        full);
            case null, default ->
                new ConnectorException(
                        ErrorCode.BUG,
                        doing + " failed: " + failure,
                        "What was committed stays.",
                        "Please report this with the log.",
                        failure);
        };
    }

    public ErrorCode code() {
        return code;
    }

    /** What happened, a full sentence with its values. */
    public String what() {
        return what;
    }

    /** What it means for the user's data; may be empty. */
    public String meaning() {
        return meaning;
    }

    /** What the user can do; may be empty. */
    public String action() {
        return action;
    }
}
