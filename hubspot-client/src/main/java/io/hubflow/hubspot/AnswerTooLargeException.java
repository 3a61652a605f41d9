package io.hubflow.hubspot;

import java.io.IOException;

/** An answer that is larger than the memory that one answer may take. The same question with fewer rows may fit. */
final class AnswerTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerTooLargeException(long bytes, int maxBytes) {
        super("the answer has " + bytes + " bytes or more; at most " + maxBytes + " are accepted");
    }
}
