package io.hubflow.engine.identity;

import io.hubflow.engine.catalog.Catalog;
import io.hubflow.engine.checkpoint.TypeBinding;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.PropertySelection;
import io.hubflow.hubspot.RecordState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks in HubSpot for records that the tables hold, to tell whether both belong to the same portal. */
final class RecordEvidence {
    private final HubSpotClient client;
    private final Catalog catalog;

    RecordEvidence(HubSpotClient client) {
        this.client = client;
        this.catalog = new Catalog(client);
    }

    /**
     * What a comparison showed.
     *
     * @param same records with the same id and creation time
     * @param different records with the same id and another creation time: those of another portal
     * @param absent records that are neither live nor archived; deletion explains some, another portal all
     */
    record Comparison(int same, int different, int absent) {
        private static final Comparison NONE = new Comparison(0, 0, 0);

        /** Records that may be gone for each one that is the same. */
        private static final int MOST_ABSENT_FOR_ONE = 20;

        /**
         * A merge may give a surviving record the creation time of another one. Ids of another portal can match by chance, and among
         * hundreds of them one with the same creation time: so few prove nothing where nearly all others are not there.
         */
        boolean isSamePortal() {
            return same > different && same * MOST_ABSENT_FOR_ONE >= absent;
        }

        boolean decides() {
            return isSamePortal() || different > same;
        }

        int compared() {
            return same + different + absent;
        }

        Comparison plus(Comparison other) {
            return new Comparison(same + other.same, different + other.different, absent + other.absent);
        }

        @Override
        public String toString() {
            return compared() == 0
                    ? "None of its records may be read with this token."
                    : "Of " + compared() + " records that were compared, " + same + " are the same, " + different
                            + " were created at another time, and " + absent + " are not there.";
        }
    }

    /** Object type by object type, until one decides. */
    Comparison compare(Map<String, List<KnownRecord>> recordsByType, List<TypeBinding> names) {
        var total = Comparison.NONE;
        for (var entry : recordsByType.entrySet()) {
            if (!entry.getValue().isEmpty()) {
                total = total.plus(compare(entry.getKey(), entry.getValue(), names));
                if (total.decides()) {
                    break;
                }
            }
        }
        return total;
    }

    private Comparison compare(String name, List<KnownRecord> records, List<TypeBinding> names) {
        try {
            return compare(apiName(name, names), records);
        } catch (ConnectorException e) {
            return switch (e.code()) {
                // This object type cannot be asked about; another one may be.
                case HUBSPOT_SCOPE_MISSING,
                        HUBSPOT_NOT_FOUND,
                        HUBSPOT_REQUEST_REFUSED,
                        HUBSPOT_INCOMPLETE,
                        OBJECT_TYPE_UNKNOWN -> Comparison.NONE;
                default -> throw e;
            };
        }
    }

    private Comparison compare(String apiName, List<KnownRecord> records) {
        var ids = records.stream().map(KnownRecord::id).toList();
        var live = client.batchRead(apiName, PropertySelection.none(), ids, RecordState.LIVE);
        var createdAt = new HashMap<Long, Long>();
        live.records().forEach(record -> createdAt.put(record.id(), record.createdAtMillis()));
        if (!live.missingIds().isEmpty()) {
            client.batchRead(apiName, PropertySelection.none(), live.missingIds(), RecordState.ARCHIVED)
                    .records()
                    .forEach(record -> createdAt.put(record.id(), record.createdAtMillis()));
        }
        var same = 0;
        var absent = 0;
        for (var record : records) {
            var found = createdAt.get(record.id());
            if (found == null) {
                absent++;
            } else if (found == record.createdAtMillis()) {
                same++;
            }
        }
        return new Comparison(same, records.size() - same - absent, absent);
    }

    private String apiName(String name, List<TypeBinding> names) {
        return names.stream()
                .filter(binding ->
                        binding.name().equals(name) && !binding.typeId().isEmpty())
                .map(TypeBinding::typeId)
                .findFirst()
                .orElseGet(() -> catalog.resolve(name).apiName());
    }
}
