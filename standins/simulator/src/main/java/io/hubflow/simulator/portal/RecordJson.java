package io.hubflow.simulator.portal;

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

    private final Portal portal;
    private final ObjectType type;
    private final byte[] urlPrefix;

    /** A writer for the records of one type. */
    public RecordJson(Portal portal, ObjectType type) {
        var settings = portal.settings();
        this.portal = portal;
        this.type = type;
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

    /** Newest first (order and depth in HubSpot: unverified). */
    private void writeHistory(JsonBytes out, CrmRecord record, List<PropertyColumn> columns) {
        out.raw(HISTORY);
        boolean firstColumn = true;
        for (PropertyColumn column : columns) {
            out.raw(firstColumn ? "" : ",").string(column.name()).raw(":[");
            firstColumn = false;
            var versions = portal.history().of(type, record, column);
            int depth = portal.settings().historyDepth();
            int last = depth == 0 ? 0 : Math.max(0, versions.size() - depth);
            for (int i = versions.size() - 1; i >= last; i--) {
                out.raw(i == versions.size() - 1 ? "" : ",");
                write(out, versions.get(i));
            }
            out.raw(']');
        }
        out.raw('}');
    }

    private static void write(JsonBytes out, History.Version version) {
        out.raw("{\"value\":").string(version.value());
        out.raw(",\"timestamp\":").instant(version.millis());
        out.raw(",\"sourceType\":").string(version.source().type());
        out.raw(",\"sourceId\":").string(version.source().id()).raw(",\"sourceLabel\":null");
        if (version.source().userId() != 0) {
            out.raw(",\"updatedByUserId\":").number(version.source().userId());
        }
        out.raw('}');
    }
}
