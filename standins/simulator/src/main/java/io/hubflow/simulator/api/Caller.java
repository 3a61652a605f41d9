package io.hubflow.simulator.api;

import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.PropertyCatalog;
import io.hubflow.simulator.portal.PropertyDefinition.Sensitivity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who calls.
 *
 * @param refused endpoints that answer 403 whatever the scopes
 * @param oauth whether with an OAuth access token rather than a static one
 */
record Caller(String token, String appId, Set<String> scopes, Set<String> refused, boolean oauth) {
    void requireRead(ObjectType type) {
        requireAny(type.readScopes());
    }

    void requireWrite(ObjectType type) {
        requireAny(type.readScopes().stream()
                .map(scope -> scope.replaceFirst("\\.read$", ".write"))
                .toList());
    }

    /** Definitions need the schema scope or the object's read scope. */
    void requireDefinitions(ObjectType type) {
        var scopes = new ArrayList<>(type.readScopes());
        scopes.add("crm.schemas." + (type.isCustom() ? "custom" : type.plural()) + ".read");
        requireAny(scopes);
    }

    void requireAny(Collection<String> anyOf) {
        if (!has(anyOf)) {
            throw new ApiException(Failure.missingScopes(anyOf));
        }
    }

    /** The classes of properties whose values are answered; others are dropped in silence or refused (unverified). */
    Set<Sensitivity> readable(ObjectType type) {
        var readable = EnumSet.of(Sensitivity.NON_SENSITIVE);
        for (Sensitivity sensitivity : List.of(Sensitivity.SENSITIVE, Sensitivity.HIGHLY_SENSITIVE)) {
            if (has(scopes(type, sensitivity))) {
                readable.add(sensitivity);
            }
        }
        return readable;
    }

    /** Refuses a call that names a property this caller may not read. */
    void requireReadable(ObjectType type, PropertyCatalog catalog, Collection<String> names) {
        var readable = readable(type);
        for (String name : names) {
            catalog.find(name)
                    .map(column -> column.definition().sensitivity())
                    .filter(sensitivity -> !readable.contains(sensitivity))
                    .ifPresent(sensitivity -> {
                        throw new ApiException(Failure.missingScopes(scopes(type, sensitivity)));
                    });
        }
    }

    private static List<String> scopes(ObjectType type, Sensitivity sensitivity) {
        String scope =
                "crm.objects." + (type.isCustom() ? "custom" : type.plural()) + "." + sensitivity.word() + ".read";
        return List.of(scope, scope + ".v2");
    }

    private boolean has(Collection<String> anyOf) {
        return scopes.contains(TokenGrant.ALL_SCOPES) || anyOf.stream().anyMatch(scopes::contains);
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "Caller[appId=" + appId + ", oauth=" + oauth + "]";
    }
}
