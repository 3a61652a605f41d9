package io.hubflow.engine;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.catalog.PropertyFilter;
import io.hubflow.engine.catalog.ReferenceTables;
import io.hubflow.engine.checkpoint.CatalogState;
import io.hubflow.engine.checkpoint.CatalogState.KnownProperty;
import io.hubflow.engine.checkpoint.Lifetime;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertyCatalog;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks HubSpot for an object type's properties. It lists them by sensitivity class, a call each. Where a run can want nothing of
 * the sensitive classes, they are listed once a day; what they were then is in the state. They are also listed as soon as a property
 * is missing from the ordinary ones, because it may have changed its class.
 *
 * @param filters what the run wants of properties, and how it wants them stored
 * @param alwaysAll whether the run may look at any property: by a filter of records, or for its history
 */
record SensitiveClasses(HubSpotClient client, List<PropertyFilter> filters, boolean alwaysAll) {
    /** People seldom define sensitive properties, and nothing is loaded of those that nobody has chosen. */
    private static final Lifetime LIFETIME = new Lifetime(Duration.ofDays(1));

    private static final Set<DataSensitivity> ORDINARY = EnumSet.of(DataSensitivity.NON_SENSITIVE);
    private static final Set<DataSensitivity> SENSITIVE = EnumSet.complementOf(EnumSet.copyOf(ORDINARY));

    static SensitiveClasses of(HubSpotClient client, SyncRequest request) {
        return new SensitiveClasses(
                client,
                List.of(request.propertyFilter(), request.privacy().named()),
                !request.where().isEmpty() || !request.history().isEmpty());
    }

    /** What keeps a state from naming a later time at each run. */
    static long listedMillis(CatalogState before, boolean complete, long nowMillis) {
        if (!complete) {
            return 0;
        }
        return LIFETIME.covers(before.sensitiveListedMillis(), nowMillis) ? before.sensitiveListedMillis() : nowMillis;
    }

    /** @param before what is known of the type, without what was lost */
    PropertyCatalog fetch(ObjectType type, CatalogState before) {
        if (mustListAll(type, before)) {
            return client.fetchPropertyCatalog(type.apiName());
        }
        var ordinary = client.fetchPropertyCatalog(type.apiName(), ORDINARY);
        return lacksKnown(ordinary, before)
                ? ordinary.with(client.fetchPropertyCatalog(type.apiName(), SENSITIVE))
                : ordinary;
    }

    private boolean mustListAll(ObjectType type, CatalogState before) {
        var nowMillis = client.serverTime().earliest().toEpochMilli();
        if (alwaysAll
                || before.ordinaryFingerprint().isEmpty()
                || !before.fingerprints().containsKey(ReferenceTables.PROPERTIES)
                || !LIFETIME.covers(before.sensitiveListedMillis(), nowMillis)) {
            return true;
        }
        var sensitive = before.properties().stream()
                .filter(property -> property.dataSensitivity() != DataSensitivity.NON_SENSITIVE)
                .map(KnownProperty::name)
                .collect(Collectors.toSet());
        if (before.selected().stream().anyMatch(sensitive::contains)) {
            return true;
        }
        var ordinary = before.properties().stream()
                .map(KnownProperty::name)
                .filter(name -> !sensitive.contains(name))
                .collect(Collectors.toSet());
        return filters.stream().anyMatch(filter -> filter.mayWantOthers(type, ordinary));
    }

    private static boolean lacksKnown(PropertyCatalog ordinary, CatalogState before) {
        var listed = new HashSet<String>();
        for (PropertyDefinition property : ordinary.properties()) {
            listed.add(property.name());
        }
        return !ordinary.isWhole()
                || before.properties().stream()
                        .filter(property ->
                                !property.removed() && property.dataSensitivity() == DataSensitivity.NON_SENSITIVE)
                        .anyMatch(property -> !listed.contains(property.name()));
    }
}
