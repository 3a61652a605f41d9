package io.hubflow.hubspot;

import java.io.IOException;

/** A successful answer whose body cannot be read: cut, not JSON, not UTF-8. Its message quotes nothing of the body. */
final class BrokenAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenAnswerException(String what) {
        super(what);
    }
}
