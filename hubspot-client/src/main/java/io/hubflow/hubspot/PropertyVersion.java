package io.hubflow.hubspot;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A value that a property of a record had from a moment on.
 *
 * @param value as on the wire; null when the property was cleared
 * @param sourceType what set it, such as {@code CRM_UI} or {@code INTEGRATION}; empty when HubSpot does not tell
 * @param sourceId which one of those; empty when HubSpot does not tell
 * @param updatedByUserId absent when no user did it
 */
public record PropertyVersion(
        String property,
        @Nullable String value,
        long timestampMillis,
        String sourceType,
        String sourceId,
        OptionalLong updatedByUserId) {}
