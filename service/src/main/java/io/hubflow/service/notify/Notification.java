package io.hubflow.service.notify;

import java.time.Instant;

/**
 * Something that people should hear of.
 *
 * @param objectType empty when it concerns the portal as a whole
 * @param code of the failure; empty where there is none
 * @param title one sentence
 * @param text what it means and what to do; may be empty
 */
public record Notification(
        Event event, String portal, String objectType, Instant at, String code, String title, String text) {
    /** What happened. */
    public enum Event {
        FAILURE("failure"),
        /** What an earlier notification told of is over. */
        RECOVERY("recovery"),
        LAG("lag"),
        PROOF_FAILED("proof_failed"),
        SCHEMA_CHANGE("schema_change");

        private final String word;

        Event(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
