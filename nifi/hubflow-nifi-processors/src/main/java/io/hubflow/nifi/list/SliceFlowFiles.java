package io.hubflow.nifi.list;

import io.hubflow.nifi.HubSpotAttributes;
import io.hubflow.nifi.SliceRanges;
import io.hubflow.nifi.SliceWork;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;

/** Slices as FlowFiles, the same for every processor that plans. */
final class SliceFlowFiles {
    private SliceFlowFiles() {}

    /** @param portalId 0 when HubSpot did not tell */
    static void emit(ProcessSession session, SliceWork work, String runId, long portalId, Relationship relationship) {
        var json = work.toJson().getBytes(StandardCharsets.UTF_8);
        var flowFile = session.write(session.create(), out -> out.write(json));
        var kind = work.kind();
        var attributes = new HashMap<String, String>();
        attributes.put(CoreAttributes.MIME_TYPE.key(), SliceWork.MIME_TYPE);
        attributes.put(HubSpotAttributes.OBJECT_TYPE, work.type().name());
        attributes.put(HubSpotAttributes.RUN_ID, runId);
        attributes.put(HubSpotAttributes.TABLE, work.schema().table());
        attributes.put(
                HubSpotAttributes.FIELD_COUNT,
                Integer.toString(work.schema().columns().size()));
        attributes.put(HubSpotAttributes.SLICE_KIND, kind);
        attributes.put(CoreAttributes.PRIORITY.key(), priority(kind));
        if (portalId != 0) {
            attributes.put(HubSpotAttributes.PORTAL_ID, Long.toString(portalId));
        }
        session.transfer(session.putAllAttributes(flowFile, attributes), relationship);
    }

    /** What changed goes before what has waited for long anyway. */
    private static String priority(String kind) {
        return switch (kind) {
            case "CHANGES" -> "1";
            case "SNAPSHOT", SliceRanges.INTERLEAVED -> "2";
            case "BACKFILL" -> "3";
            default -> "4";
        };
    }
}
