package io.hubflow.hubspot;

/**
 * An element of {@code results} that is not a record: no id, an id that is no 64-bit integer, no {@code updatedAt}.
 *
 * @param id the id's text, empty when absent
 * @param reason what is wrong with it
 * @param json the element as it came, cut to 65,536 characters
 */
public record MalformedRecord(String id, String reason, String json) {}
