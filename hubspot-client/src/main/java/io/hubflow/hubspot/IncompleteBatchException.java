package io.hubflow.hubspot;

import java.io.IOException;

/** A batch whose answer leaves some ids open: neither given nor said to be missing. */
final class IncompleteBatchException extends IOException {
    private static final long serialVersionUID = 1L;

    IncompleteBatchException(String what) {
        super(what);
    }
}
