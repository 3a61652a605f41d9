package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import java.util.List;

/** Writes records in the shape of the API (source: objects guide; OpenAPI, SimplePublicObject). */
public final class RecordJson {
    private static final byte[] ID = JsonBytes.ascii("{\"id\":\"");
    private static final byte[] CREATED = JsonBytes.ascii(",\"createdAt\":");
    private static final byte[] UPDATED = JsonBytes.ascii(",\"updatedAt\":");
    private static final byte[] LIVE = JsonBytes.ascii(",\"archived\":false");
    private static final byte[] ARCHIVED = JsonBytes.ascii(",\"archived\":true,\"archivedAt\":");
    private static final byte[] HISTORY = JsonBytes.ascii("\"propertiesWithHistory\":{");

    private final byte[] urlPrefix;

    /** A writer for the records of one type. */
    public RecordJson(PortalSettings settings, ObjectType type) {
        this.urlPrefix = JsonBytes.ascii(",\"url\":\"https://" + settings.uiHost() + "/contacts/" + settings.portalId()
                + "/record/" + type.id() + "/");
    }

    /** Writes a record without associations, closed. */
    public void write(JsonBytes out, CrmRecord record, PropertyPlan plan) {
        open(out, record, plan, List.of());
        out.raw('}');
    }

    /** Writes a record up to, and without, its closing brace. */
    public void open(JsonBytes out, CrmRecord record, PropertyPlan plan, List<PropertyColumn> history) {
        out.raw(ID).number(record.id()).raw("\",");
        plan.write(out, record);
        if (!history.isEmpty()) {
            out.raw(',');
            writeHistory(out, record, history);
        }
        state(out, record);
        out.raw(urlPrefix).number(record.id()).raw('"');
    }

    /** Writes a record with its non-null values only, the shape of the admin API's truth. */
    public void writeTruth(JsonBytes out, CrmRecord record, PropertyPlan everything) {
        out.raw(ID).number(record.id()).raw("\",");
        everything.writeNonNull(out, record);
        state(out, record);
        out.raw('}');
    }

    private static void state(JsonBytes out, CrmRecord record) {
        out.raw(CREATED).instant(record.createdMillis());
        out.raw(UPDATED).instant(record.modifiedMillis());
        if (record.state() == CrmRecord.State.ARCHIVED) {
            out.raw(ARCHIVED).instant(record.leftMillis());
        } else {
            out.raw(LIVE);
        }
    }

    /** Newest first; the entries below the present value are made up (depth and order in HubSpot: unverified). */
    private static void writeHistory(JsonBytes out, CrmRecord record, List<PropertyColumn> columns) {
        out.raw(HISTORY);
        boolean firstColumn = true;
        for (PropertyColumn column : columns) {
            out.raw(firstColumn ? "" : ",").raw('"').raw(column.name()).raw("\":[");
            firstColumn = false;
            int earlier = (int) Hash.below(Hash.mix(record.hash(), column.name().length()), 3);
            long millis = record.modifiedMillis();
            for (int step = 0; step <= earlier; step++) {
                out.raw(step == 0 ? "" : ",").raw("{\"value\":");
                int valueFrom = out.size();
                if (step == 0) {
                    column.writeValue(out, record);
                } else {
                    column.writeEarlierValue(out, record, step);
                }
                if (out.at(valueFrom) == 'n') {
                    out.truncate(valueFrom);
                    out.raw("\"\"");
                }
                out.raw(",\"timestamp\":").instant(millis);
                out.raw(",\"sourceType\":\"CRM_UI\",\"sourceId\":\"userId:73074756\",")
                        .raw("\"updatedByUserId\":73074756}");
                millis -= (millis - record.createdMillis()) / 2;
            }
            out.raw(']');
        }
        out.raw('}');
    }
}
