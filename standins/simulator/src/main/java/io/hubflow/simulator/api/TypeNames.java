package io.hubflow.simulator.api;

import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;

/** Finds the type that a path or a parameter names. */
final class TypeNames {
    private TypeNames() {}

    /** The type; a name that means none, or a type that the account does not use, is refused. */
    static ObjectType require(Portal portal, String name) {
        var type = portal.types().find(name).orElseThrow(() -> new ApiException(Failure.unknownType(name)));
        if (!portal.types().isActive(type)) {
            throw new ApiException(
                    Failure.inactiveType(type.id(), portal.settings().portalId()));
        }
        return type;
    }
}
