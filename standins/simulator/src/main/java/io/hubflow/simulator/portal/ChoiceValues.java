package io.hubflow.simulator.portal;

import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.json.JsonBytes;
import java.util.Arrays;
import java.util.List;

/** Booleans, enumerations, and references to owners, teams, pipelines and stages. */
final class ChoiceValues {
    private static final byte[] TRUE = JsonBytes.ascii("\"true\"");
    private static final byte[] FALSE = JsonBytes.ascii("\"false\"");
    private static final byte[] CLEARED = JsonBytes.ascii("\"\"");

    private ChoiceValues() {}

    static ValueGenerator bool() {
        return (out, record, hash) -> out.raw((hash >>> 50) % 64 == 0 ? CLEARED : (hash & 256) == 0 ? TRUE : FALSE);
    }

    /** One option; one value in 64 is no longer (or never was) an option. */
    static ValueGenerator one(List<String> options) {
        byte[][] fragments = options.stream().map(JsonBytes::quoted).toArray(byte[][]::new);
        byte[] retired = JsonBytes.ascii("\"retired_option\"");
        return (out, record, hash) ->
                out.raw((hash >>> 50) % 64 == 0 ? retired : fragments[(int) Hash.below(hash >>> 5, fragments.length)]);
    }

    /** One to three options joined by semicolons. */
    static ValueGenerator several(List<String> options) {
        byte[][] fragments = options.stream().map(ChoiceValues::unquoted).toArray(byte[][]::new);
        return (out, record, hash) -> {
            int first = (int) Hash.below(hash >>> 5, fragments.length);
            int wanted = Math.min(fragments.length, 1 + (int) ((hash >>> 50) % 3));
            out.raw('"');
            for (int i = 0; i < wanted; i++) {
                if (i > 0) {
                    out.raw(';');
                }
                out.raw(fragments[(first + i) % fragments.length]);
            }
            out.raw('"');
        };
    }

    /** Ids without options of their own (teams, users), joined by semicolons. */
    static ValueGenerator externalIds() {
        return (out, record, hash) -> {
            out.raw('"').number(1_000_000 + Hash.below(hash >>> 9, 40));
            if ((hash & 3) == 0) {
                out.raw(';').number(2_000_000 + Hash.below(hash >>> 15, 40));
            }
            out.raw('"');
        };
    }

    static ValueGenerator pipeline(List<Pipeline> pipelines) {
        byte[][] ids = pipelines.stream().map(p -> JsonBytes.quoted(p.id())).toArray(byte[][]::new);
        return (out, record, hash) -> out.raw(ids[pipelineOf(record, ids.length)]);
    }

    /** A stage of the pipeline that {@link #pipeline(List)} gives the same record. */
    static ValueGenerator stage(List<Pipeline> pipelines) {
        byte[][][] stages = pipelines.stream()
                .map(p -> p.stages().stream().map(s -> JsonBytes.quoted(s.id())).toArray(byte[][]::new))
                .toArray(byte[][][]::new);
        return (out, record, hash) -> {
            byte[][] own = stages[pipelineOf(record, stages.length)];
            out.raw(own[(int) Hash.below(hash >>> 5, own.length)]);
        };
    }

    private static int pipelineOf(CrmRecord record, int pipelines) {
        return (int) Hash.below(record.hash() >>> 23, pipelines);
    }

    private static byte[] unquoted(String option) {
        var out = new JsonBytes(option.length() + 8).string(option);
        byte[] whole = out.toByteArray();
        return Arrays.copyOfRange(whole, 1, whole.length - 1);
    }
}
