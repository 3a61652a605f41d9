package io.hubflow.nifi;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.PortalFacts;
import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.filter.FilterCodec;
import io.hubflow.engine.filter.RecordFilter;
import java.util.Map;

/**
 * What all slices of one plan share.
 *
 * @param protections how the values of protected properties are stored, as the table's catalog state has it
 * @param which which records become rows
 * @param facts what is read beside the records
 * @param deletes what becomes of the rows of departed records
 * @param plannedAtMillis HubSpot's clock when it was planned, greater than that of any earlier plan: the rows'
 *     time of reading
 */
record SlicePlan(
        ObjectType type,
        SliceColumns columns,
        Map<String, String> protections,
        Which which,
        FactPlan facts,
        DeleteMode deletes,
        PortalFacts.IdOrder idOrder,
        long plannedAtMillis) {
    SlicePlan {
        protections = Map.copyOf(protections);
    }

    /**
     * Which records become rows, and how they are read.
     *
     * @param filter as {@link FilterCodec} writes it; empty = all
     * @param bySearchedIds whether a search brings ids alone, whose records are read by id
     */
    record Which(String filter, boolean bySearchedIds) {
        static final Which ALL = new Which("", false);

        RecordFilter records() {
            return filter.isEmpty() ? RecordFilter.EVERYTHING : FilterCodec.read(filter);
        }

        Which filtered(RecordFilter wanted) {
            return new Which(wanted.isEverything() ? "" : FilterCodec.write(wanted), bySearchedIds);
        }
    }

    SlicePlan with(SliceColumns other) {
        return new SlicePlan(type, other, protections, which, facts, deletes, idOrder, plannedAtMillis);
    }

    SlicePlan with(Which other) {
        return new SlicePlan(type, columns, protections, other, facts, deletes, idOrder, plannedAtMillis);
    }
}
