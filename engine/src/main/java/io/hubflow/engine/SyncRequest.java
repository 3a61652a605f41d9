package io.hubflow.engine;

import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.privacy.PrivacyRules;
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
 * @param associations pairs of object types whose links are loaded
 * @param history properties whose earlier values are loaded: names or wildcards, as in include; empty = none
 * @param where which records of an object type are loaded; of a type without one all are
 * @param privacy which sensitive properties are loaded, and in what form values are stored
 */
public record SyncRequest(
        List<String> objectTypes,
        Optional<Instant> updatedAfter,
        List<String> includeProperties,
        List<String> excludeProperties,
        AssociationChoice associations,
        List<String> history,
        List<Where> where,
        PrivacyRules privacy) {
    /** Values as HubSpot sends them, without those of the sensitive classes. */
    public SyncRequest(
            List<String> objectTypes,
            Optional<Instant> updatedAfter,
            List<String> includeProperties,
            List<String> excludeProperties,
            AssociationChoice associations,
            List<String> history,
            List<Where> where) {
        this(
                objectTypes,
                updatedAfter,
                includeProperties,
                excludeProperties,
                associations,
                history,
                where,
                PrivacyRules.NONE);
    }

    /** All records. */
    public SyncRequest(
            List<String> objectTypes,
            Optional<Instant> updatedAfter,
            List<String> includeProperties,
            List<String> excludeProperties,
            AssociationChoice associations,
            List<String> history) {
        this(objectTypes, updatedAfter, includeProperties, excludeProperties, associations, history, List.of());
    }

    /** Records alone, without links and histories. */
    public SyncRequest(
            List<String> objectTypes,
            Optional<Instant> updatedAfter,
            List<String> includeProperties,
            List<String> excludeProperties) {
        this(objectTypes, updatedAfter, includeProperties, excludeProperties, AssociationChoice.NONE, List.of());
    }

    /** The same for some of the object types alone, with the filters that are theirs. */
    public SyncRequest only(List<String> types) {
        var theirs = where.stream()
                .filter(filter -> types.stream().anyMatch(filter.objectType()::equalsIgnoreCase))
                .toList();
        return new SyncRequest(
                types, updatedAfter, includeProperties, excludeProperties, associations, history, theirs, privacy);
    }

    /** The same with other decisions about personal data. */
    public SyncRequest withPrivacy(PrivacyRules rules) {
        return new SyncRequest(
                objectTypes, updatedAfter, includeProperties, excludeProperties, associations, history, where, rules);
    }

    /** Which properties are loaded. */
    public PropertyFilter propertyFilter() {
        return privacy.selecting(includeProperties, excludeProperties);
    }

    public SyncRequest {
        objectTypes = List.copyOf(objectTypes);
        includeProperties = List.copyOf(includeProperties);
        excludeProperties = List.copyOf(excludeProperties);
        history = List.copyOf(history);
        where = List.copyOf(where);
    }
}
