package io.hubflow.hubspot;

import java.io.IOException;

/** A successful answer in good JSON that has not the shape HubSpot documents. */
final class ForeignAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignAnswerException(String what) {
        super(what);
    }
}
