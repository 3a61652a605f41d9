package io.hubflow.hubspot;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A batch read's answer, 200 or 207 alike: which ids are missing, and whether that may be believed. */
final class BatchAnswer {
    /** The category under which HubSpot groups the ids it does not find (captured answers, reference §5). */
    private static final String NOT_FOUND = "OBJECT_NOT_FOUND";

    private BatchAnswer() {}

    static RecordPage read(
            Transport.Answer answer, PropertySelection properties, List<Long> requested, Instant serverTime)
            throws IOException {
        var body = checked(RecordPageReader.read(answer.body(), properties));
        var missing = missing(requested, body);
        return new RecordPage(
                body.records(),
                body.malformed(),
                missing,
                notFound(missing, body),
                Optional.empty(),
                OptionalLong.empty(),
                serverTime);
    }

    /** The same body, when it is complete and has no other error than "not found". */
    static RecordPageReader.Body checked(RecordPageReader.Body body) throws IncompleteBatchException {
        if (!body.status().isEmpty() && !body.status().equals("COMPLETE")) {
            throw new IncompleteBatchException("a batch that is not complete");
        }
        var others = body.errors().stream()
                .filter(error -> !error.category().equals(NOT_FOUND))
                .count();
        if (others > 0) {
            throw new IncompleteBatchException(others + " errors inside a batch that are not \"not found\"");
        }
        return body;
    }

    /** Requested minus returned: an id that HubSpot is silent about is missing too; a malformed record is not. */
    private static List<Long> missing(List<Long> requested, RecordPageReader.Body body) {
        var returned = new HashSet<Long>(requested.size() * 2);
        body.records().forEach(record -> returned.add(record.id()));
        body.malformed().forEach(record -> returned.add(WireId.toLong(record.id())));
        return requested.stream().filter(id -> !returned.contains(id)).toList();
    }

    private static List<Long> notFound(List<Long> missing, RecordPageReader.Body body) {
        var named = new HashSet<Long>();
        body.errors().forEach(error -> named.addAll(error.ids()));
        return missing.stream().filter(named::contains).toList();
    }
}
