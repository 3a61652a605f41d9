package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.http.HttpServer;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.json.Hash;
import io.hubflow.simulator.portal.Portal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Makes the edits that faults ask for to answers that are right otherwise. */
final class AnswerEdits {
    private final Portal portal;
    private final ValueEdits values;

    AnswerEdits(Portal portal) {
        this.portal = portal;
        this.values = new ValueEdits(portal);
    }

    /** The answer with every edit that strikes this call. */
    Response apply(Exchange exchange, Response right) {
        Response edited = right;
        for (Fault.Edit edit : exchange.struck().edits()) {
            edited = switch (edit) {
                case Fault.OmitRows omit -> omitRows(exchange, edited, omit);
                case Fault.KeepRows keep -> changed(edited, body -> keepRows(body, keep.rows()));
                case Fault.WrongTotal wrong -> changed(edited, body -> changeTotal(body, wrong));
                case Fault.BareRows bare -> changed(edited, body -> values.strip(body, bare.kept()));
                case Fault.UndatedRows undated -> changed(edited, body -> removeDates(body, undated.ids()));
                case Fault.UnknownFields unknown -> changed(edited, values::addUnknownFields);
                case Fault.TypedValues typed -> changed(edited, body -> values.type(exchange, body));
                case Fault.WrongDate wrong ->
                    edited.with(
                            "Date",
                            HttpServer.dateText(
                                    Instant.ofEpochMilli(portal.clock().millis())
                                            .plus(wrong.offset())));
                case Fault.MissingDate missing -> edited.with("Date", "");
                case Fault.PartialBatch partial -> edited;
                case Fault.DuplicateRows duplicate -> edited;
                case Fault.ForeignRows foreign -> edited;
            };
        }
        return edited;
    }

    @FunctionalInterface
    private interface BodyEdit {
        void apply(ObjectNode body);
    }

    private static Response changed(Response right, BodyEdit edit) {
        if (right.status() != 200 && right.status() != 207) {
            return right;
        }
        ObjectNode body = Exchange.tree(right);
        edit.apply(body);
        return Exchange.json(right.status(), body).withHeaders(right.headers());
    }

    private static void keepRows(ObjectNode body, int rows) {
        var results = results(body);
        while (results.size() > rows) {
            results.remove(results.size() - 1);
        }
    }

    private static void removeDates(ObjectNode body, Set<String> ids) {
        for (JsonNode row : results(body)) {
            if (row instanceof ObjectNode object && (ids.isEmpty() || ids.contains(key(row)))) {
                object.remove("updatedAt");
            }
        }
    }

    private static void changeTotal(ObjectNode body, Fault.WrongTotal wrong) {
        if (body.has("total")) {
            long right = body.path("total").asLong();
            long other = wrong.exactly().orElse(Math.max(0, right + wrong.added()));
            body.put("total", Math.min(other, wrong.cap()));
        }
    }

    private static Response omitRows(Exchange exchange, Response right, Fault.OmitRows omit) {
        var omitted = new ArrayList<String>();
        Response edited = changed(right, body -> {
            var results = results(body);
            omitted.addAll(chosen(results, omit));
            removeRows(results, Set.copyOf(omitted));
            results.forEach(row -> {
                if (row.path("stages") instanceof ArrayNode stages) {
                    removeRows(stages, omit.ids());
                }
            });
            if (!omitted.isEmpty() && omit.report() == Fault.OmitRows.Report.NOT_FOUND) {
                reportMissing(body, exchange, omitted);
            }
        });
        boolean reported = !omitted.isEmpty() && omit.report() == Fault.OmitRows.Report.NOT_FOUND;
        return reported ? edited.withStatus(207) : edited;
    }

    private static List<String> chosen(ArrayNode results, Fault.OmitRows omit) {
        Stream<String> keys = StreamSupport.stream(results.spliterator(), false).map(AnswerEdits::key);
        return omit.ids().isEmpty()
                ? keys.sorted(Comparator.comparingLong(Hash::of))
                        .limit(omit.count())
                        .toList()
                : keys.filter(omit.ids()::contains).toList();
    }

    private static void removeRows(ArrayNode rows, Set<String> keys) {
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (keys.contains(key(rows.get(i)))) {
                rows.remove(i);
            }
        }
    }

    /** Joins the missing ids to those that really are, as a batch read groups them. */
    private static void reportMissing(ObjectNode body, Exchange exchange, List<String> missing) {
        ArrayNode errors = body.withArray("errors");
        for (JsonNode error : errors) {
            if (error.path("category").asText().equals("OBJECT_NOT_FOUND")) {
                ArrayNode ids = error.withObject("/context").withArray("ids");
                missing.forEach(ids::add);
                return;
            }
        }
        ArrayNode ids = errors.addObject()
                .put("status", "error")
                .put("category", "OBJECT_NOT_FOUND")
                .put("message", BatchReadHandler.notFoundMessage(exchange.type()))
                .putObject("context")
                .putArray("ids");
        missing.forEach(ids::add);
        body.put("numErrors", errors.size());
    }

    /** The rows of an answer; a search of lists has a word of its own for them. */
    private static ArrayNode results(ObjectNode body) {
        return body.withArray(body.has("lists") ? "lists" : "results");
    }

    /** What a row is known by: its id, the id of its list or type, its name, or the record it starts from. */
    private static String key(JsonNode row) {
        for (String member : List.of("id", "listId", "objectTypeId", "name")) {
            if (row.path(member).isValueNode()) {
                return row.path(member).asText();
            }
        }
        return row.path("from").path("id").asText(row.path("toObjectId").asText());
    }
}
