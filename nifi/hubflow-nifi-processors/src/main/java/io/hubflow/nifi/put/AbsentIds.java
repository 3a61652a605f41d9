package io.hubflow.nifi.put;

import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.Row;
import io.hubflow.engine.plan.Landing;
import io.hubflow.engine.plan.Purpose;
import io.hubflow.engine.range.IdIntervals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.nifi.flowfile.FlowFile;

/**
 * Compares the ids of a refresh pass with those of the table: an id of the table in a range that HubSpot's list was read whole
 * for, and that is not among the rows, is a suspect. Suspects lie beside the rows until the list processor has asked HubSpot for
 * each of them by id. Used by one thread.
 */
final class AbsentIds {
    private final Destination destination;
    private final Map<FlowFile, List<Long>> suspects = new HashMap<>();

    AbsentIds(Destination destination) {
        this.destination = destination;
    }

    /** Remembers the ids of one FlowFile's rows. */
    final class Watch {
        private final FlowFile flowFile;
        private final IdIntervals covered;
        private final Set<Long> met = new HashSet<>();

        private Watch(FlowFile flowFile, IdIntervals covered) {
            this.flowFile = flowFile;
            this.covered = covered;
        }

        void met(Collection<Row> rows) {
            if (!covered.isEmpty()) {
                rows.forEach(row -> met.add(row.id()));
            }
        }

        /** All rows were met. A table whose ids can only be had by a query that may start a warehouse is left to the counts. */
        void end(String table) {
            if (covered.isEmpty()) {
                return;
            }
            var live = destination.liveIds(table);
            if (!live.isFree()) {
                return;
            }
            var absent = new ArrayList<Long>();
            for (var range : covered.ranges()) {
                live.ids(range.from(), range.to()).forEachRemaining((long id) -> {
                    if (!met.contains(id)) {
                        absent.add(id);
                    }
                });
            }
            suspects.put(flowFile, absent);
        }
    }

    Watch watch(FlowFile flowFile, Optional<Landing> landing) {
        var covered = landing.filter(one -> one.listed() && one.purpose() instanceof Purpose.Refresh)
                .map(Landing::covered)
                .orElse(IdIntervals.NONE);
        return new Watch(flowFile, covered);
    }

    List<Long> of(FlowFile flowFile) {
        return suspects.getOrDefault(flowFile, List.of());
    }
}
