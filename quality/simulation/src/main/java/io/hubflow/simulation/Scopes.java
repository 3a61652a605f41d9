package io.hubflow.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Scopes of tokens that may not do everything; none of them shows sensitive values. */
final class Scopes {
    private Scopes() {}

    static Set<String> without(List<String> objects, Set<String> lost) {
        var scopes =
                new HashSet<String>(Set.of("crm.objects.owners.read", "crm.schemas.custom.read", "crm.lists.read"));
        for (var object : objects) {
            if (!lost.contains(object)) {
                scopes.add(
                        switch (object) {
                            case "tickets" -> "tickets";
                            case "machine" -> "crm.objects.custom.read";
                            default -> "crm.objects." + object + ".read";
                        });
                scopes.add(object.equals("machine") ? "crm.schemas.custom.read" : "crm.schemas." + object + ".read");
            }
        }
        return scopes;
    }
}
