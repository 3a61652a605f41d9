package io.hubflow.nifi.record;

import java.io.IOException;

/** A FlowFile's content is not what {@code FetchHubSpotObjects} writes; the message names the record and the field. */
public final class UnreadableRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message, Throwable cause) {
        super(message, cause);
    }

    public UnreadableRecordException(String message) {
        super(message);
    }
}
