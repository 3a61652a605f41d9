package io.hubflow.nifi.list;

import io.hubflow.engine.checkpoint.BackfillProgress;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rows that were read before lack.
 *
 * @param added properties that they were not asked for
 * @param retyped whether a property has become one of another type, so that all its values must be read again
 */
record NewProperties(List<String> added, boolean retyped) {
    NewProperties {
        added = List.copyOf(added);
    }

    static NewProperties between(PlannedCatalog before, WantedType now) {
        var added = new ArrayList<String>();
        var retyped = false;
        for (var want : now.properties()) {
            var type = before.types().get(want.property());
            if (type == null) {
                added.add(want.property());
            } else if (!type.equals(want.type().name())) {
                retyped = true;
            }
        }
        return new NewProperties(added, retyped);
    }

    boolean isEmpty() {
        return added.isEmpty() && !retyped;
    }

    /** Whether a search for each property does, or all records must be read again. */
    boolean canBeSearched(boolean searchWhole) {
        return !retyped && searchWhole && added.size() <= BackfillProgress.MOST_AT_ONCE;
    }
}
