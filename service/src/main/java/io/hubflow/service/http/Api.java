package io.hubflow.service.http;

import io.hubflow.service.HubflowService;
import io.hubflow.service.status.PortalStatus;
import io.hubflow.service.status.RunSummary;
import io.hubflow.service.status.ServiceStatus;
import io.hubflow.service.status.VerificationSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** {@code /api/v1}: JSON for programs, described by {@code openapi.json}. */
final class Api {
    private static final String DOCUMENT = "/io/hubflow/service/openapi.json";

    /** More resources than any client asks for again and again: the oldest answers are then made anew. */
    private static final int MOST_ANSWERS = 500;

    private final HubflowService service;
    private final SharedAnswer<ServiceStatus> status;
    private final Reply document = Reply.json(200, document());
    private final ConcurrentMap<String, SharedAnswer<Reply>> answers = new ConcurrentHashMap<>();

    /** @param status of the service, shared with the page */
    Api(HubflowService service, SharedAnswer<ServiceStatus> status) {
        this.service = service;
        this.status = status;
    }

    /** @param path what follows {@code /api/v1/} */
    Reply get(String path) {
        if (path.equals("openapi.json")) {
            return document;
        }
        var known = answers.get(path);
        if (known != null) {
            return known.current();
        }
        var parts = path.split("/", -1);
        var answer = new SharedAnswer<>(() -> Reply.json(200, ApiJson.write(resource(parts))), System::nanoTime);
        var reply = answer.current(); // refused for what does not exist, which is not kept
        if (answers.size() >= MOST_ANSWERS) {
            answers.clear();
        }
        answers.put(path, answer);
        return reply;
    }

    private Object resource(String[] path) {
        var kind = path.length > 2 ? path[2] : "";
        if (path.length == 1 && path[0].equals("status")) {
            return status.current();
        }
        if (path.length == 1 && path[0].equals("portals")) {
            return Map.of("portals", status.current().portals());
        }
        if (path.length > 1 && path[0].equals("portals")) {
            if (path.length == 2) {
                return portal(path[1]);
            }
            if (path.length == 3 && kind.equals("runs")) {
                return Map.of("runs", portal(path[1]).runs());
            }
            if (path.length == 4 && kind.equals("runs")) {
                return run(path[1], path[3]);
            }
            if (path.length == 3 && kind.equals("verifications")) {
                return Map.of("verifications", portal(path[1]).verifications());
            }
            if (path.length == 4 && kind.equals("verifications")) {
                return verification(path[1], path[3]);
            }
        }
        throw Refusal.notFound("There is no such resource; /api/v1/openapi.json lists all.");
    }

    /** @param job empty = the portal's first */
    Reply act(String portal, String action, String job) {
        var runner = service.find(portal).orElseThrow(Api::noSuchPortal);
        switch (action) {
            case "run" -> {
                if (!runner.runNow(job)) {
                    throw Refusal.notFound("Portal " + portal + " has no job of that name.");
                }
            }
            case "pause" -> runner.pause();
            case "resume" -> runner.resume();
            default -> throw Refusal.notFound("A portal can be asked to run, pause or resume.");
        }
        status.forget();
        answers.values().forEach(SharedAnswer::forget);
        return Reply.json(202, ApiJson.write(runner.status()));
    }

    private PortalStatus portal(String name) {
        return status.current().portals().stream()
                .filter(portal -> portal.name().equals(name))
                .findFirst()
                .orElseThrow(Api::noSuchPortal);
    }

    private static Refusal noSuchPortal() {
        return Refusal.notFound("There is no portal of that name; /api/v1/portals lists those of the configuration.");
    }

    RunSummary run(String portal, String runId) {
        return portal(portal).runs().stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.notFound("There is no such run among the recorded ones that are kept at hand."));
    }

    VerificationSummary verification(String portal, String id) {
        return portal(portal).verifications().stream()
                .filter(verification -> verification.verificationId().equals(id))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound(
                        "There is no such verification among the recorded ones that are kept at hand."));
    }

    private static String document() {
        try (var document = Api.class.getResourceAsStream(DOCUMENT)) {
            if (document == null) {
                throw new IllegalStateException(DOCUMENT + " is missing from the jar");
            }
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
