package io.hubflow.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one run takes from HubSpot.
 *
 * @param objectTypes names as the user wrote them, such as {@code contacts}, {@code 0-1} or {@code p123_car}, or
 *     {@code all} for every type that the token may read; not empty
 * @param updatedAfter records last modified before it are left out of the first load; absent = everything
 * @param includeProperties names or wildcards ({@code hs_*}), each optionally {@code type.name}; empty = all
 * @param excludeProperties likewise; wins over include
 */
public record SyncRequest(
        List<String> objectTypes,
        Optional<Instant> updatedAfter,
        List<String> includeProperties,
        List<String> excludeProperties) {
    public SyncRequest {
        objectTypes = List.copyOf(objectTypes);
        includeProperties = List.copyOf(includeProperties);
        excludeProperties = List.copyOf(excludeProperties);
    }
}
