package io.hubflow.simulator.api;

/** Ends the answering of a request with an error answer. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    ApiException(Failure failure) {
        super(failure.body().path("message").asText(), null, false, false);
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
