package io.hubflow.engine.load;

import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.range.IdRange;
import io.hubflow.engine.read.ListOrderBroken;
import io.hubflow.engine.read.Slice;
import io.hubflow.engine.read.SliceSink;
import java.util.OptionalLong;

/**
 * The one place where an object type's list is entered in the middle. A probe has shown before that this portal allows it;
 * should the list stop going on from there, that is remembered, and the caller reads the ids another way.
 */
final class ListEntry {
    private final ObjectLoad load;

    ListEntry(ObjectLoad load) {
        this.load = load;
    }

    /** Whether the list may be entered at any id, as far as is known. */
    boolean allowed() {
        return load.state().facts().listJump() == PortalFacts.ListJump.ALLOWED;
    }

    /**
     * Reads the ids by list.
     *
     * @param before how many records HubSpot counted there just before; absent = not counted
     * @return false when the list does not go on from the first of them; what the sink has accepted by then stays valid, and
     *     ids that it did not cover are still to be read
     */
    boolean read(IdRange ids, long modifiedFromMillis, OptionalLong before, SliceSink sink) {
        try {
            load.reader().readList(new Slice.Refresh(load.type().name(), ids, modifiedFromMillis), before, sink);
            return true;
        } catch (ListOrderBroken e) {
            load.commits().update(state -> state.mapFacts(facts -> facts.with(PortalFacts.ListJump.REFUSED)));
            load.notice()
                    .tell("HubSpot's list no longer goes on from an id (" + e.getMessage()
                            + "), so it is read from its start from now on. That is slower; nothing is lost.");
            return false;
        }
    }
}
