package io.hubflow.service.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hubflow.engine.destination.VerificationRecord;
import io.hubflow.engine.verify.VerificationRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes verifications of the rows of {@code _hubflow_verifications}. */
final class VerificationHistory {
    private static final List<String> WORST_FIRST = List.of("different", "failed", "repaired", "equal");

    /** Records that are named; all are in {@code _hubflow_verifications}. */
    private static final int MOST_FINDINGS = 5;

    private static final JsonMapper JSON = new JsonMapper();

    private VerificationHistory() {}

    /** @param records newest first */
    static List<VerificationSummary> of(List<VerificationRecord> records) {
        var byId = new LinkedHashMap<String, List<VerificationRecord>>();
        records.forEach(record -> byId.computeIfAbsent(record.verificationId(), id -> new ArrayList<>())
                .add(record));
        return byId.values().stream().map(VerificationHistory::summary).toList();
    }

    private static VerificationSummary summary(List<VerificationRecord> records) {
        var proofs = records.stream().map(VerificationHistory::proof).toList();
        var first = records.getFirst();
        return new VerificationSummary(
                first.verificationId(),
                first.startedAt(),
                first.finishedAt(),
                WORST_FIRST.stream()
                        .filter(word ->
                                proofs.stream().anyMatch(proof -> proof.status().equals(word)))
                        .findFirst()
                        .orElse("failed"),
                records.stream().mapToLong(VerificationRecord::calls).sum(),
                proofs);
    }

    /** What the newest verification of an object type says, of its table and those of its links and histories the worst. */
    static Optional<Proof> last(List<VerificationSummary> verifications, String objectType) {
        return verifications.stream()
                .map(verification -> verification.proofs().stream()
                        .filter(proof -> proof.objectType().equals(objectType))
                        .toList())
                .filter(proofs -> !proofs.isEmpty())
                .findFirst()
                .flatMap(proofs -> proofs.stream()
                        .min(Comparator.<Proof>comparingInt(proof -> WORST_FIRST.indexOf(proof.status()))
                                .thenComparing(proof -> !proof.table().equalsIgnoreCase(objectType))));
    }

    private static Proof proof(VerificationRecord record) {
        var evidence = read(record.evidence());
        return new Proof(
                record.objectType(),
                record.table(),
                record.status(),
                record.finishedAt(),
                record.holdsFor(),
                record.tableRows(),
                record.different(),
                record.compared(),
                record.fresh(),
                words(record, evidence),
                findings(evidence));
    }

    private static String words(VerificationRecord record, JsonNode evidence) {
        return switch (record.status()) {
            case "equal" -> "All " + count(record.tableRows()) + " rows are what HubSpot has" + except(evidence) + ".";
            case "repaired" ->
                count(record.repaired()) + " of " + count(record.tableRows())
                        + " rows differed and were read again; now all are what HubSpot has" + except(evidence) + ".";
            case "different" ->
                count(record.different()) + (record.different() == 1 ? " record of " : " records of ") + record.table()
                        + (record.different() == 1 ? " is" : " are") + " not what HubSpot has.";
            default -> evidence.path("message").asText();
        };
    }

    private static String except(JsonNode evidence) {
        var names = new ArrayList<String>();
        evidence.path(VerificationRows.NOT_COMPARED).forEach(name -> names.add(name.asText()));
        return names.isEmpty()
                ? ""
                : ", but for the values of " + String.join(", ", names) + ", which the next sync reads again";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static List<String> findings(JsonNode evidence) {
        var findings = new ArrayList<String>();
        for (var kind : evidence.properties()) {
            for (var finding : kind.getValue()) {
                if (findings.size() < MOST_FINDINGS && finding.has("id")) {
                    findings.add(kind.getKey() + " " + finding.path("id").asText() + ": "
                            + finding.path("reason").asText());
                }
            }
        }
        return findings;
    }

    /** Evidence that an unknown version wrote is shown without its details. */
    private static JsonNode read(String evidence) {
        try {
            return JSON.readTree(evidence);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
