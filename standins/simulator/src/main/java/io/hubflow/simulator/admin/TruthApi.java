package io.hubflow.simulator.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The admin calls that answer what the portal holds, one JSON object a line. */
final class TruthApi {
    private final Portal portal;
    private final Truths truths;

    TruthApi(Portal portal, Truths truths) {
        this.portal = portal;
        this.truths = truths;
    }

    /**
     * The answer; empty when the path asks for no truth.
     *
     * @param properties of records that are wanted; all when empty
     */
    Optional<Response> find(List<String> path, List<String> properties) {
        String what = path.isEmpty() ? "" : path.getFirst();
        return switch (what + "/" + (path.size() - 1)) {
            case "records/1" -> records(type(path.get(1)), properties);
            case "tombstones/1" -> tombstones(type(path.get(1)));
            case "links/2" -> links(type(path.get(1)), type(path.get(2)));
            case "lists/0" -> rows(truths.reference().lists());
            case "memberships/1" -> memberships(path.get(1));
            case "owners/0" -> rows(truths.reference().owners());
            case "users/0" -> rows(truths.reference().users());
            case "teams/0" -> rows(truths.reference().teams());
            case "roles/0" -> rows(truths.reference().roles());
            case "exchange_rates/0" -> rows(truths.reference().exchangeRates());
            case "deal_splits/0" -> rows(truths.reference().dealSplits());
            case "pipelines/1" -> rows(truths.reference().pipelines(type(path.get(1))));
            case "association_types/2" -> rows(associationTypes(type(path.get(1)), type(path.get(2))));
            case "history/2" -> history(type(path.get(1)), path.get(2));
            default -> Optional.empty();
        };
    }

    private Optional<Response> records(ObjectType type, List<String> properties) {
        return lines(out -> truths.records().write(type, properties, out));
    }

    private Optional<Response> tombstones(ObjectType type) {
        return lines(out -> truths.tombstones().write(type, out));
    }

    private Optional<Response> links(ObjectType from, ObjectType to) {
        portal.links().types().requireRelated(from, to);
        return lines(out -> truths.links().write(from, to, out));
    }

    private Optional<Response> history(ObjectType type, String property) {
        portal.read(() -> truths.history().columns(type, property));
        return lines(out -> truths.history().write(type, property, out));
    }

    private Optional<Response> memberships(String listId) {
        var list = portal.read(() -> portal.lists().require(listId));
        return lines(out -> truths.reference().writeMembers(list, out));
    }

    private List<ObjectNode> associationTypes(ObjectType from, ObjectType to) {
        return truths.reference().associationTypes(from, to).stream()
                .map(type -> JsonNodeFactory.instance
                        .objectNode()
                        .put("type_id", type.id())
                        .put("category", type.category())
                        .put("label", type.label()))
                .toList();
    }

    private static Optional<Response> rows(List<ObjectNode> rows) {
        return lines(out -> {
            for (ObjectNode row : rows) {
                out.write((row + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private ObjectType type(String name) {
        return portal.types().require(name);
    }

    private static Optional<Response> lines(Response.Stream body) {
        return Optional.of(Response.streamed("application/x-ndjson", body));
    }
}
