package io.hubflow.service.http;

import io.hubflow.service.HubflowService;
import io.hubflow.service.PortalRunner;
import io.hubflow.service.status.RunSummary;
import io.hubflow.service.status.VerificationSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code /api/v1}: JSON for programs, described by {@code openapi.json}. */
final class Api {
    private static final String DOCUMENT = "/io/hubflow/service/openapi.json";

    private final HubflowService service;
    private final SharedAnswer<Reply> status;

    Api(HubflowService service) {
        this.service = service;
        this.status = new SharedAnswer<>(() -> Reply.json(200, ApiJson.write(service.status())), System::nanoTime);
    }

    /** @param path what follows {@code /api/v1/}, in parts */
    Reply get(String[] path) {
        if (path.length == 1 && path[0].equals("status")) {
            return status.current();
        }
        if (path.length == 1 && path[0].equals("openapi.json")) {
            return Reply.json(200, document());
        }
        if (path.length == 1 && path[0].equals("portals")) {
            return Reply.json(
                    200, ApiJson.write(Map.of("portals", service.status().portals())));
        }
        if (path.length == 2 && path[0].equals("portals")) {
            return Reply.json(200, ApiJson.write(portal(path[1]).status()));
        }
        if (path.length == 3 && path[0].equals("portals") && path[2].equals("runs")) {
            return Reply.json(
                    200, ApiJson.write(Map.of("runs", portal(path[1]).status().runs())));
        }
        if (path.length == 4 && path[0].equals("portals") && path[2].equals("runs")) {
            return Reply.json(200, ApiJson.write(run(path[1], path[3])));
        }
        if (path.length == 3 && path[0].equals("portals") && path[2].equals("verifications")) {
            return Reply.json(
                    200,
                    ApiJson.write(
                            Map.of("verifications", portal(path[1]).status().verifications())));
        }
        if (path.length == 4 && path[0].equals("portals") && path[2].equals("verifications")) {
            return Reply.json(200, ApiJson.write(verification(path[1], path[3])));
        }
        throw Refusal.notFound("There is no such resource; /api/v1/openapi.json lists all.");
    }

    /** @param job empty = the portal's first */
    Reply act(String portal, String action, String job) {
        var runner = portal(portal);
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
        return Reply.json(202, ApiJson.write(runner.status()));
    }

    PortalRunner portal(String name) {
        return service.find(name)
                .orElseThrow(() -> Refusal.notFound(
                        "There is no portal of that name; /api/v1/portals lists those of the configuration."));
    }

    RunSummary run(String portal, String runId) {
        return portal(portal).status().runs().stream()
                .filter(run -> run.runId().equals(runId))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.notFound("There is no such run among the recorded ones that are kept at hand."));
    }

    VerificationSummary verification(String portal, String id) {
        return portal(portal).status().verifications().stream()
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
