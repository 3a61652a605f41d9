package io.hubflow.simulator.admin;

import io.hubflow.simulator.http.Response;
import io.hubflow.simulator.portal.ObjectType;
import io.hubflow.simulator.portal.Portal;
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

    /** The answer; empty when the path asks for no truth. */
    Optional<Response> find(List<String> path) {
        String what = path.isEmpty() ? "" : path.getFirst();
        return switch (what + "/" + (path.size() - 1)) {
            case "records/1" -> lines(out -> truths.records().write(type(path.get(1)), out));
            case "tombstones/1" -> lines(out -> truths.tombstones().write(type(path.get(1)), out));
            case "links/2" -> links(type(path.get(1)), type(path.get(2)));
            case "history/2" -> history(type(path.get(1)), path.get(2));
            default -> Optional.empty();
        };
    }

    private Optional<Response> links(ObjectType from, ObjectType to) {
        portal.links().types().requireRelated(from, to);
        return lines(out -> truths.links().write(from, to, out));
    }

    private Optional<Response> history(ObjectType type, String property) {
        portal.read(() -> truths.history().columns(type, property));
        return lines(out -> truths.history().write(type, property, out));
    }

    private ObjectType type(String name) {
        return portal.types().require(name);
    }

    private static Optional<Response> lines(Response.Stream body) {
        return Optional.of(Response.streamed("application/x-ndjson", body));
    }
}
