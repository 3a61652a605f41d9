package io.hubflow.hubspot;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A list (segment) of records of one object type.
 *
 * @param processingType {@code MANUAL}, {@code SNAPSHOT} or {@code DYNAMIC}
 * @param size how many members HubSpot counts; absent when it does not tell
 * @param membersChangedAt when a member came or went last, and the list's own change time; as text, to be compared with an
 *     earlier one. Empty when HubSpot tells neither when a member came nor when one went
 */
public record RecordList(
        String listId,
        String name,
        String objectTypeId,
        String processingType,
        String processingStatus,
        long version,
        OptionalLong size,
        String membersChangedAt,
        Optional<Instant> createdAt,
        Optional<Instant> updatedAt,
        Optional<Instant> deletedAt) {}
