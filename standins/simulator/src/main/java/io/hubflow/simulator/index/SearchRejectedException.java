package io.hubflow.simulator.index;

/** A search that HubSpot would refuse; carries what the answer says. */
public final class SearchRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String answer;

    /** A refusal with a status, 400 or 500. */
    public SearchRejectedException(int status, String message) {
        super(message);
        this.status = status;
        this.answer = message;
    }

    /** What the answer says. */
    public String answer() {
        return answer;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
